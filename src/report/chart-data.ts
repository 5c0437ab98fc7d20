/** What of a result can be drawn: series over time for `stats … by bin()`, bars for other `stats`. */

import type { ResultColumn, ResultTable } from '../engine/result.ts';
import type { PeriodUnit } from '../parser/ast.ts';
import { isNumeric } from './table.ts';

export interface Point {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly value: number;
}

export interface Series {
  readonly name: string;
  /** In ascending order of time. */
  readonly points: readonly Point[];
}

export interface TimeChart {
  readonly kind: 'time';
  readonly series: readonly Series[];
  /** Longest distance in milliseconds of two neighbouring bins: points further apart have a gap between them. */
  readonly step: number;
  /** The period as the query has it, e.g. `5m`. */
  readonly period: string;
}

export interface BarChart {
  readonly kind: 'bars';
  readonly values: readonly string[];
  /** One per row; `numbers` and `texts` run parallel to `values`. */
  readonly bars: readonly {
    readonly label: string;
    readonly numbers: readonly (number | undefined)[];
    readonly texts: readonly string[];
  }[];
}

export interface NoChart {
  readonly kind: 'none';
  readonly reason: string;
}

/** Longest duration of a unit in milliseconds. */
const UNIT_MS: Readonly<Record<PeriodUnit, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  mo: 31 * 86_400_000,
  q: 92 * 86_400_000,
  y: 366 * 86_400_000,
};

/** Sorts a result into what can be drawn of it. */
export function chartData(table: ResultTable): TimeChart | BarChart | NoChart {
  const columns = [...table.columns.entries()];
  if (!columns.some(([, column]) => column.role === 'aggregate' || column.role === 'key')) {
    return {
      kind: 'none',
      reason: 'Only the result of a stats command can be drawn: add one, such as | stats count(*) by bin(1h)',
    };
  }
  if (table.rows.length === 0) return { kind: 'none', reason: 'There is nothing to draw: the result has no rows' };
  const values = columns.filter(([index, column]) => isValue(table, index, column));
  if (values.length === 0)
    return { kind: 'none', reason: 'There is nothing to draw: no column of the result holds numbers' };
  const time = columns.find(([, column]) => column.bin !== undefined);
  const keys = columns.filter(([, column]) => column.role === 'key' && column !== time?.[1]);
  if (time?.[1].bin === undefined) return barChart(table, keys, values);
  const { count, unit } = time[1].bin;
  return {
    kind: 'time',
    series: timeSeries(table, time[0], keys, values),
    step: count * UNIT_MS[unit],
    period: `${count}${unit}`,
  };
}

type IndexedColumn = readonly [index: number, column: ResultColumn];

function isValue(table: ResultTable, index: number, column: ResultColumn): boolean {
  if (column.role === 'key' || column.role === 'pointer' || column.type === 'timestamp') return false;
  const cells = table.rows.map((row) => row[index]).filter((cell) => cell !== undefined);
  return cells.length > 0 && cells.every(isNumeric);
}

function label(row: readonly (string | undefined)[], keys: readonly IndexedColumn[]): string {
  return keys.map(([index]) => row[index] ?? '(none)').join(' ');
}

function timeSeries(
  table: ResultTable,
  time: number,
  keys: readonly IndexedColumn[],
  values: readonly IndexedColumn[],
): Series[] {
  const series = new Map<string, { name: string; points: Point[] }>();
  for (const row of table.rows) {
    const at = parseTime(row[time]);
    if (at === undefined) continue;
    const key = label(row, keys);
    const cells = keys.map(([index]) => row[index]);
    for (const [index, column] of values) {
      const cell = row[index];
      if (cell === undefined) continue;
      const name = keys.length === 0 ? column.name : values.length === 1 ? key : `${key} ${column.name}`;
      // Labels can read alike where keys differ.
      const id = JSON.stringify([index, ...cells]);
      const one = series.get(id) ?? { name, points: [] };
      one.points.push({ time: at, value: Number(cell) });
      series.set(id, one);
    }
  }
  for (const { points } of series.values()) points.sort((a, b) => a.time - b.time);
  return [...series.values()];
}

function barChart(table: ResultTable, keys: readonly IndexedColumn[], values: readonly IndexedColumn[]): BarChart {
  return {
    kind: 'bars',
    values: values.map(([, column]) => column.name),
    bars: table.rows.map((row) => ({
      label: label(row, keys),
      numbers: values.map(([index]) => (row[index] === undefined ? undefined : Number(row[index]))),
      texts: values.map(([index]) => row[index] ?? ''),
    })),
  };
}

/** Epoch milliseconds of a cell such as `2024-05-01 10:00:00.000` (UTC). */
function parseTime(cell: string | undefined): number | undefined {
  if (cell === undefined) return undefined;
  const time = Date.parse(`${cell.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? undefined : time;
}
