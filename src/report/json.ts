/** A query result as one JSON document. Names are written by hand, so that a column called `__proto__` or `1` is nothing special. */
import type { CellText, ResultTable } from '../engine/result.ts';
import { rounded } from './units.ts';

// JSON.stringify leaves these as they are; escaped they are the same JSON and harmless on a terminal.
const TERMINAL = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A value as JSON that cannot act on a terminal. @param indent spaces per level; 0 for one line */
export function stringify(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item), indent);
  return (text ?? 'null').replace(TERMINAL, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A row as a JSON object on one line: names with the texts of their cells. Missing cells are left out. */
export function rowObject(names: readonly string[], row: readonly CellText[]): string {
  const members: string[] = [];
  for (const [i, name] of names.entries()) {
    const cell = row[i];
    if (cell !== undefined) members.push(`${stringify(name)}:${stringify(cell)}`);
  }
  return `{${members.join(',')}}`;
}

/** The lines of `{columns, rows, statistics, diagnostics}`, one row per line. */
export function* formatJson(table: ResultTable): Generator<string> {
  const names = table.columns.map((column) => column.name);
  yield `{"columns":${stringify(names)},`;
  yield '"rows":[';
  const last = table.rows.length - 1;
  for (const [i, row] of table.rows.entries()) yield rowObject(names, row) + (i < last ? ',' : '');
  yield '],';
  const { elapsedMs, ...counts } = table.statistics;
  yield `"statistics":${stringify({ ...counts, elapsedMs: rounded(elapsedMs) })},`;
  yield `"diagnostics":${stringify(table.diagnostics)}}`;
}
