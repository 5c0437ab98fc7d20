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
 * @throws CliError
 */
export async function requireSources(sources: readonly string[]): Promise<void> {
  for (const source of sources) {
    if (source === '-') continue;
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) {
      throw new CliError({
        exitCode: EXIT.unreadable,
        code: 'not-supported',
        message: `Reading from ${source} is not supported yet.`,
        hint: 'Copy the objects into a folder, for instance with aws s3 sync, and ingest that.',
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
          ? 'Check the path. Sources are files, folders and - for standard input.'
          : 'Check its permissions.',
      });
    }
  }
}

/**
 * Ingests into a writer, which stays open. An interrupt (SIGINT, SIGTERM) ends the ingest with what is complete; a second one
 * ends the process.
 */
export async function runIngest(
  io: Io,
  writer: StoreWriter,
  sources: readonly string[],
  options: IngestOptions,
  style: Style,
): Promise<{ readonly report: IngestReport; readonly interrupted: boolean }> {
  const { ingest } = await import('../ingest/ingest.ts');
  const abort = new AbortController();
  const progress = createProgressReporter(io, style);
  const interrupt = () => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    progress.end();
    io.stderr.write('Interrupted: ending with what is complete. Press Ctrl-C again to end at once.\n', () => {});
    abort.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const all: IngestOptions = {
      ...options,
      signal: abort.signal,
      stdin: io.stdin,
      ...(io.workerUrl === undefined ? {} : { workerUrl: io.workerUrl }),
    };
    const report = await ingest(writer, sources, all, progress.report);
    return { report, interrupted: abort.signal.aborted };
  } finally {
    progress.end();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** What makes an ingest fail that has come to its end; its figures are told all the same. */
export function problemOf(
  { objects, failedObjects, skippedObjects, records }: IngestReport,
  interrupted: boolean,
): Failure | undefined {
  if (interrupted)
    return {
      exitCode: EXIT.interrupted,
      hint: '',
      code: 'interrupted',
      message: 'Interrupted; what was complete is stored.',
    };
  if (failedObjects === 0 || failedObjects < objects || skippedObjects > 0 || records > 0) return undefined;
  const message = objects === 1 ? 'The source cannot be read.' : 'None of the sources can be read.';
  return { exitCode: EXIT.unreadable, code: 'unreadable', message, hint: '' };
}
