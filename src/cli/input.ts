/** Texts that a command reads as a whole: from a file or from standard input. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { CliError, reasonOf, usageError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

export interface TextKind {
  /** In messages, such as `query`. */
  readonly what: string;
  /** In megabytes: keeps a wrong file from filling the memory. */
  readonly maxMegabytes: number;
}

export interface ReadText {
  readonly text: string;
  /** Number of bytes it was read from. */
  readonly bytes: number;
}

/** @throws CliError when the file cannot be read or is no such text */
export async function readTextFile(file: string, kind: TextKind): Promise<ReadText> {
  return decode(await readBytes(file, kind), kind);
}

/** @throws CliError when it is no such text */
export async function readTextStream(stream: Readable, kind: TextKind): Promise<ReadText> {
  return decode(await read(stream, limitOf(kind)), kind);
}

async function readBytes(file: string, kind: TextKind): Promise<Uint8Array> {
  try {
    return await read(createReadStream(file), limitOf(kind));
  } catch (error) {
    const { code, reason } = reasonOf(error);
    throw new CliError({
      exitCode: EXIT.unreadable,
      code,
      message: `The ${kind.what} file ${file} cannot be read: ${reason}.`,
      hint: file === '-' ? 'To read standard input, write - without --file.' : '',
    });
  }
}

function limitOf({ maxMegabytes }: TextKind): number {
  return maxMegabytes * 1024 * 1024;
}

/** Reads to the end, or as far as shows that it is too long. */
async function read(stream: Readable, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    length += bytes.length;
    if (length > limit) break;
  }
  return Buffer.concat(chunks);
}

/** @throws CliError when the bytes cannot be such a text */
function decode(bytes: Uint8Array, kind: TextKind): ReadText {
  const { what, maxMegabytes } = kind;
  if (bytes.length > limitOf(kind)) {
    throw usageError(`The ${what} is longer than ${maxMegabytes} MB.`, 'Is it the right file?');
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), bytes: bytes.length };
  } catch {
    throw usageError(`The ${what} is not UTF-8 text.`, 'Is it the right file?');
  }
}
