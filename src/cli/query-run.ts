/** Running a query text over a store and printing its result, with the options that decide how. */
import { type Command, Option } from 'commander';
import type { ResultTable } from '../engine/result.ts';
import { drawDiagnostics } from '../report/diagnostics.ts';
import type { EventStore } from '../store/event-store.ts';
import { queryError, usageError } from './errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { type Io, styleFor } from './io.ts';
import {
  type DbOptions,
  dbOption,
  nowArgument,
  type OutputOptions,
  outputOptions,
  type TableOptions,
  tableOptions,
  time,
  wholeNumber,
} from './options.ts';
import { writeLines } from './output.ts';
import type { QueryText } from './query-text.ts';
import { FORMATS, type Format, type ResultOptions, writeResult } from './result-output.ts';
import { resolveTime, type TimeArgument } from './times.ts';

export interface QueryRunOptions extends DbOptions, OutputOptions, TableOptions, RangeOptions {
  readonly format?: Format;
  readonly chart?: true;
  readonly csvRaw?: true;
  readonly strict?: true;
  readonly workers?: number;
  /** False with `--no-pushdown`. */
  readonly pushdown: boolean;
}

export function rangeOptions(command: Command): Command {
  return command
    .option(
      '--start <time>',
      'first time of the range, such as 2024-05-01, 2024-05-01T10:00:00Z, -7d (default: all events)',
      time,
    )
    .option('--end <time>', 'last time of the range, inclusive; a date is its 00:00', time)
    .option(
      '--now <time>',
      'what now() and relative times count from; newest is the newest event (default: the clock)',
      nowArgument,
    );
}

export function queryRunOptions(command: Command): Command {
  rangeOptions(command)
    .addOption(new Option('--format <format>', 'how to print the result').choices(FORMATS))
    .option('--chart', 'draw the result of stats as a chart')
    .option('--csv-raw', 'with --format csv: no apostrophe before cells that a spreadsheet would run as formulas')
    .option('--strict', 'refuse what CloudWatch would reject or answer otherwise')
    .option('--no-pushdown', 'run all of it in SQL: slower, same result')
    .addOption(
      new Option(
        '--workers <n>',
        'threads that scan a large database side by side; 0 and 1 use one (default: by number of processors)',
      )
        .argParser(wholeNumber(0, 64))
        .conflicts('from'),
    );
  return tableOptions(outputOptions(dbOption(command), 'the same as --format json'));
}

/** @throws CliError when options contradict each other */
export function resultOptions(options: QueryRunOptions): ResultOptions {
  const { format, json, chart } = options;
  if (json && format !== undefined && format !== 'json')
    throw usageError(`--json and --format ${format} contradict each other.`, 'Leave out one of them.');
  const chosen = json ? 'json' : (format ?? 'table');
  if (chart && chosen !== 'table')
    throw usageError(`--chart draws for people and cannot be ${chosen}.`, 'Leave out one of them.');
  const { color, width, fold, csvRaw } = options;
  const idle = chosen === 'table' ? [] : [width === undefined ? '' : '--width', fold ? '--fold' : ''];
  if (chosen !== 'csv' && csvRaw) idle.push('--csv-raw');
  const [option] = idle.filter((name) => name !== '');
  if (option !== undefined) throw usageError(`${option} does nothing with the format ${chosen}.`, 'Leave it out.');
  return { format: chosen, chart: chart ?? false, color, width, fold: fold ?? false, csvRaw: csvRaw ?? false };
}

/**
 * With `--strict`, problems of portability are errors.
 * @param store where the query finds its saved queries; undefined before there is one
 * @throws CliError
 */
export async function refuseProblems(query: QueryText, store?: EventStore): Promise<void> {
  const { checkQuery } = await import('../engine/query.ts');
  const diagnostics = checkQuery(query.text, store).filter((d) => d.severity !== 'note');
  if (diagnostics.length > 0) throw queryError({ ...query, diagnostics });
}

/** Runs a query and prints its result and what is to say about it. @throws CliError */
export async function runQueryText(
  store: EventStore,
  io: Io,
  query: QueryText,
  options: QueryRunOptions,
  result: ResultOptions,
): Promise<ExitCode> {
  const [{ runQuery }, { QueryError }, { poolFor }] = await Promise.all([
    import('../engine/query.ts'),
    import('../engine/query-error.ts'),
    import('../engine/scan/scan-pool.ts'),
  ]);
  if (options.strict) await refuseProblems(query, store);
  const pool = poolFor(store, io.scanWorkerUrl, options.workers);
  const range = timeRange(store, io, options);
  let table: ResultTable;
  try {
    table = runQuery(store, query.text, { ...range, pushdown: options.pushdown }, pool);
  } catch (error) {
    if (error instanceof QueryError) throw queryError({ ...query, diagnostics: error.diagnostics });
    throw error;
  } finally {
    pool?.close();
  }
  const style = styleFor(io.stderr, io, options.color);
  if (result.format !== 'json' && table.diagnostics.length > 0) {
    await writeLines(io.stderr, drawDiagnostics(table.diagnostics, query.text, { style, source: query.source }));
    await writeLines(io.stderr, ['']);
  }
  await writeResult(io, table, result);
  const stored = table.statistics.recordsScanned === 0 ? store.timeRange() : undefined;
  if (stored !== undefined && (range.start !== undefined || range.end !== undefined)) {
    const [first, last] = [stored.min, stored.max].map((ms) => new Date(ms).toISOString());
    await writeLines(io.stderr, [
      `${style.cyan('note')}: no event lies in the time range. The events are from ${first} to ${last}; with --now newest, relative times count from the last one.`,
    ]);
  }
  return EXIT.ok;
}

export interface RangeOptions {
  readonly start?: TimeArgument;
  readonly end?: TimeArgument;
  readonly now?: TimeArgument | 'newest';
}

/** @throws CliError for a range that ends before it starts */
export function timeRange(
  store: EventStore,
  io: Io,
  { start, end, now }: RangeOptions,
): { now: number; start?: number; end?: number } {
  const clock = io.clock();
  const base =
    now === undefined ? clock : now === 'newest' ? (store.timeRange()?.max ?? clock) : resolveTime(now, clock);
  const range = {
    now: base,
    ...(start === undefined ? {} : { start: resolveTime(start, base) }),
    ...(end === undefined ? {} : { end: resolveTime(end, base) }),
  };
  if (range.start !== undefined && range.end !== undefined && range.start > range.end) {
    const [from, to] = [range.start, range.end].map((ms) => new Date(ms).toISOString());
    throw usageError(`The time range ends before it starts: ${from} to ${to}.`);
  }
  return range;
}
