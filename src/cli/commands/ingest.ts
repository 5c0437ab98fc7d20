/** `trailql ingest`: archives into a database. */
import type { Command } from 'commander';
import type { IngestReport } from '../../ingest/ingest.ts';
import type { ObjectFilter } from '../../ingest/object-filter.ts';
import { formatIngestNotes, formatIngestReport, formatNotes } from '../../report/ingest-report.ts';
import { stringify } from '../../report/json.ts';
import { counted, rounded } from '../../report/units.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import {
  addFilterOptions,
  addReadingOptions,
  addS3Options,
  filterOptionsOf,
  type IngestCommandOptions,
  ingestOptionsOf,
  s3SettingsOf,
} from '../ingest-options.ts';
import { isS3, problemOf, requireSources, runIngest } from '../ingest-run.ts';
import { type Io, styleFor } from '../io.ts';
import { type Act, dbOption, examples, outputOptions } from '../options.ts';
import { writeLines } from '../output.ts';
import { noteSecondFile } from '../stores.ts';

export function addIngest(program: Command, act: Act): void {
  const command = program
    .command('ingest')
    .summary('read archives into a database')
    .description(
      'Reads CloudTrail archives (files, folders, s3://bucket/prefix, or - for standard input) into a database. Objects that it has already are skipped.',
    )
    .argument('<src...>', 'files, folders and places in S3 with CloudTrail logs; - is standard input');
  addS3Options(addFilterOptions(addReadingOptions(command)));
  examples(outputOptions(dbOption(command), 'print the figures as one JSON object'), [
    ['a folder as the trail delivered it', 'trailql ingest ./AWSLogs --db trail.db'],
    [
      'one day of one account in S3',
      'trailql ingest s3://my-trail --account 111122223333 --from 2024-05-01 --to 2024-05-02',
    ],
    ['one file from a pipe', 'gunzip -c log.json.gz | trailql ingest - --db trail.db'],
    ['in a script: figures as JSON, and damage is an error', 'trailql ingest ./AWSLogs --strict --json'],
  ]);
  command.action((sources: string[], options: IngestCommandOptions) => act((io) => run(io, sources, options)));
}

async function run(io: Io, sources: readonly string[], options: IngestCommandOptions): Promise<ExitCode> {
  await requireSources(sources, { s3: true });
  const filterOptions = filterOptionsOf(options, io.clock());
  const { ObjectFilter } = await import('../../ingest/object-filter.ts');
  const filter = new ObjectFilter(filterOptions);
  const job = { files: sources.filter((source) => !isS3(source)), remote: sources.filter(isS3), options };
  if (options.watch) {
    const { watchSources } = await import('../ingest-watch.ts');
    return watchSources(io, { ...job, filterOptions });
  }
  const archive = await openRemote(io, job.remote, options, filter);
  try {
    if (options.dryRun) {
      const { showPlan } = await import('../ingest-plan.ts');
      return await showPlan(io, { files: job.files, archive, filter, options });
    }
    return await ingestOnce(io, job.files, archive, filter, options);
  } finally {
    archive?.close();
  }
}

type Archive = Awaited<ReturnType<typeof openRemote>>;

/** @throws RemoteError when there is nothing there or it must not be listed */
async function openRemote(io: Io, uris: readonly string[], options: IngestCommandOptions, filter: ObjectFilter) {
  if (uris.length === 0) return undefined;
  const { S3Archive } = await import('../../ingest/s3/s3-archive.ts');
  return S3Archive.open(uris, s3SettingsOf(options), filter, io.clock());
}

async function ingestOnce(
  io: Io,
  files: readonly string[],
  archive: Archive,
  filter: ObjectFilter,
  options: IngestCommandOptions,
): Promise<ExitCode> {
  const style = styleFor(io.stderr, io, options.color);
  const { StoreWriter } = await import('../../store/writer.ts');
  const writer = StoreWriter.open(options.db);
  let leftOut = 0;
  const choose = ({ uri }: { readonly uri: string }): boolean => {
    const chosen = filter.chooses(uri);
    if (!chosen) leftOut++;
    return chosen;
  };
  let ended: Awaited<ReturnType<typeof runIngest>>;
  let whole = false;
  try {
    const all = {
      ...ingestOptionsOf(options),
      ...(archive === undefined ? {} : { remote: archive }),
      ...(filter.isOpen ? {} : { choose }),
    };
    ended = await runIngest(io, writer, files, all, style);
  } finally {
    whole = writer.close();
  }
  if (!whole) await noteSecondFile(io, options.db, options.color);
  const { report, interrupted } = ended;
  await writeLines(io.stderr, formatIngestNotes(report, style));
  if (leftOut > 0) {
    const message = `${counted(leftOut, 'file')} left out: not of the accounts, Regions, kinds or times that were asked for`;
    await writeLines(io.stderr, formatNotes([{ source: '', message }], style));
  }
  return tell(io, report, interrupted, options);
}

async function tell(
  io: Io,
  report: IngestReport,
  interrupted: boolean,
  options: IngestCommandOptions,
): Promise<ExitCode> {
  const style = styleFor(io.stderr, io, options.color);
  const problem = problemOf(report, interrupted);
  const { stopped: _, ...figures } = { ...report, seconds: rounded(report.seconds) };
  if (options.json) {
    const { code, message, hint } = problem ?? {};
    const error = problem === undefined ? {} : { error: { code, message, ...(hint ? { hint } : {}) } };
    await writeLines(io.stdout, [stringify({ ...figures, ...error })]);
  } else await writeLines(io.stdout, formatIngestReport(report, styleFor(io.stdout, io, options.color)));
  if (problem !== undefined) {
    await writeLines(io.stderr, [`${style.bold(style.red('error'))}: ${problem.message}`]);
    if (problem.hint !== '') await writeLines(io.stderr, [`${style.bold('hint')}: ${problem.hint}`]);
    return problem.exitCode;
  }
  return options.strict && isDamaged(report) ? EXIT.damage : EXIT.ok;
}

/** Whether anything could not be read. */
function isDamaged({ failedObjects, damagedObjects, archivedObjects, rejects }: IngestReport): boolean {
  return failedObjects > 0 || damagedObjects > 0 || archivedObjects > 0 || rejects > 0;
}
