/** `trailql ingest`: archives into a database. */
import type { Command } from 'commander';
import type { IngestOptions, IngestReport } from '../../ingest/ingest.ts';
import { formatIngestNotes, formatIngestReport } from '../../report/ingest-report.ts';
import { stringify } from '../../report/json.ts';
import { rounded } from '../../report/units.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { problemOf, requireSources, runIngest } from '../ingest-run.ts';
import { type Io, styleFor } from '../io.ts';
import {
  type Act,
  type DbOptions,
  dbOption,
  examples,
  type OutputOptions,
  outputOptions,
  size,
  wholeNumber,
} from '../options.ts';
import { writeLines } from '../output.ts';
import { noteSecondFile } from '../stores.ts';

interface Options extends DbOptions, OutputOptions {
  readonly logGroup?: string;
  readonly keepDuplicates?: true;
  readonly keepObjects?: true;
  readonly workers?: number;
  readonly maxMemory?: number;
  readonly maxRecordBytes?: number;
  readonly maxInflatedBytes?: number;
  readonly strict?: true;
}

export function addIngest(program: Command, act: Act): void {
  const command = program
    .command('ingest')
    .summary('read archives into a database')
    .description(
      'Reads CloudTrail archives (files, folders, or - for standard input) into a database. Objects that it has already are skipped.',
    )
    .argument('<src...>', 'files and folders with CloudTrail logs; - is standard input')
    .option('--log-group <name>', 'log group that the events belong to (default: cloudtrail)')
    .option('--keep-duplicates', 'store an event again when another object has it too')
    .option('--keep-objects', 'keep every object byte for byte as well, not only digest files')
    .option(
      '--workers <n>',
      'worker threads that unpack and read (default: by number of processors)',
      wholeNumber(0, 256),
    )
    .option('--max-memory <mb>', 'memory for data under way, in megabytes (default: 1024)', wholeNumber(16, 1_048_576))
    .option('--max-record-bytes <size>', 'reject larger records (default: 64M)', size)
    .option('--max-inflated-bytes <size>', 'stop reading a compressed object that unpacks to more (default: 1G)', size)
    .option(
      '--strict',
      `exit with ${EXIT.damage} when an object cannot be read or is damaged, or a record is rejected`,
    );
  examples(outputOptions(dbOption(command), 'print the figures as one JSON object'), [
    ['a folder as the trail delivered it', 'trailql ingest ./AWSLogs --db trail.db'],
    ['one file from a pipe', 'gunzip -c log.json.gz | trailql ingest - --db trail.db'],
    ['in a script: figures as JSON, and damage is an error', 'trailql ingest ./AWSLogs --strict --json'],
  ]);
  command.action((sources: string[], options: Options) => act((io) => run(io, sources, options)));
}

async function run(io: Io, sources: readonly string[], options: Options): Promise<ExitCode> {
  await requireSources(sources);
  const style = styleFor(io.stderr, io, options.color);
  const { StoreWriter } = await import('../../store/writer.ts');
  const writer = StoreWriter.open(options.db);
  let ended: Awaited<ReturnType<typeof runIngest>>;
  let whole = false;
  try {
    ended = await runIngest(io, writer, sources, ingestOptions(options), style);
  } finally {
    whole = writer.close();
  }
  if (!whole) await noteSecondFile(io, options.db, options.color);
  const { report, interrupted } = ended;
  await writeLines(io.stderr, formatIngestNotes(report, style));
  const problem = problemOf(report, interrupted);
  const error = problem === undefined ? {} : { error: { code: problem.code, message: problem.message } };
  const figures = { ...report, seconds: rounded(report.seconds) };
  if (options.json) await writeLines(io.stdout, [stringify({ ...figures, ...error })]);
  else await writeLines(io.stdout, formatIngestReport(report, styleFor(io.stdout, io, options.color)));
  if (problem !== undefined) {
    await writeLines(io.stderr, [`${style.bold(style.red('error'))}: ${problem.message}`]);
    return problem.exitCode;
  }
  return options.strict && isDamaged(report) ? EXIT.damage : EXIT.ok;
}

/** The given options only: what is left out has its default in the ingest. */
function ingestOptions(options: Options): IngestOptions {
  const { logGroup, workers, maxMemory, maxRecordBytes, maxInflatedBytes } = options;
  return {
    ...(logGroup === undefined ? {} : { logGroup }),
    ...(options.keepDuplicates ? { keepDuplicates: true } : {}),
    ...(options.keepObjects ? { keepObjects: true } : {}),
    ...(workers === undefined ? {} : { workers }),
    ...(maxMemory === undefined ? {} : { maxMemoryMb: maxMemory }),
    ...(maxRecordBytes === undefined ? {} : { maxRecordBytes }),
    ...(maxInflatedBytes === undefined ? {} : { maxInflatedBytes }),
  };
}

/** Whether anything could not be read. */
function isDamaged({ failedObjects, damagedObjects, rejects }: IngestReport): boolean {
  return failedObjects > 0 || damagedObjects > 0 || rejects > 0;
}
