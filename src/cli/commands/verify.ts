/** `trailql verify`: digest chains and log files, checked offline. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { ObjectSource } from '../../integrity/objects.ts';
import { CliError, failureOf, reasonOf, usageError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readTextFile } from '../input.ts';
import { type Io, styleFor } from '../io.ts';
import { type Act, collect, DEFAULT_DB, examples, type OutputOptions, outputOptions, time } from '../options.ts';
import { writeLines } from '../output.ts';
import { requireDb } from '../stores.ts';
import { resolveTime, type TimeArgument } from '../times.ts';
import { VerifyJson } from '../verify-json.ts';
import { VerifyText } from '../verify-text.ts';

interface Options extends OutputOptions {
  readonly db?: string;
  readonly keys?: readonly string[];
  readonly trailArn?: string;
  readonly startTime?: TimeArgument;
  readonly endTime?: TimeArgument;
  readonly s3Bucket?: string;
  readonly s3Prefix?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly verbose?: true;
  readonly format: 'text' | 'json';
}

/** Answers for years of one Region take some kilobytes. */
const KEY_FILE = { what: 'public key', maxMegabytes: 16 };

export function addVerify(program: Command, act: Act): void {
  const command = program
    .command('verify')
    .summary('check digest files and log files against their signatures')
    .description(
      'Validates the digest chains and log files of an archive as aws cloudtrail validate-logs does, offline: of folders that are copies of a bucket, or of what an ingest has stored.',
    )
    .argument('[folder...]', 'folders that are copies of a bucket')
    .option('--db <file>', `the database of an ingest (default: ${DEFAULT_DB}, if no folder is named)`)
    .option('--keys <file>', 'public keys, as aws cloudtrail list-public-keys prints them; repeat it for more', collect)
    .option('--trail-arn <arn>', 'validate this trail only')
    .option('--start-time <time>', 'first time of delivery (default: the oldest digest file)', time)
    .option('--end-time <time>', 'last time of delivery (default: now)', time)
    .option('--s3-bucket <name>', 'the bucket that the folders are copies of (default: as the digest files say)')
    .option('--s3-prefix <prefix>', 'what comes before AWSLogs in the keys of the trail')
    .option('--account-id <id>', 'validate this account only')
    .option('--region <region>', 'validate the logs of this Region only')
    .option('--verbose', 'tell what is valid, too')
    .addOption(new Option('--format <format>', 'text or json').choices(['text', 'json']).default('text'));
  examples(outputOptions(command, 'the same as --format json'), [
    ['a copy of a bucket', 'trailql verify ./bucket --keys us-east-1.json --keys eu-west-1.json'],
    ['what is in a database', 'trailql verify --db trail.db --keys us-east-1.json --verbose'],
  ]);
  command.action((folders: string[], options: Options) => act((io) => run(io, folders, options)));
}

async function run(io: Io, folders: readonly string[], options: Options): Promise<ExitCode> {
  const { verify } = await import('../../integrity/verify.ts');
  const { start, end } = rangeOf(io, options);
  const selection = await selectionOf(options, folders);
  const { KeyRing } = await import('../../integrity/public-keys.ts');
  const keys = new KeyRing();
  const given = await readKeys(options.keys ?? []);
  return withObjects(folders, options, async (source, stored) => {
    for (const key of [...stored, ...given]) keys.add(key);
    const notes = [...source.notes];
    if (source.digests().length === 0) {
      const message = 'There are no digest files here.';
      const hint =
        'Name the folder that is a copy of the bucket, with its AWSLogs, or a database that was made of one; log file validation must be on for the trail.';
      throw new CliError({ exitCode: EXIT.unreadable, code: 'not-found', message, hint });
    }
    const style = styleFor(io.stderr, io, options.color);
    const tell = (texts: readonly string[]) =>
      writeLines(
        io.stderr,
        texts.map((text) => `${style.yellow('note')}: ${text}`),
      );
    const verbose = options.verbose === true;
    if (options.json || options.format === 'json') {
      const json = new VerifyJson(verbose);
      const result = await verify({ source, keys, selection, start, end }, json);
      await writeLines(io.stdout, [json.document(result, [...notes, ...result.notes], keys.size > 0)]);
      return exitCodeOf(result);
    }
    await tell(notes);
    const text = new VerifyText(io, { verbose, arn: options.trailArn, hasKeys: keys.size > 0 });
    const result = await verify({ source, keys, selection, start, end }, text);
    await text.finish(result);
    await tell(result.notes);
    return exitCodeOf(result);
  });
}

