/** The query of a command line: as an argument, from a file or from standard input. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import { CliError, reasonOf, usageError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

export interface QueryText {
  readonly text: string;
  /** The file it is from, for messages. */
  readonly source: string | undefined;
}

/** Far beyond the language's 10,000 characters: only keeps a wrong file from filling the memory. */
const MAX_BYTES = 1 << 20;

/** Adds the argument and the option that `readQueryText` reads. */
export function queryTextArguments(command: Command): Command {
  return command
    .argument('[text]', 'the query; - reads it from standard input')
    .option('-f, --file <file>', 'read the query from a file');
}

/**
 * Reads the query.
 * @throws CliError unless exactly one of text and file is given and can be read
 */
export async function readQueryText(io: Io, text: string | undefined, file: string | undefined): Promise<QueryText> {
  if ((text === undefined) === (file === undefined)) {
    const message = text === undefined ? 'There is no query.' : 'There are two queries: a text and a file.';
    throw usageError(
      message,
      'Give the query as one argument in quotes, with --file FILE, or as - to read standard input.',
    );
  }
  if (file !== undefined) return { text: decode(await readQueryFile(file)), source: file };
  if (text !== '-') return { text: text ?? '', source: undefined };
  return { text: decode(await read(io.stdin)), source: undefined };
}

async function readQueryFile(file: string): Promise<Uint8Array> {
  try {
    return await read(createReadStream(file));
  } catch (error) {
    const { code, reason } = reasonOf(error);
    throw new CliError({
      exitCode: EXIT.unreadable,
      code,
      message: `The query file ${file} cannot be read: ${reason}.`,
      hint: file === '-' ? 'To read standard input, write - without --file.' : '',
    });
  }
}

/** Reads to the end, or as far as shows that it is too long. */
async function read(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    length += bytes.length;
    if (length > MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** @throws CliError when the bytes cannot be a query */
function decode(bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES) throw usageError('The query is longer than 1 MB.', 'Is it the right file?');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw usageError('The query is not UTF-8 text.', 'Is it the right file?');
  }
}
