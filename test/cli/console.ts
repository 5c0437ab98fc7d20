/** Runs command lines in place, with streams that remember. */
import { Readable } from 'node:stream';
import type { Io, Output } from '../../src/cli/io.ts';
import { run } from '../../src/cli/program.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Also with the bytes that `stdout` is the text of. */
export interface RanExactly extends Ran {
  readonly bytes: Buffer;
}

export interface Setting {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly clock?: number;
  /** What every write to standard output ends with. */
  readonly stdoutError?: Error;
}

/** Runs `trailql` with these arguments. */
export async function trailql(argv: readonly string[], setting: Setting = {}): Promise<Ran> {
  const { code, stdout, stderr } = await trailqlExactly(argv, setting);
  return { code, stdout, stderr };
}

export async function trailqlExactly(argv: readonly string[], setting: Setting = {}): Promise<RanExactly> {
  const out = recorder(setting);
  const err = recorder({});
  const io: Io = {
    stdin: Readable.from([Buffer.from(setting.stdin ?? '')]),
    stdout: out.output,
    stderr: err.output,
    env: setting.env ?? {},
    clock: () => setting.clock ?? Date.UTC(2024, 5, 1),
    version: '9.9.9',
    workerUrl: undefined,
    scanWorkerUrl: undefined,
  };
  const code = await run(argv, io);
  const bytes = out.bytes();
  return { code, stdout: bytes.toString(), stderr: err.bytes().toString(), bytes };
}

function recorder({ tty, columns, stdoutError }: Setting): { output: Output; bytes: () => Buffer } {
  const chunks: Uint8Array[] = [];
  const output: Output = {
    isTTY: tty,
    columns,
    write(text, done) {
      chunks.push(typeof text === 'string' ? Buffer.from(text) : Uint8Array.from(text));
      done(stdoutError);
      return true;
    },
  };
  return { output, bytes: () => Buffer.concat(chunks) };
}

/** Splits a command line as a shell does, as far as documentation needs it: quotes, and the part before a redirection or after a pipe. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [, single, double, plain] of line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    if (plain === '>' || plain === '|') {
      if (words[0] === 'trailql') break;
      words.length = 0;
      continue;
    }
    words.push(single ?? double ?? plain ?? '');
  }
  return words;
}