function exitCodeOf({ isInvalid, isClean }: { readonly isInvalid: boolean; readonly isClean: boolean }): ExitCode {
  if (isInvalid) return EXIT.invalid;
  return isClean ? EXIT.ok : EXIT.damage;
}

function rangeOf(io: Io, { startTime, endTime }: Options): { start: number | undefined; end: number } {
  const now = io.clock();
  const end = endTime === undefined ? now : resolveTime(endTime, now);
  const start = startTime === undefined ? undefined : resolveTime(startTime, now);
  if (start !== undefined && start > end) {
    throw usageError('Invalid time range specified: start-time must occur before end-time.');
  }
  return { start, end };
}

async function selectionOf(options: Options, folders: readonly string[]) {
  const { parseTrailArn } = await import('../../integrity/chains.ts');
  const { trailArn: arn, accountId: account, region, s3Bucket: bucket, s3Prefix } = options;
  if (arn !== undefined && parseTrailArn(arn) === undefined) {
    throw usageError(
      `Invalid trail ARN provided: ${arn}`,
      'It reads arn:aws:cloudtrail:us-east-1:111122223333:trail/NAME.',
    );
  }
  if (options.db === undefined && folders.length === 0 && !existsSync(DEFAULT_DB)) {
    throw usageError(
      'There is nothing to verify.',
      'Name a folder that is a copy of a bucket, or a database with --db.',
    );
  }
  return { arn, account, region, bucket, prefix: s3Prefix?.replace(/\/+$/, '') };
}

/** The Region of a file is not needed to find a key; its name is kept as such where it tells one. */
async function readKeys(files: readonly string[]) {
  const { readPublicKeys } = await import('../../integrity/public-keys.ts');
  const keys = [];
  for (const file of files) {
    const { text } = await readTextFile(file, KEY_FILE);
    try {
      keys.push(...readPublicKeys(text, basename(file, '.json')));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw usageError(
        `The public key file ${file} cannot be used: ${reason}.`,
        'Make it with aws cloudtrail list-public-keys.',
      );
    }
  }
  return keys;
}

/** Opens what objects are read from, and closes it. */
async function withObjects(
  folders: readonly string[],
  options: Options,
  work: (source: ObjectSource, keys: readonly { fingerprint: string; value: string }[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { joined } = await import('../../integrity/objects.ts');
  const { FolderObjects } = await import('../../integrity/folder-objects.ts');
  const mapping = { bucket: options.s3Bucket, prefix: options.s3Prefix?.replace(/\/+$/, '') };
  const sources: ObjectSource[] = folders.map((folder) => {
    try {
      return new FolderObjects(folder, mapping);
    } catch (error) {
      const { code, reason } = reasonOf(error);
      if (failureOf(error).exitCode === EXIT.internal) throw error;
      const message = `The folder ${folder} cannot be read: ${reason}.`;
      throw new CliError({
        exitCode: EXIT.unreadable,
        code,
        message,
        hint: 'Name a folder that is a copy of a bucket.',
      });
    }
  });
  const db = options.db ?? (folders.length === 0 ? DEFAULT_DB : undefined);
  if (db === undefined) return work(joined(sources), []);
  requireDb(db);
  const { EventStore } = await import('../../store/event-store.ts');
  const { StoreObjects } = await import('../../integrity/store-objects.ts');
  const store = EventStore.open(db);
  try {
    return await work(joined([...sources, new StoreObjects(store, mapping)]), store.publicKeys());
  } finally {
    store.close();
  }
}
