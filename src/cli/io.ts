/** Everything a command touches of its process, so that tests can put something else in its place. */
import type { Readable } from 'node:stream';
import { createStyle, type Style } from '../report/style.ts';

/** Where text and bytes go. `isTTY` and `columns` are those of a terminal. */
export interface Output {
  write(text: string | Uint8Array, done: (error?: Error | null) => void): boolean;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface Io {
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The clock, epoch milliseconds. */
  readonly clock: () => number;
  readonly version: string;
  /** The program that ingest runs in worker threads; undefined where there is none and all is done in one thread. */
  readonly workerUrl: URL | undefined;
  /** The program of the threads that help a query to scan; undefined where there is none. */
  readonly scanWorkerUrl: URL | undefined;
}

/**
 * The style for an output. Colours need a terminal; `NO_COLOR` and `--no-color` turn them off, `FORCE_COLOR` turns them on.
 */
export function styleFor(output: Output, io: Pick<Io, 'env'>, wanted = true): Style {
  const { NO_COLOR, FORCE_COLOR } = io.env;
  if (!wanted || (NO_COLOR !== undefined && NO_COLOR !== '')) return createStyle(false);
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return createStyle(FORCE_COLOR !== '0');
  return createStyle(isInteractive(output, io));
}

/** Whether a person watches this output on a terminal that can move its cursor. */
export function isInteractive(output: Output, io: Pick<Io, 'env'>): boolean {
  return output.isTTY === true && io.env['TERM'] !== 'dumb';
}
