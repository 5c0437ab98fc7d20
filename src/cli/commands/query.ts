/** `trailql query`: runs a query over a database, or over archives in one go. */
import { type Command, Option } from 'commander';
import type { ResultTable } from '../../engine/result.ts';
import { drawDiagnostics } from '../../report/diagnostics.ts';
import { formatIngestNotes } from '../../report/ingest-report.ts';
import type { EventStore } from '../../store/event-store.ts';
import { CliError, queryError, usageError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { problemOf, requireSources, runIngest } from '../ingest-run.ts';
import { type Io, styleFor } from '../io.ts';
import {
  type Act,
  collect,
  type DbOptions,
  dbOption,
  examples,
  nowArgument,
  type OutputOptions,
  outputOptions,
  type TableOptions,
  tableOptions,
  time,
} from '../options.ts';
import { writeLines } from '../output.ts';
import { type QueryText, queryTextArguments, readQueryText } from '../query-text.ts';
import { FORMATS, type Format, type ResultOptions, writeResult } from '../result-output.ts';
import { withStore } from '../stores.ts';
import { resolveTime, type TimeArgument } from '../times.ts';

interface Options extends DbOptions, OutputOptions, TableOptions {
  readonly file?: string;
  readonly from?: readonly string[];
  readonly start?: TimeArgument;
  readonly end?: TimeArgument;
  readonly now?: TimeArgument | 'newest';
  readonly format?: Format;
  readonly chart?: true;
  readonly csvRaw?: true;
  readonly strict?: true;
  /** False with `--no-pushdown`. */
  readonly pushdown: boolean;
}

export function addQuery(program: Command, act: Act): void {
  const command = queryTextArguments(program.command('query'))
    .summary('run a query')
    .description('Runs a Logs Insights query over the events of a database. Times without a zone are UTC.')
    .addOption(
      new Option('--from <path>', 'query this archive without a database; repeatable')
        .argParser(collect)
        .conflicts('db'),
    )
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
    )
    .addOption(new Option('--format <format>', 'how to print the result').choices(FORMATS))
    .option('--chart', 'draw the result of stats as a chart')
    .option('--csv-raw', 'with --format csv: no apostrophe before cells that a spreadsheet would run as formulas')
    .option('--strict', 'refuse what CloudWatch would reject or answer otherwise')
    .option('--no-pushdown', 'run all of it in SQL: slower, same result');
  examples(tableOptions(outputOptions(dbOption(command), 'the same as --format json')), [
    [
      'who was denied what',
      'trailql query \'filter errorCode = "AccessDenied" | stats count(*) as n by userIdentity.arn, eventName | sort n desc\'',
    ],
    [
      'the last week of the data as a chart',
      "trailql query 'stats count(*) by bin(1d)' --start -7d --now newest --chart",
    ],
    [
      'one day as CSV',
      "trailql query 'fields @timestamp, eventName' --start 2024-05-01 --end 2024-05-01T23:59:59.999Z --format csv > day.csv",
    ],
    ['without a database', "trailql query 'stats count(*) by eventName' --from ./AWSLogs"],
    ['from a file', 'trailql query --file denied.cwli --json'],
  ]);
  command.action((text: string | undefined, options: Options) => act((io) => run(io, text, options)));
}

async function run(io: Io, text: string | undefined, options: Options): Promise<ExitCode> {
  const result = resultOptions(options);
  if (text === '-' && options.from?.includes('-')) {
    throw usageError(
      'Standard input cannot be both the query and an archive.',
      'Give the query as one argument in quotes or with --file FILE.',
    );
  }
  const query = await readQueryText(io, text, options.file);
  if (options.strict) await refuseProblems(query);
  const work = (store: EventStore) => runOn(store, io, query, options, result);
  return options.from === undefined ? withStore(options.db, work) : withArchives(io, options.from, options.color, work);
}

/** @throws CliError when options contradict each other */
function resultOptions(options: Options): ResultOptions {
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

/** With `--strict`, problems of portability are errors. */
async function refuseProblems(query: QueryText): Promise<void> {
  const { checkQuery } = await import('../../engine/query.ts');
  const diagnostics = checkQuery(query.text).filter((d) => d.severity !== 'note');
  if (diagnostics.length > 0) throw queryError({ ...query, diagnostics });
}

async function withArchives<T>(
  io: Io,
  paths: readonly string[],
  color: boolean,
  work: (store: EventStore) => Promise<T>,
): Promise<T> {
  await requireSources(paths);
  const [{ StoreWriter }, { EventStore }] = await Promise.all([
    import('../../store/writer.ts'),
    import('../../store/event-store.ts'),
  ]);
  const style = styleFor(io.stderr, io, color);
  const writer = StoreWriter.open(':memory:');
  try {
    const { report, interrupted } = await runIngest(io, writer, paths, {}, style);
    await writeLines(io.stderr, formatIngestNotes(report, style));
    const problem = problemOf(report, interrupted);
    if (problem !== undefined) throw new CliError(problem);
    const store = EventStore.over(writer);
    try {
      return await work(store);
    } finally {
      store.close();
    }
  } finally {
    writer.close();
  }
}

async function runOn(
  store: EventStore,
  io: Io,
  query: QueryText,
  options: Options,
  result: ResultOptions,
): Promise<ExitCode> {
  const [{ runQuery }, { QueryError }] = await Promise.all([
    import('../../engine/query.ts'),
    import('../../engine/query-error.ts'),
  ]);
  const range = timeRange(store, io, options);
  let table: ResultTable;
  try {
    table = runQuery(store, query.text, { ...range, pushdown: options.pushdown });
  } catch (error) {
    if (error instanceof QueryError) throw queryError({ ...query, diagnostics: error.diagnostics });
    throw error;
  }
  // Some differences show only with the events at hand.
  if (options.strict && table.diagnostics.some((d) => d.severity === 'portability')) {
    throw queryError({ ...query, diagnostics: table.diagnostics });
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

function timeRange(
  store: EventStore,
  io: Io,
  { start, end, now }: Options,
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
