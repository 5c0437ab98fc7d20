/** The tables of a store and the marks by which its file is recognised. docs/format.md describes each. */

import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database, { type Database as Connection } from 'better-sqlite3';
import { fromSqlite, NAME_ONE, StoreError } from './errors.ts';

/** `TRQL` in ASCII. */
const APPLICATION_ID = 0x5452514c;
const FORMAT_VERSION = 1;
/** Bytes of a page of a new file. Most rows are blobs of kilobytes: larger pages are fewer to log, to check and to move into the file. */
const PAGE_SIZE = 16_384;

/** How long to wait for a lock that another process holds, in milliseconds. */
export const LOCK_WAIT = 5000;

const SCHEMA = `
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified REAL,
  etag TEXT,
  sha256 TEXT,
  content_sha256 TEXT,
  container TEXT NOT NULL,
  status TEXT NOT NULL,
  message TEXT NOT NULL,
  records INTEGER NOT NULL,
  events INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  conflicts INTEGER NOT NULL,
  rejects INTEGER NOT NULL,
  ingested_at REAL NOT NULL
) STRICT;
CREATE INDEX source_by_uri ON source (uri, id);

CREATE TABLE reject (
  source INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  reason TEXT NOT NULL,
  bytes BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (source, ordinal)
) STRICT;

CREATE TABLE segment (
  id INTEGER PRIMARY KEY,
  events INTEGER NOT NULL,
  min_time REAL NOT NULL,
  max_time REAL NOT NULL,
  min_event_time REAL NOT NULL,
  max_event_time REAL NOT NULL,
  record_bytes INTEGER NOT NULL,
  manifest INTEGER NOT NULL
) STRICT;

CREATE TABLE segment_part (
  segment INTEGER NOT NULL,
  part TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (segment, part)
) STRICT;

CREATE TABLE record_block (
  segment INTEGER NOT NULL,
  block INTEGER NOT NULL,
  records BLOB NOT NULL,
  PRIMARY KEY (segment, block)
) STRICT;

CREATE TABLE field (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  events INTEGER NOT NULL,
  strings INTEGER NOT NULL,
  numbers INTEGER NOT NULL,
  booleans INTEGER NOT NULL,
  examples TEXT NOT NULL
) STRICT;

CREATE TABLE chunk (
  segment INTEGER NOT NULL,
  field INTEGER NOT NULL,
  encoding TEXT NOT NULL,
  present INTEGER NOT NULL,
  strings INTEGER NOT NULL,
  numbers INTEGER NOT NULL,
  booleans INTEGER NOT NULL,
  min REAL,
  max REAL,
  "values" BLOB NOT NULL,
  codes BLOB NOT NULL,
  PRIMARY KEY (segment, field)
) STRICT;

CREATE TABLE lookup_table (
  name TEXT PRIMARY KEY NOT NULL,
  columns TEXT NOT NULL,
  rows INTEGER NOT NULL,
  size INTEGER NOT NULL,
  modified REAL NOT NULL,
  cells BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE saved_query (
  name TEXT PRIMARY KEY NOT NULL,
  text TEXT NOT NULL,
  parameters TEXT NOT NULL,
  modified REAL NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE kept_object (
  source INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE object_metadata (
  uri TEXT PRIMARY KEY NOT NULL,
  metadata TEXT NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE public_key (
  region TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  value TEXT NOT NULL,
  valid_from REAL,
  valid_until REAL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (region, fingerprint)
) STRICT;

CREATE TABLE table_checksum (
  name TEXT PRIMARY KEY,
  rows INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
INSERT INTO table_checksum VALUES ('source', 0, 0), ('segment', 0, 0), ('field', 0, 0);
`;

/**
 * Opens an existing store for reading.
 * @throws StoreError
 */
export function openForReading(path: string): Connection {
  return guarded(path, () => {
    if (!existsSync(path)) {
      throw new StoreError('not-found', `There is no file ${path}. ${NAME_ONE}`);
    }
    if (!statSync(path).isFile()) {
      throw new StoreError('unreadable', `${path} is not a file. ${NAME_ONE}`);
    }
    try {
      return openReadOnly(path);
    } catch (error) {
      if (!isUnfinished(error)) throw error;
      finishRollback(path);
      return openReadOnly(path);
    }
  });
}

