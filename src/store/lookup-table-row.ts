/** A row of the table `lookup_table`, and what a lookup table must be to become one. */

import { rowChecksum } from './checksums.ts';
import { corrupt, StoreError } from './errors.ts';
import { frame, unframe } from './frame.ts';
import type { LookupTable, LookupTableInfo } from './types.ts';

/** Limits of the service. The size is that of the CSV, in bytes. */
export const MAX_LOOKUP_TABLES = 100;
export const MAX_LOOKUP_TABLE_SIZE = 10 * 1024 * 1024;
const MAX_NAME = 256;

type Facts = readonly [
  name: string,
  /** A JSON array. */
  columns: string,
  rows: number,
  size: number,
  modified: number,
  /** A frame around a JSON array of rows. For the facts alone its header will do. */
  cells: Uint8Array,
];

/** The columns of the table `lookup_table`. */
export type LookupTableRow = readonly [...Facts, checksum: number];

/**
 * @param size bytes of its CSV
 * @throws StoreError `invalid`
 */
export function checkLookupTable({ name, columns, rows }: LookupTable, size: number): void {
  if (!/^[A-Za-z0-9_]+$/.test(name) || name.length > MAX_NAME) {
    throw invalid(`The name of a lookup table is letters, digits and _, at most ${MAX_NAME}; ${name} is not.`);
  }
  if (size > MAX_LOOKUP_TABLE_SIZE) throw invalid(`The lookup table ${name} has more than 10 MB.`);
  if (columns.length === 0 || columns.includes('') || new Set(columns).size < columns.length) {
    throw invalid(`The columns of the lookup table ${name} need names that differ.`);
  }
  const ragged = rows.findIndex((row) => row.length !== columns.length);
  if (ragged >= 0) throw invalid(`Row ${ragged + 1} of the lookup table ${name} has not one cell per column.`);
}

function invalid(message: string): StoreError {
  return new StoreError('invalid', message);
}

/** @throws StoreError `invalid` */
export function lookupTableRow(table: LookupTable, size: number, modified: number): LookupTableRow {
  checkLookupTable(table, size);
  const cells = frame(Buffer.from(JSON.stringify(table.rows)));
  const facts: Facts = [table.name, JSON.stringify(table.columns), table.rows.length, size, modified, cells];
  return [...facts, rowChecksum(facts)];
}

/** @throws StoreError `corrupt` */
export function lookupTableInfo(row: LookupTableRow): LookupTableInfo {
  const [name, columns, rows, size, modified, , checksum] = row;
  if (rowChecksum(row.slice(0, -1)) !== checksum) {
    throw corrupt(`the lookup table ${name}: the row does not match its checksum`);
  }
  return { name, columns: JSON.parse(columns) as string[], rows, size, modified };
}

/** @throws StoreError `corrupt` */
export function storedLookupTable(row: LookupTableRow): LookupTable {
  const { name, columns } = lookupTableInfo(row);
  const raw = unframe(row[5], `the cells of the lookup table ${name}`);
  const json = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString();
  return { name, columns, rows: JSON.parse(json) as string[][] };
}
