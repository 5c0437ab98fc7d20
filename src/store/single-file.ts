/** Ends the write-ahead log of a store, so that one file is left. */

import type { Database } from 'better-sqlite3';

/** How often to look whether readers have gone, in milliseconds. */
const PAUSE = 20;

/** How long to wait for readers when nothing is left in the write-ahead log but its file, in milliseconds. */
const TIDY_WAIT = 1000;

/**
 * Moves everything into the file and removes the write-ahead log; to be called outside of a transaction.
 * @param wait how long to wait for readers, in milliseconds.
 * @returns false when a reader stays that needs the log: the file is not whole without it.
 */
export function leaveOneFile(database: Database, wait: number): boolean {
  database.pragma('busy_timeout = 0');
  const start = Date.now();
  for (;;) {
    // What no reader needs in the log moves to the file, whoever else has it open.
    const whole = database.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
    if (leaveLog(database)) return true;
    if (Date.now() - start >= (whole ? Math.min(wait, TIDY_WAIT) : wait)) return whole;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

/** False while another connection is open. */
function leaveLog(database: Database): boolean {
  try {
    database.pragma('journal_mode = DELETE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return false;
    throw error;
  }
}
