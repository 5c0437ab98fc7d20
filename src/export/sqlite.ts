/** Events as a plain SQLite database for other programs: a table `events` with a text column for each field. */

import { isUtf8 } from 'node:buffer';
import Database, { type Database as Connection, type Statement } from 'better-sqlite3';
import { fromSqlite } from '../store/errors.ts';
import type { SegmentView } from '../store/segment-view.ts';
import { blocksOf, MESSAGE_COLUMN, ofEach, placedReaders, type ReadCells, textReader } from './columns.ts';
import type { Selection } from './selection.ts';
import { type SqliteLayout, sqliteLayout } from './sqlite-columns.ts';
import type { Tally } from './tally.ts';

/** Columns that a row has at least bound. */
const MIN_WIDTH = 64;

type SqliteCell = string | Uint8Array | null;

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
  const inserts = new Inserts(database, columns.length);
  const addOther =
    others.length === 0
      ? undefined
      : database.prepare<[number, string, SqliteCell]>('INSERT INTO more_fields VALUES (?, ?, ?)');
  for (const { view, rows } of selection.batches()) {
    const fields = columns.map(({ field }) => field);
    const readers = placedReaders(fields.map((field) => cellReader(view, field, tally)));
    const otherReaders = placedReaders(others.map((field) => cellReader(view, field, tally)));
    for (const block of blocksOf(rows)) {
      const cells: SqliteCell[][] = Array.from(block, () => []);
      for (const { place, read } of readers) {
        read(block, (index, cell) => {
          const row = cells[index] ?? [];
          while (row.length < place) row.push(null);
          row.push(cell);
        });
      }
      for (const row of cells) inserts.run(row);
      for (const { place, read } of otherReaders) {
        read(block, (index, cell) => addOther?.run(tally.events + index + 1, others[place] ?? '', cell));
      }
      tally.events += block.length;
      for (const row of block) tally.recordBytes += view.recordBytes(row, row + 1);
      yield;
    }
  }
}

/** Inserts rows of which only the first columns have values: most fields are missing in most events, and binding all would take long. */
class Inserts {
  readonly #database: Connection;
  readonly #columns: number;
  readonly #statements = new Map<number, Statement<SqliteCell[]>>();

  constructor(database: Connection, columns: number) {
    this.#database = database;
    this.#columns = columns;
  }

  /** @param cells of the first columns; is filled up */
  run(cells: SqliteCell[]): void {
    let width = MIN_WIDTH;
    while (width < cells.length) width *= 2;
    width = Math.min(width, this.#columns);
    while (cells.length < width) cells.push(null);
    let statement = this.#statements.get(width);
    if (statement === undefined) {
      const list = (item: string, count: number): string[] => new Array<string>(count).fill(item);
      const values = [...list('?', width), ...list('NULL', this.#columns - width)];
      statement = this.#database.prepare(`INSERT INTO events VALUES (${values.join(', ')})`);
      this.#statements.set(width, statement);
    }
    statement.run(...cells);
  }
}

/** A record that is not valid UTF-8 is a BLOB, so that it stays what it is. */
function cellReader(view: SegmentView, field: string, tally: Tally): ReadCells<string | Uint8Array> | undefined {
  if (field !== MESSAGE_COLUMN) return textReader(view, field, tally, (text) => text);
  return ofEach((row) => {
    const record = view.record(row);
    return isUtf8(record) ? record.toString() : record;
  });
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
