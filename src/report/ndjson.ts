/** A query result as newline-delimited JSON: one object per row, nothing else. */
import type { ResultTable } from '../engine/result.ts';
import { rowObject } from './json.ts';

/** The lines, each an object of names and cell texts. Missing cells are left out. */
export function* formatNdjson(table: ResultTable): Generator<string> {
  const names = table.columns.map((column) => column.name);
  for (const row of table.rows) yield rowObject(names, row);
}
