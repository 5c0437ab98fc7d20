/** Reads files and streams in chunks. */

import { closeSync, openSync, readSync } from 'node:fs';
import { pathOf } from './file-uri.ts';
import type { SourceInput, SourceTask } from './source-loader.ts';

const CHUNK = 262_144;

/** A buffer that no file is being read with: thousands of tiny files share one. */
let spare: Buffer | undefined;

/** The bytes of a file. Each chunk overwrites the one before. */
function* fileChunks(uri: string): Generator<Uint8Array> {
  const file = openSync(pathOf(uri), 'r');
  const buffer = spare ?? Buffer.allocUnsafeSlow(CHUNK);
  spare = undefined;
  try {
    for (;;) {
      const count = readSync(file, buffer, 0, CHUNK, null);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } finally {
    spare = buffer;
    closeSync(file);
  }
}

/** A file as input; it can be read twice unless it is a pipe (`modified` is null). */
export function fileInput(uri: string, modified: number | null): SourceInput {
  const open = (): Iterable<Uint8Array> => fileChunks(uri);
  return modified === null ? { open } : { open, replay: open };
}

/** The bytes of a source: those that were fetched, else the file of its name. */
export function inputOf({ uri, modified, body }: SourceTask): SourceInput {
  if (body === undefined) return fileInput(uri, modified);
  if (body.kind === 'file') return fileInput(body.path, modified);
  const open = (): Iterable<Uint8Array> => memoryChunks(body.bytes);
  return { open, replay: open };
}

function* memoryChunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

/** A stream as input; `aborted` ends it early. Text chunks are taken as UTF-8. */
export function streamInput(stream: AsyncIterable<Uint8Array | string>, signal?: AbortSignal): SourceInput {
  return {
    open: async function* () {
      for await (const chunk of stream) {
        yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        if (signal?.aborted === true) throw new Error('stopped before its end');
      }
    },
  };
}
