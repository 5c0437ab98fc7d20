/** Events as a plain SQLite database for other programs: a table `events` with a text column for each field. */

import { isUtf8 } from 'node:buffer';
import Database, { type Database as Connection } from 'better-sqlite3';
import { fromSqlite } from '../store/errors.ts';
import type { SegmentView } from '../store/segment-view.ts';
import { MESSAGE_COLUMN, textReader } from './columns.ts';
import type { Selection } from './selection.ts';
import { type SqliteLayout, sqliteLayout } from './sqlite-columns.ts';
import type { Tally } from './tally.ts';

/** Events of a step. */
const STEP_EVENTS = 1000;

type SqliteCell = string | Uint8Array | null;
type Read = (row: number) => SqliteCell;

/**
 * Fills a new database at `path`. Each step adds some events; the file is whole after the last one.
 * @param columns the columns in their order; all when undefined
 * @throws ExportError `invalid`; StoreError when the file cannot be written
 */
export function* sqliteSteps(
  selection: Selection,
  path: string,
  tally: Tally,
  columns: readonly string[] | undefined,
): Generator<void> {
  const layout = sqliteLayout(selection.store, columns);
  let database: Connection | undefined;
  try {
    database = new Database(path);
    // Nobody reads the file before it is finished, and then it is made durable as a whole.
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
    createTables(database, layout);
    yield* fill(database, selection, layout, tally);
    database.exec('COMMIT; PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE');
  } catch (error) {
    throw fromSqlite(error, path);
  } finally {
    database?.close();
  }
  tally.files++;
}

function createTables(database: Connection, { columns, others }: SqliteLayout): void {
  const list = columns.map(({ name }) => `${identifier(name)} TEXT`).join(', ');
  database.exec(`CREATE TABLE events (${list})`);
  database.exec('CREATE TABLE event_columns (position INTEGER PRIMARY KEY, name TEXT NOT NULL, field TEXT NOT NULL)');
  const add = database.prepare('INSERT INTO event_columns VALUES (?, ?, ?)');
  for (const [position, { name, field }] of columns.entries()) add.run(position, name, field);
  if (others.length > 0)
    database.exec('CREATE TABLE more_fields (event INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL)');
}

function* fill(database: Connection, selection: Selection, layout: SqliteLayout, tally: Tally): Generator<void> {
  const { columns, others } = layout;
  const addEvent = database.prepare<SqliteCell[]>(`INSERT INTO events VALUES (${columns.map(() => '?').join(', ')})`);
  const addOther =
    others.length === 0
      ? undefined
      : database.prepare<[number, string, SqliteCell]>('INSERT INTO more_fields VALUES (?, ?, ?)');
  for (const { view, rows } of selection.batches()) {
    const reads = columns.map(({ field }) => cellReader(view, field, tally));
    const otherReads = others.flatMap((field) => {
      const read = cellReader(view, field, tally);
      return read === undefined ? [] : [{ field, read }];
    });
    for (const row of rows) {
      addEvent.run(...reads.map((read) => read?.(row) ?? null));
      tally.events++;
      tally.recordBytes += view.recordBytes(row, row + 1);
      for (const { field, read } of otherReads) {
        const value = read(row);
        if (value !== null) addOther?.run(tally.events, field, value);
      }
      if (tally.events % STEP_EVENTS === 0) yield;
    }
  }
}

/** A record that is not valid UTF-8 is a BLOB, so that it stays what it is. */
function cellReader(view: SegmentView, field: string, tally: Tally): Read | undefined {
  if (field === MESSAGE_COLUMN) {
    return (row) => {
      const record = view.record(row);
      return isUtf8(record) ? record.toString() : record;
    };
  }
  const read = textReader(view, field, tally);
  return read && ((row) => read(row) ?? null);
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
