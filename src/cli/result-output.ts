/** A query result to standard output, in the format that was asked for. */
import type { ResultTable } from '../engine/result.ts';
import { formatApi } from '../report/api.ts';
import { formatChart } from '../report/chart.ts';
import { formatCsv } from '../report/csv.ts';
import { formatJson } from '../report/json.ts';
import { formatMarkdown } from '../report/markdown.ts';
import { formatNdjson } from '../report/ndjson.ts';
import { footer, formatTable } from '../report/table.ts';
import { type Io, styleFor } from './io.ts';
import { writeData, writeLines } from './output.ts';

export const FORMATS = ['table', 'json', 'ndjson', 'csv', 'markdown', 'api'] as const;
export type Format = (typeof FORMATS)[number];

export interface ResultOptions {
  readonly format: Format;
  readonly chart: boolean;
  readonly color: boolean;
  readonly width: number | undefined;
  readonly fold: boolean;
  readonly csvRaw: boolean;
}

/** Width of a chart where there is no terminal to fill. */
const CHART_WIDTH = 80;

export async function writeResult(io: Io, table: ResultTable, options: ResultOptions): Promise<void> {
  switch (options.format) {
    case 'table':
      return writeTable(io, table, options);
    case 'json':
      return writeLines(io.stdout, formatJson(table));
    case 'ndjson':
      return writeLines(io.stdout, formatNdjson(table));
    case 'csv':
      return writeData(io.stdout, formatCsv(table, { raw: options.csvRaw }), '\r\n');
    case 'markdown':
      return writeLines(io.stdout, formatMarkdown(table));
    case 'api':
      return writeLines(io.stdout, formatApi(table));
  }
}

async function writeTable(io: Io, table: ResultTable, { chart, color, width, fold }: ResultOptions): Promise<void> {
  const style = styleFor(io.stdout, io, color);
  const cells = width ?? terminalWidth(io);
  if (chart) {
    const drawn = formatChart(table, { style, width: cells ?? CHART_WIDTH });
    if (drawn.lines !== undefined) {
      await writeLines(io.stdout, drawn.lines);
      return writeLines(io.stdout, [footer(table.statistics)]);
    }
    await writeLines(io.stderr, [`${styleFor(io.stderr, io, color).cyan('note')}: ${drawn.reason}.`]);
  }
  return writeLines(io.stdout, formatTable(table, { style, width: cells, fold }));
}

/** Cells per line of the terminal; undefined when the output is no terminal. */
export function terminalWidth(io: Io): number | undefined {
  return io.stdout.isTTY === true ? (io.stdout.columns ?? CHART_WIDTH) : undefined;
}
