/** Running an ingest from a command: sources checked first, progress shown, stopped cleanly on an interrupt. */
import { access, constants } from 'node:fs/promises';
import type { IngestOptions, IngestReport } from '../ingest/ingest.ts';
import type { Style } from '../report/style.ts';
import type { StoreWriter } from '../store/writer.ts';
import { CliError, type Failure } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { createProgressReporter } from './progress.ts';

/**
 * Refuses sources that are not there or must not be read before anything is made for them. `-` is standard input.
 * `s3`: whether places in S3 are sources; they are not looked at here.
 * @throws CliError
 */
export async function requireSources(
  sources: readonly string[],
  { s3 = false }: { readonly s3?: boolean } = {},
): Promise<void> {
  for (const source of sources) {
    if (source === '-' || (s3 && isS3(source))) continue;
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) {
      throw new CliError({
        exitCode: EXIT.unreadable,
        code: 'not-supported',
        message: `${source} cannot be read ${isS3(source) ? 'without a database' : 'from there'}.`,
        hint: isS3(source)
          ? `Ingest it first: trailql ingest ${source}`
          : 'Sources are files, folders, s3://bucket/prefix and - for standard input.',
      });
    }
    try {
      await access(source, constants.R_OK);
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      throw new CliError({
        exitCode: EXIT.unreadable,
        code: missing ? 'not-found' : 'unreadable',
        message: `The source ${source} ${missing ? 'does not exist' : 'cannot be read'}.`,
        hint: missing
          ? 'Check the path. Sources are files, folders, s3://bucket/prefix and - for standard input.'
          : 'Check its permissions.',
      });
    }
  }
}

/** Whether a source lies in S3. */
export function isS3(source: string): boolean {
  return /^s3:\/\//i.test(source);
}

/**
 * Does work that an interrupt (SIGINT, SIGTERM) ends in good order; a second one ends the process.
 * @param onInterrupt tidies the terminal before the interrupt is told
 */
export async function interruptible<T>(
  io: Io,
  work: (signal: AbortSignal) => Promise<T>,
  onInterrupt: () => void = () => {},
): Promise<T> {
  const abort = new AbortController();
  const interrupt = () => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    onInterrupt();
    io.stderr.write('Interrupted: ending with what is complete. Press Ctrl-C again to end at once.\n', () => {});
    abort.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Ingests into a writer, which stays open. An interrupt ends the ingest with what is complete. */
export async function runIngest(
  io: Io,
  writer: StoreWriter,
  sources: readonly string[],
  options: IngestOptions,
  style: Style,
): Promise<{ readonly report: IngestReport; readonly interrupted: boolean }> {
  const progress = createProgressReporter(io, style);
  try {
    return await interruptible(
      io,
      async (signal) => {
        const report = await ingestUntil(io, writer, sources, { ...options, signal }, progress.report);
        return { report, interrupted: signal.aborted };
      },
      progress.end,
    );
  } finally {
    progress.end();
  }
}

/** Ingests with the streams and workers of the process at hand. */
export async function ingestUntil(
  io: Io,
  writer: StoreWriter,
  sources: readonly string[],
  options: IngestOptions,
  onProgress: ReturnType<typeof createProgressReporter>['report'],
): Promise<IngestReport> {
  const { ingest } = await import('../ingest/ingest.ts');
  const all: IngestOptions = {
    ...options,
    stdin: io.stdin,
    ...(io.workerUrl === undefined ? {} : { workerUrl: io.workerUrl }),
  };
  return ingest(writer, sources, all, onProgress);
}

/** What makes an ingest fail that has come to its end; its figures are told all the same. */
export function problemOf(
  { objects, failedObjects, skippedObjects, records, stopped }: IngestReport,
  interrupted: boolean,
): Failure | undefined {
  if (interrupted)
    return {
      exitCode: EXIT.interrupted,
      hint: '',
      code: 'interrupted',
      message: 'Interrupted; what was complete is stored.',
    };
  if (stopped !== undefined) {
    const { message, hint, missing } = stopped;
    return { exitCode: EXIT.unreadable, code: missing ? 'not-found' : 'unreadable', message, hint };
  }
  if (failedObjects === 0 || failedObjects < objects || skippedObjects > 0 || records > 0) return undefined;
  const message = objects === 1 ? 'The source cannot be read.' : 'None of the sources can be read.';
  return { exitCode: EXIT.unreadable, code: 'unreadable', message, hint: '' };
}