function openReadOnly(path: string): Connection {
  const connection = new Database(resolve(path), { readonly: true, timeout: LOCK_WAIT });
  return closedOnError(connection, () => {
    if (isEmpty(connection)) {
      throw new StoreError(
        'not-a-store',
        `${path} is empty: nothing has been ingested into it. Ingest into it first, or name another file.`,
      );
    }
    checkFormat(connection, path);
  });
}

/** A writer ended in the middle of changing the journal mode: what it began must be undone, which a reader is not allowed to. */
function isUnfinished(error: unknown): boolean {
  return error instanceof Error && 'code' in error && UNFINISHED.has(String(error.code));
}

const UNFINISHED: ReadonlySet<string> = new Set(['SQLITE_READONLY_ROLLBACK', 'SQLITE_READONLY_RECOVERY']);

/** @throws StoreError `unreadable` where the file may not be written */
function finishRollback(path: string): void {
  try {
    const connection = new Database(resolve(path), { fileMustExist: true, timeout: LOCK_WAIT });
    // The first look at the file undoes what was not committed.
    closedOnError(connection, () => countTables(connection)).close();
  } catch (error) {
    throw new StoreError(
      'unreadable',
      `${path} was left in the middle of a change when its writer ended, and must be put in order once. Open it where it and its folder may be written, together with the files beside it.`,
      { cause: error },
    );
  }
}

/**
 * Opens a store for writing; creates it when there is no file or an empty one. `:memory:` makes one that is never saved.
 * The connection is in a transaction that keeps every other writer out.
 * @param lockWait how long to wait for another writer, in milliseconds.
 * @throws StoreError
 */
export function openForWriting(path: string, lockWait: number): Connection {
  return guarded(path, () => {
    // A resolved path is never one of the names that SQLite gives a special meaning.
    const file = path === ':memory:' ? path : resolve(path);
    if (!existsSync(dirname(file))) {
      throw new StoreError('not-found', `There is no folder ${dirname(file)}. Make it, or name another file.`);
    }
    if (existsSync(file) && !statSync(file).isFile()) {
      throw new StoreError(
        'unreadable',
        statSync(file).isDirectory()
          ? `${path} is a folder, not a file. Name a file in it, such as ${join(path, 'trail.db')}.`
          : `${path} is not a file. Name another one.`,
      );
    }
    const connection = new Database(file, { timeout: lockWait });
    return closedOnError(connection, () => {
      const isNew = isEmpty(connection);
      if (!isNew) checkFormat(connection, path);
      if (isNew) connection.pragma(`page_size = ${PAGE_SIZE}`);
      connection.pragma('journal_mode = WAL');
      // With WAL, FULL is what makes a commit survive a power failure.
      connection.pragma('synchronous = FULL');
      connection.pragma('journal_size_limit = 67108864');
      connection.exec('BEGIN IMMEDIATE');
      if (isNew) create(connection);
      connection.exec('COMMIT; BEGIN IMMEDIATE');
    });
  });
}

function create(connection: Connection): void {
  // Another process may have been first while this one waited for the lock.
  if (countTables(connection) > 0) return;
  connection.exec(SCHEMA);
  connection.pragma(`application_id = ${APPLICATION_ID}`);
  connection.pragma(`user_version = ${FORMAT_VERSION}`);
}

function checkFormat(connection: Connection, path: string): void {
  if (number(connection, 'application_id') !== APPLICATION_ID) {
    throw new StoreError(
      'not-a-store',
      `${path} is a SQLite file of another program, not a TrailQL store. ${NAME_ONE}`,
    );
  }
  const version = number(connection, 'user_version');
  if (version > FORMAT_VERSION) {
    throw new StoreError(
      'newer-format',
      `${path} has format ${version}; this TrailQL reads format ${FORMAT_VERSION}. Use a newer TrailQL.`,
    );
  }
  if (version < FORMAT_VERSION) {
    throw new StoreError(
      'older-format',
      `${path} has format ${version}; this TrailQL reads format ${FORMAT_VERSION}. Ingest its sources again into a new file.`,
    );
  }
}

function number(connection: Connection, pragma: string): number {
  return Number(connection.pragma(pragma, { simple: true }));
}

/** Whether nobody has made anything of the file yet, as when it has no bytes. */
function isEmpty(connection: Connection): boolean {
  return countTables(connection) === 0 && number(connection, 'application_id') === 0;
}

function countTables(connection: Connection): number {
  return connection.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0;
}

function closedOnError(connection: Connection, prepare: () => void): Connection {
  try {
    prepare();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function guarded<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw fromSqlite(error, path);
  }
}
