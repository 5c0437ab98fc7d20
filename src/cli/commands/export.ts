/** `trailql export`: events out of a database, for other programs. */
import { type Command, Option } from 'commander';
import type { ExportFormat, ExportOptions, ExportReport } from '../../export/export.ts';
import { stringify } from '../../report/json.ts';
import { bytes, counted } from '../../report/units.ts';
import { visible } from '../../report/visible.ts';
import type { EventStore } from '../../store/event-store.ts';
import { columnList } from '../column-list.ts';
import { CliError, queryError, usageError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Io, styleFor } from '../io.ts';
import { type Act, type DbOptions, dbOption, examples, type OutputOptions, outputOptions } from '../options.ts';
import { refuseTerminal, writeBytes, writeLines } from '../output.ts';
import { type RangeOptions, rangeOptions, timeRange } from '../query-run.ts';
import { withStore } from '../stores.ts';

/** As in `export/export.ts`, which is loaded when it is needed. */
const FORMATS: readonly ExportFormat[] = ['records', 'ndjson', 'csv', 'cloudtrail', 'sqlite'];

interface Options extends DbOptions, OutputOptions, RangeOptions {
  readonly format: ExportFormat;
  readonly output?: string;
  readonly query?: string;
  readonly columns?: readonly string[];
  readonly joinLines?: true;
  readonly guardFormulas?: true;
  readonly force?: true;
}

export function addExport(program: Command, act: Act): void {
  const command = program
    .command('export')
    .summary('write events for other programs')
    .description(
      'Writes events as their original records, as CSV, as CloudTrail log files or as a SQLite database. Times without a zone are UTC.',
    )
    .addOption(new Option('--format <format>', 'what to write').choices(FORMATS).makeOptionMandatory())
    .option('-o, --output <path>', 'the file, or for cloudtrail the folder, to make (default: standard output)')
    .option('--query <text>', 'only the events that this query selects; it has no stats');
  rangeOptions(command)
    .addOption(
      new Option('--columns <list>', 'csv, sqlite: these columns instead of all, separated by commas').argParser(
        columnList,
      ),
    )
    .option('--join-lines', 'ndjson: leave out line breaks inside of records instead of refusing them')
    .option('--guard-formulas', 'csv: an apostrophe before cells that a spreadsheet would run as formulas')
    .option('--force', 'take the place of a file or export that exists');
  examples(outputOptions(dbOption(command), 'with --output: print the figures as one JSON object'), [
    ['all events as CloudTrail delivers them', 'trailql export --format cloudtrail --output ./export'],
    [
      'what one user did, record by record',
      'trailql export --format ndjson --query \'filter userIdentity.userName = "bob"\' > bob.ndjson',
    ],
    ['one day for other tools', 'trailql export --format sqlite --start 2024-05-01 --end 2024-05-02 --output day.db'],
    ['some columns', 'trailql export --format csv --columns @timestamp,eventName,userIdentity.arn --output who.csv'],
  ]);
  command.action((options: Options) => act((io) => run(io, options)));
}

async function run(io: Io, options: Options): Promise<ExitCode> {
  const { format, output } = options;
  const { exportStream, exportTo, isStream } = await import('../../export/export.ts');
  if (output === undefined) {
    if (!isStream(format)) {
      throw usageError(`The format ${format} cannot go to standard output.`, 'Name a place for it with --output.');
    }
    if (options.json) throw usageError('Standard output cannot hold both the export and --json.', 'Use --output.');
    refuseTerminal(io.stdout, 'Redirect it, or name a file with --output.');
  }
  return withStore(options.db, async (store) => {
    const report = await interruptible(async (signal) => {
      const wanted = { ...exportOptions(store, io, options), signal };
      return refusing(options, () =>
        output === undefined
          ? exportStream(store, (chunk) => writeBytes(io.stdout, chunk), wanted)
          : exportTo(store, output, wanted),
      );
    });
    await tellReport(io, options, report);
    return EXIT.ok;
  });
}

function exportOptions(store: EventStore, io: Io, options: Options): ExportOptions {
  const { format, query, columns, joinLines, guardFormulas, force } = options;
  return { format, query, columns, joinLines, guardFormulas, force, ...timeRange(store, io, options) };
}

/** An interrupt (SIGINT, SIGTERM) ends the work, and what it has written is removed. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    const message = 'Interrupted; nothing was written.';
    abort.abort(new CliError({ exitCode: EXIT.interrupted, code: 'interrupted', message, hint: '' }));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Errors of the query are told as those of `trailql query`. */
async function refusing<T>({ query = '' }: Options, work: () => Promise<T>): Promise<T> {
  const { QueryError } = await import('../../engine/query-error.ts');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw queryError({ text: query, source: undefined, diagnostics: error.diagnostics });
  }
}

async function tellReport(io: Io, { output, format, json, color }: Options, report: ExportReport): Promise<void> {
  const { events, recordBytes, files, joined, invalidUtf8 } = report;
  const style = styleFor(io.stderr, io, color);
  const notes = [
    joined > 0 ? `line breaks inside of ${counted(joined, 'record')} were left out` : '',
    invalidUtf8 > 0 ? `${counted(invalidUtf8, 'message')} with text that is not valid UTF-8 were changed there` : '',
  ].filter((note) => note !== '');
  await writeLines(
    io.stderr,
    notes.map((note) => `${style.yellow('note')}: ${note}`),
  );
  if (output === undefined) return;
  const where = format === 'cloudtrail' ? `${counted(files, 'file')} in ${output}` : output;
  const line = `${counted(events, 'event')} (${bytes(recordBytes)} of records) in ${visible(where)}`;
  await writeLines(io.stdout, [json ? stringify({ format, output, ...report }) : line]);
}
