/** Fetches one object whole: what breaks off, or is not what was announced, is fetched again. */

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FetchedObject, RemoteError, type RemoteObject } from '../remote.ts';
import type { SourceBody } from '../source-loader.ts';
import type { S3Answer, S3Api } from './s3-api.ts';
import { attemptsOf, explainS3Error, isPassing, statusOf } from './s3-errors.ts';
import type { S3Limits } from './settings.ts';

export interface FetchRequest {
  readonly api: S3Api;
  readonly bucket: string;
  readonly key: string;
  readonly object: RemoteObject;
  /** Whether the user metadata is wanted. */
  readonly metadata: boolean;
  readonly limits: S3Limits;
  /** A folder for what does not go into memory. */
  readonly folder: () => string;
  readonly signal: AbortSignal;
}

/** The bytes of an answer were not those that were announced. */
class BrokenBody extends Error {}

/** @throws RemoteError */
export async function fetchObject(request: FetchRequest): Promise<FetchedObject> {
  const { api, bucket, key, limits, signal } = request;
  // Without an ETag in the listing there is nothing to compare with.
  let expected: string | undefined = request.object.etag || undefined;
  let replaced = false;
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await api.get(bucket, key, expected, signal);
      const object = replaced ? nowOf(request.object, answer) : request.object;
      const body = await bodyOf(request, answer, object.size);
      return {
        object,
        body,
        metadata: request.metadata ? answer.metadata : undefined,
        note: replaced ? 'it was replaced after it had been listed: the new one is read' : undefined,
      };
    } catch (error) {
      signal.throwIfAborted();
      if (statusOf(error) === 412 && !replaced) {
        replaced = true;
        expected = undefined;
        continue;
      }
      // The SDK has made its attempts, unless it had none left because many requests failed.
      const passing = error instanceof BrokenBody || (isPassing(error) && attemptsOf(error) < limits.attempts);
      if (!passing || attempt >= limits.bodyAttempts) throw asRemote(error, bucket, attempt);
      api.retries++;
      const longest = Math.min(limits.maxRetryDelay, limits.retryDelay * 2 ** (attempt - 1));
      await sleep(Math.random() * longest, undefined, { signal });
    }
  }
}

function asRemote(error: unknown, bucket: string, attempts: number): RemoteError {
  if (!(error instanceof BrokenBody)) return explainS3Error(error, { action: 'get', bucket });
  return new RemoteError(`it could not be fetched whole in ${attempts} attempts: ${error.message}`, {
    scope: 'object',
  });
}

/** The object that took the place of the one listed. */
function nowOf(listed: RemoteObject, { size, etag, modified }: S3Answer): RemoteObject {
  return { uri: listed.uri, size: size ?? 0, etag: etag ?? '', modified: modified ?? listed.modified };
}

async function bodyOf(request: FetchRequest, answer: S3Answer, size: number): Promise<SourceBody> {
  const { body } = answer;
  try {
    if (answer.size !== undefined && answer.size !== size) {
      throw new BrokenBody(`${answer.size} bytes were announced, ${size} are listed`);
    }
    addAbortSignal(request.signal, body);
    return await (size > request.limits.memoryObject ? intoFile(request, body, size) : intoMemory(body, size));
  } catch (error) {
    if (error instanceof BrokenBody || isLocal(error)) throw error;
    // Broken off, reset, silent for too long, or another checksum.
    throw new BrokenBody(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    body.destroy();
  }
}

async function intoMemory(body: Readable, size: number): Promise<SourceBody> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const chunk of chunksOf(body, size)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { kind: 'bytes', bytes };
}

async function intoFile({ folder }: FetchRequest, body: Readable, size: number): Promise<SourceBody> {
  const path = join(folder(), randomUUID());
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of chunksOf(body, size)) await file.writeFile(chunk);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return { kind: 'file', path };
}

/** The chunks of a body; at its end they are as many bytes as they must be. */
async function* chunksOf(body: Readable, size: number): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new BrokenBody('it is not a stream of bytes');
    received += chunk.length;
    if (received > size) throw new BrokenBody(`more than its ${size} bytes came`);
    yield chunk;
  }
  if (received < size) throw new BrokenBody(`only ${received} of its ${size} bytes came`);
}

/** Whether a temporary file could not be written, which no other attempt mends. */
function isLocal(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return 'path' in error || error.code === 'ENOSPC' || error.code === 'EDQUOT';
}
