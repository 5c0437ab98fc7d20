/** Opening the database a command works on. */
import { existsSync } from 'node:fs';
import type { EventStore } from '../store/event-store.ts';
import type { Library } from '../store/library.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import { type Io, styleFor } from './io.ts';
import { writeLines } from './output.ts';

/**
 * Runs work on a database that must exist, and closes it.
 * @throws CliError, StoreError
 */
export async function withStore<T>(path: string, work: (store: EventStore) => Promise<T>): Promise<T> {
  requireDb(path);
  const { EventStore } = await import('../store/event-store.ts');
  const store = EventStore.open(path);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/**
 * Changes the lookup tables or saved queries of a database, which is made if it does not exist, and commits.
 * @throws StoreError; then nothing is changed
 */
export async function changeLibrary<T>(
  io: Io,
  { db, color }: { readonly db: string; readonly color: boolean },
  work: (library: Library) => T,
): Promise<T> {
  const { Library } = await import('../store/library.ts');
  const library = Library.open(db, { now: io.clock });
  let whole = true;
  let result: T;
  try {
    result = work(library);
    library.commit();
  } finally {
    whole = library.close();
  }
  if (!whole) await noteSecondFile(io, db, color);
  return result;
}

/** Tells that the file is not whole by itself. */
export async function noteSecondFile(io: Io, db: string, color: boolean): Promise<void> {
  const note = `${db} is being read and is whole only together with ${db}-wal; keep the two files together.`;
  await writeLines(io.stderr, [`${styleFor(io.stderr, io, color).yellow('note')}: ${note}`]);
}

/** @throws CliError */
export function requireDb(path: string): void {
  if (existsSync(path)) return;
  const quoted = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  throw new CliError({
    exitCode: EXIT.unreadable,
    code: 'not-found',
    message: `The database ${path} does not exist.`,
    hint: `Make it with trailql ingest SRC --db ${quoted}, or name another one with --db.`,
  });
}
