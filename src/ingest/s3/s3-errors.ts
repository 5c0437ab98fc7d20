/** What S3, the SDK and the network say when something fails, as errors that a person understands. */

import { RemoteError } from '../remote.ts';
import { type Asked, wordsFor } from './s3-error-words.ts';

/** Errors after which the same request may well succeed in a while. */
const PASSING = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'EAI_AGAIN',
  'TimeoutError',
  'SlowDown',
  'InternalError',
  'ServiceUnavailable',
  'RequestTimeout',
]);

/** An error of the SDK in words; a RemoteError as it is. */
export function explainS3Error(error: unknown, asked: Asked): RemoteError {
  if (error instanceof RemoteError) return error;
  const facts = { name: nameOf(error), code: codeOf(error), text: textOf(error), status: statusOf(error) };
  const { message, scope, ...more } = wordsFor(facts, asked);
  return new RemoteError(message, { ...more, scope: scope ?? (asked.action === 'list' ? 'all' : 'object') });
}

/** The HTTP status of an answer that the SDK made an error of. */
export function statusOf(error: unknown): number | undefined {
  return metadataNumber(error, 'httpStatusCode');
}

/** How often a request that failed was made. */
export function attemptsOf(error: unknown): number {
  return metadataNumber(error, 'attempts') ?? 1;
}

/** Whether the same request may well succeed in a while. */
export function isPassing(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined && status >= 300) return status >= 500 || status === 429;
  return PASSING.has(codeOf(error)) || PASSING.has(nameOf(error));
}

function metadataNumber(error: unknown, member: string): number | undefined {
  const metadata: unknown = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const value: unknown = new Map(Object.entries(metadata)).get(member);
  return typeof value === 'number' ? value : undefined;
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  // Some errors have no class of their own, and only a code.
  const isNamed = !['Error', 'Unknown', 'UnknownError'].includes(error.name);
  return !isNamed && 'Code' in error && typeof error.Code === 'string' ? error.Code : error.name;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').trim() || codeOf(error) || nameOf(error) || 'unknown error';
}
