/** Charts of `stats` results in the terminal, by the service's rules for what can be drawn how. */
import type { ResultTable } from '../engine/result.ts';
import { drawBars } from './chart-bars.ts';
import { chartData } from './chart-data.ts';
import { drawLines } from './chart-line.ts';
import type { Style } from './style.ts';

export interface ChartOptions {
  readonly style: Style;
  /** Terminal cells per line. */
  readonly width: number;
}

/**
 * The lines of a chart: lines over time for `stats … by bin()`, bars for other `stats`. `undefined` lines come with the reason why the
 * result cannot be drawn.
 */
export function formatChart(
  table: ResultTable,
  { style, width }: ChartOptions,
): { readonly lines: Iterable<string> } | { readonly lines: undefined; readonly reason: string } {
  const data = chartData(table);
  switch (data.kind) {
    case 'none':
      return { lines: undefined, reason: data.reason };
    case 'time':
      return { lines: drawLines(data, width, style) };
    case 'bars':
      return { lines: drawBars(data, width, style) };
  }
}
