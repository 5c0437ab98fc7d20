/** `trailql query`: runs a query over a database, or over archives in one go. */
import { type Command, Option } from 'commander';
import { formatIngestNotes } from '../../report/ingest-report.ts';
import type { EventStore } from '../../store/event-store.ts';
import { CliError, usageError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import { problemOf, requireSources, runIngest } from '../ingest-run.ts';
import { type Io, styleFor } from '../io.ts';
import { type Act, collect, examples } from '../options.ts';
import { writeLines } from '../output.ts';
import { type QueryRunOptions, queryRunOptions, refuseProblems, resultOptions, runQueryText } from '../query-run.ts';
import { queryTextArguments, readQueryText } from '../query-text.ts';
import { withStore } from '../stores.ts';

interface Options extends QueryRunOptions {
  readonly file?: string;
  readonly from?: readonly string[];
}

export function addQuery(program: Command, act: Act): void {
  const command = queryTextArguments(program.command('query'))
    .summary('run a query')
    .description('Runs a Logs Insights query over the events of a database. Times without a zone are UTC.')
    .addOption(
      new Option('--from <path>', 'query this archive without a database; repeatable')
        .argParser(collect)
        .conflicts('db'),
    );
  examples(queryRunOptions(command), [
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
  const work = (store: EventStore) => runQueryText(store, io, query, options, result);
  if (options.from === undefined) return withStore(options.db, work);
  // Reading archives takes its time, and what is wrong with the query is mostly known before.
  if (options.strict) await refuseProblems(query);
  return withArchives(io, options.from, options.color, work);
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
