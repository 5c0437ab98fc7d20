/** What can be wrong with a store, as one error type with a code for programs and a text for people. */

export type StoreErrorCode =
  | 'not-a-store'
  | 'older-format'
  | 'newer-format'
  | 'corrupt'
  | 'locked'
  | 'not-found'
  | 'unreadable'
  /** A lookup table or saved query that the rules do not allow. */
  | 'invalid'
  /** A lookup table or saved query of that name is there already. */
  | 'exists';

/** Thrown by everything in this folder. The message says what is wrong, where, and what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** The error for bytes that are not what the format says. */
export function corrupt(what: string, cause?: unknown): StoreError {
  return new StoreError(
    'corrupt',
    `The store is damaged: ${what}. Restore the file from a copy or ingest its sources again.`,
    cause === undefined ? undefined : { cause },
  );
}

/** Turns an error of SQLite about the file at `path` into a `StoreError`; every other error is returned as it is. */
export function fromSqlite(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const code = error.code;
  const options = { cause: error };
  if (code === 'SQLITE_NOTADB') {
    return new StoreError(
      'not-a-store',
      `${path} is not a TrailQL store: it is not a SQLite file. ${NAME_ONE}`,
      options,
    );
  }
  // Our own statements are right: SQLite refuses them when the tables are not what they were.
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_ERROR' || code === 'SQLITE_TOOBIG') {
    return corrupt(`${path}: ${error.message}`, error);
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StoreError(
      'locked',
      `${path} is in use by another ingest or another change. Wait until it ends, then try again.`,
      options,
    );
  }
  if (code === 'SQLITE_FULL') {
    return new StoreError('unreadable', `There is no space left to write ${path}. Free some, then try again.`, options);
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new StoreError(
      'unreadable',
      `${path} cannot be read or written: ${error.message}. Check the disk and the space left on it.`,
      options,
    );
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) {
    return new StoreError(
      'unreadable',
      `${path} cannot be opened: ${error.message}. Check the path and its permissions.`,
      options,
    );
  }
  return error;
}

/** The way out of a wrong path. */
export const NAME_ONE = 'Name a file that `trailql ingest` has made.';
