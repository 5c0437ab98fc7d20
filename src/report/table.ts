/** A query result as a box table for people, with the counts of the scan below it. */
import type { QueryStatistics, ResultColumn, ResultTable } from '../engine/result.ts';
import { drawGrid, type GridOptions } from './grid.ts';
import { duration, thousands } from './units.ts';

const NUMERIC = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether a cell's text is a plain number. */
export function isNumeric(text: string): boolean {
  return NUMERIC.test(text);
}

/** Whether a column holds numbers: by its type or, where that is known only at run time, by its cells. */
export function isNumericColumn(table: ResultTable, index: number): boolean {
  const type = table.columns[index]?.type;
  if (type === 'number' || type === 'boolean') return true;
  if (type !== 'any') return false;
  const cells = table.rows.map((row) => row[index]).filter((cell) => cell !== undefined);
  return cells.length > 0 && cells.every(isNumeric);
}

/** The columns that people see, with their positions: all but the record pointer. */
export function shownColumns(table: ResultTable): { readonly column: ResultColumn; readonly index: number }[] {
  return table.columns.map((column, index) => ({ column, index })).filter(({ column }) => column.role !== 'pointer');
}

/** The lines of a table with its footer, without line ends. Missing cells are empty. */
export function* formatTable(table: ResultTable, options: GridOptions): Generator<string> {
  const shown = shownColumns(table);
  yield* drawGrid(
    shown.map(({ column, index }) => {
      const numeric = isNumericColumn(table, index);
      return { title: column.name, align: numeric ? 'right' : 'left', whole: numeric || column.type === 'timestamp' };
    }),
    table.rows.map((row) => shown.map(({ index }) => row[index] ?? '')),
    options,
  );
  yield footer(table.statistics);
}

/** `Showing 20 of 1,234 records matched, 98,765 scanned in 12 ms` */
export function footer(statistics: QueryStatistics): string {
  const { resultCount, recordsMatched, recordsScanned, elapsedMs } = statistics;
  return `Showing ${thousands(resultCount)} of ${thousands(recordsMatched)} records matched, ${thousands(recordsScanned)} scanned in ${duration(elapsedMs)}`;
}
