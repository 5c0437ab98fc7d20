/** The options of `ingest`, and what they come to for those that do the work. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { IngestOptions } from '../ingest/ingest.ts';
import type { FilterOptions } from '../ingest/object-filter.ts';
import type { S3Settings } from '../ingest/s3/settings.ts';
import { usageError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import { givenLimits, type LimitOptions, limitOptions } from './ingest-limits.ts';
import { collect, type DbOptions, type OutputOptions, time, wholeNumber } from './options.ts';
import { resolveTime, type TimeArgument } from './times.ts';

export interface IngestCommandOptions extends DbOptions, OutputOptions, LimitOptions {
  readonly logGroup?: string;
  readonly keepDuplicates?: true;
  readonly keepObjects?: true;
  readonly workers?: number;
  readonly maxMemory?: number;
  readonly strict?: true;
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly kind?: readonly string[];
  readonly from?: TimeArgument;
  readonly to?: TimeArgument;
  readonly lateDays?: number;
  /** False with `--no-digests`. */
  readonly digests: boolean;
  readonly dryRun?: true;
  readonly watch?: true;
  readonly interval?: number;
  readonly profile?: string;
  readonly s3Region?: string;
  readonly endpoint?: string;
  readonly pathStyle?: true;
  readonly requesterPays?: true;
  /** False with `--no-sign-request`. */
  readonly signRequest: boolean;
}

/** Adds the options about reading and storing. */
export function addReadingOptions(command: Command): Command {
  command
    .option('--log-group <name>', 'log group that the events belong to (default: cloudtrail)')
    .option('--keep-duplicates', 'store an event again when another object has it too')
    .option('--keep-objects', 'keep every object byte for byte as well, not only digest files')
    .option(
      '--workers <n>',
      'worker threads that unpack and read (default: by number of processors and size of the input)',
      wholeNumber(0, 256),
    )
    .option('--max-memory <mb>', 'memory for data under way, in megabytes (default: 512)', wholeNumber(16, 1_048_576))
    .option('--strict', `exit with ${EXIT.damage} when an object cannot be read or is damaged, or a record is rejected`)
    .addOption(
      new Option('--dry-run', 'tell which objects would be read, and write nothing').conflicts(['watch', 'strict']),
    )
    .option('--watch', 'go on reading what is added, until Ctrl-C')
    .option('--interval <seconds>', 'with --watch: how often to look (default: 5; 300 for S3)', wholeNumber(1, 86_400));
  return limitOptions(command);
}

/** Adds the options that choose among the objects. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--account <id>', 'read objects of this account only; repeat it for several', account)
    .option('--region <name>', 'read objects of this Region only; repeat it for several', region)
    .option('--kind <kind>', 'read this kind of logs only, such as CloudTrail, insight or digest; repeat it', kind)
    .option('--from <time>', 'first time of the events: objects that were delivered before are left out', time)
    .option('--to <time>', 'last time of the events: objects that were delivered days later are left out', time)
    .option(
      '--late-days <n>',
      'with --to: days after which an event may have been delivered (default: 2)',
      wholeNumber(0, 3650),
    )
    .option('--no-digests', 'leave digest files out');
}

/** Adds the options about S3. */
export function addS3Options(command: Command): Command {
  return command
    .option('--profile <name>', 'S3: profile of the AWS configuration')
    .option('--s3-region <name>', 'S3: Region of the bucket (default: that of the profile)')
    .option('--endpoint <url>', 'S3: a server that is not AWS', url)
    .option('--path-style', 'S3: the bucket is in the path of the URL, not in its host')
    .option('--requester-pays', 'S3: agree to pay for the requests')
    .addOption(new Option('--no-sign-request', 'S3: no credentials, for public buckets').conflicts('profile'));
}

/** The options of reading and storing that were given; what is left out has its default in the ingest. */
export function ingestOptionsOf(options: IngestCommandOptions): IngestOptions {
  const { logGroup, workers, maxMemory } = options;
  return {
    ...givenLimits(options),
    ...(logGroup === undefined ? {} : { logGroup }),
    ...(options.keepDuplicates ? { keepDuplicates: true } : {}),
    ...(options.keepObjects ? { keepObjects: true } : {}),
    ...(workers === undefined ? {} : { workers }),
    ...(maxMemory === undefined ? {} : { maxMemoryMb: maxMemory }),
  };
}

/**
 * What the objects are chosen by.
 * @param now the clock, epoch milliseconds
 * @throws CliError
 */
export function filterOptionsOf(options: IngestCommandOptions, now: number): FilterOptions {
  const from = options.from === undefined ? undefined : resolveTime(options.from, now);
  const to = options.to === undefined ? undefined : resolveTime(options.to, now);
  if (from !== undefined && to !== undefined && from > to) throw usageError('--from is later than --to.');
  if (options.lateDays !== undefined && to === undefined) throw usageError('--late-days needs --to.');
  return {
    ...(options.account === undefined ? {} : { accounts: options.account }),
    ...(options.region === undefined ? {} : { regions: options.region }),
    ...(options.kind === undefined ? {} : { kinds: options.kind }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(options.lateDays === undefined ? {} : { lateDays: options.lateDays }),
    digests: options.digests,
  };
}

export function s3SettingsOf(options: IngestCommandOptions): S3Settings {
  const { profile, s3Region, endpoint } = options;
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(s3Region === undefined ? {} : { region: s3Region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(options.pathStyle ? { pathStyle: true } : {}),
    ...(options.requesterPays ? { requesterPays: true } : {}),
    ...(options.signRequest ? {} : { noSignRequest: true }),
  };
}

function account(text: string, values: readonly string[] | undefined): readonly string[] {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('An account has 12 digits, such as 012345678901.');
  return collect(text, values);
}

function region(text: string, values: readonly string[] | undefined): readonly string[] {
  if (!/^[a-z]{2,4}(?:-[a-z]+)+-\d+$/.test(text)) throw new InvalidArgumentError('Write a Region, such as eu-west-1.');
  return collect(text, values);
}

function kind(text: string, values: readonly string[] | undefined): readonly string[] {
  if (!/^[a-z][a-z_-]*$/i.test(text)) {
    throw new InvalidArgumentError('Write CloudTrail, insight, network-activity, aggregated, digest or lake.');
  }
  return collect(text, values);
}

function url(text: string): string {
  if (!/^https?:$/.test(protocolOf(text))) {
    throw new InvalidArgumentError('Write a URL, such as http://localhost:9000.');
  }
  return text;
}

function protocolOf(text: string): string {
  try {
    return new URL(text).protocol;
  } catch {
    return '';
  }
}
