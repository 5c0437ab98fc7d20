/** A query result in the shape of a GetQueryResults answer (language specification, section 6.1), for programs written for it. */
import type { CellText, ResultColumn, ResultTable } from '../engine/result.ts';
import { stringify } from './json.ts';

/** The lines of the document, one row per line. The record pointer is the last field of a row; missing cells are left out. */
export function* formatApi(table: ResultTable): Generator<string> {
  const order = [...table.columns.keys()].sort((a, b) => rank(table.columns[a]) - rank(table.columns[b]));
  yield '{"queryLanguage":"CWLI",';
  yield '"results":[';
  const last = table.rows.length - 1;
  for (const [i, row] of table.rows.entries()) yield fields(table.columns, order, row) + (i < last ? ',' : '');
  yield '],';
  const { recordsMatched, recordsScanned, bytesScanned, resultCount } = table.statistics;
  yield `"statistics":{"recordsMatched":${double(recordsMatched)},"recordsScanned":${double(recordsScanned)},"bytesScanned":${double(bytesScanned)},"estimatedRecordsSkipped":0.0,"estimatedBytesSkipped":0.0,"resultCount":${resultCount}},`;
  yield '"status":"Complete"}';
}

function rank(column: ResultColumn | undefined): number {
  return column?.role === 'pointer' ? 1 : 0;
}

function fields(columns: readonly ResultColumn[], order: readonly number[], row: readonly CellText[]): string {
  const members: string[] = [];
  for (const i of order) {
    const value = row[i];
    if (value !== undefined) members.push(stringify({ field: columns[i]?.name, value }));
  }
  return `[${members.join(',')}]`;
}

/** The service writes its counts as doubles: `2.0`. */
function double(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
