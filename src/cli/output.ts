/** Writing lines: in chunks, waiting for the reader, and harmless to terminals. */
import { visibleLines } from '../report/visible.ts';
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

function* map(lines: Iterable<string>, change: (line: string) => string): Generator<string> {
  for (const line of lines) yield change(line);
}

function write(output: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
