/** Checksums of rows and tables: they tell a damaged row, a lost one and one in the place of another. See docs/format.md, "Checksums". */

import { crc32 } from 'node:zlib';
import type { Database, Statement } from 'better-sqlite3';
import { corrupt } from './errors.ts';
import { frameChecksum } from './frame.ts';

/** A row as an array of its columns, in the order of the table. */
export type Row = readonly (string | number | null | Uint8Array)[];

/** The tables that are read as a whole. */
export type CheckedTable = 'source' | 'segment' | 'field';

/** CRC-32 of the columns as JSON; the checksum in its frame stands for a blob. */
export function rowChecksum(row: Row): number {
  return crc32(JSON.stringify(row.map((value) => (value instanceof Uint8Array ? frameChecksum(value) : value))));
}

/** The same of a row without blobs, in less time. One that damage has made in it gives another checksum than was written. */
function plainRowChecksum(row: Row): number {
  return crc32(JSON.stringify(row));
}

/** A text as it is read back, which its checksum is taken of: SQLite keeps UTF-8, where lone surrogates do not exist. */
export function storedText(text: string): string {
  return /[\ud800-\udfff]/.test(text) ? Buffer.from(text).toString() : text;
}

/** Inserts a row and returns its checksum. */
export function insertRow(statement: Statement<unknown[]>, row: Row): number {
  const stored = row.map((value) => (typeof value === 'string' ? storedText(value) : value));
  statement.run(...stored);
  return rowChecksum(stored);
}

/** Number of rows of a table and the sum of their checksums, modulo 2^32. */
interface Totals {
  readonly rows: number;
  readonly checksum: number;
}

function storedTotals(database: Database, table: CheckedTable): Totals {
  const totals = database
    .prepare<[string], Totals>('SELECT rows, checksum FROM table_checksum WHERE name = ?')
    .get(table);
  if (totals === undefined) throw corrupt(`the checksum of the table ${table} is missing`);
  return totals;
}

function sum(a: number, b: number): number {
  return (a + b) >>> 0;
}

/**
 * All rows of a table by id. To be called in a transaction, so that the rows and their checksum are of the same moment.
 * @throws StoreError `corrupt` when they are not the rows that were written
 */
export function checkedRows<Columns extends Row>(database: Database, table: CheckedTable): Columns[] {
  const expected = storedTotals(database, table);
  const rows = database.prepare<[], Columns>(`SELECT * FROM ${table} ORDER BY id`).raw().all();
  if (rows.length !== expected.rows) {
    throw corrupt(`the table ${table} has ${rows.length} rows instead of ${expected.rows}`);
  }
  if (rows.reduce((total, row) => sum(total, plainRowChecksum(row)), 0) !== expected.checksum) {
    throw corrupt(`the table ${table} does not match its checksum`);
  }
  return rows;
}

/** The checksum of a table that is being written. */
export class TableChecksum {
  readonly #database: Database;
  readonly #table: CheckedTable;
  readonly #save: Statement<[number, number, string]>;
  #rows: number;
  #checksum: number;

  /** @throws StoreError `corrupt` */
  constructor(database: Database, table: CheckedTable) {
    const { rows, checksum } = storedTotals(database, table);
    this.#database = database;
    this.#table = table;
    this.#rows = rows;
    this.#checksum = checksum;
    this.#save = database.prepare('UPDATE table_checksum SET rows = ?, checksum = ? WHERE name = ?');
  }

  /** @param checksum of a row that is new. */
  add(checksum: number): void {
    this.#rows++;
    this.#checksum = sum(this.#checksum, checksum);
  }

  /** @param before checksum of a row that changes, `after` what it becomes. */
  replace(before: number, after: number): void {
    this.#checksum = sum(this.#checksum, after - before);
  }

  /** Whether it is what the store has: it is not when somebody else has written to the table. */
  isStored(): boolean {
    const { rows, checksum } = storedTotals(this.#database, this.#table);
    return rows === this.#rows && checksum === this.#checksum;
  }

  save(): void {
    this.#save.run(this.#rows, this.#checksum, this.#table);
  }
}
