/** Writing lines: in chunks, waiting for the reader, and harmless to terminals. */
import { visibleLines } from '../report/visible.ts';
import { usageError } from './errors.ts';
import type { Output } from './io.ts';

const CHUNK = 1 << 16;

/**
 * Writes lines and waits until they are taken.
 * @param end what each line ends with
 * @throws the stream's error, such as EPIPE when the reader is gone
 */
export async function writeLines(output: Output, lines: Iterable<string>, end = '\n'): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += line + end;
    if (chunk.length >= CHUNK) {
      await write(output, chunk);
      chunk = '';
    }
  }
  if (chunk !== '') await write(output, chunk);
}

/**
 * As `writeLines`, for lines that hold evidence as it is: exact when piped or redirected, but on a terminal characters that would act
 * on it are shown as escapes.
 */
export async function writeData(output: Output, lines: Iterable<string>, end = '\n'): Promise<void> {
  if (output.isTTY !== true) return writeLines(output, lines, end);
  return writeLines(output, map(lines, visibleLines));
}

/**
 * Writes bytes exactly, and waits until they are taken. To be kept from a terminal: see `refuseTerminal`.
 * @throws the stream's error, such as EPIPE when the reader is gone
 */
export function writeBytes(output: Output, bytes: Uint8Array): Promise<void> {
  return write(output, bytes);
}

/**
 * Bytes of evidence are not for a terminal: they could act on it.
 * @throws CliError
 */
export function refuseTerminal(output: Output, hint: string): void {
  if (output.isTTY === true) throw usageError('Standard output is a terminal, which these bytes could act on.', hint);
}

function* map(lines: Iterable<string>, change: (line: string) => string): Generator<string> {
  for (const line of lines) yield change(line);
}

function write(output: Output, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
