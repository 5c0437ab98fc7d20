/** A digest file: its members, and what is signed of it. */

import { createHash } from 'node:crypto';
import { inflateMember } from './gzip.ts';
import type { Place } from './places.ts';
import { parseDigestTime } from './times.ts';

/** An entry of `logFiles`; what is not a text is undefined. */
export interface LogEntry {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly hash: string | undefined;
}

export interface Digest {
  readonly fingerprint: string;
  /** Where it says that it lies. */
  readonly place: Place;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  /** As it is written. */
  readonly endText: string;
  readonly previous: Place | undefined;
  readonly previousHash: string | undefined;
  readonly previousSignature: string | null;
  /** Undefined when there is no such list. */
  readonly logs: readonly LogEntry[] | undefined;
  /** Lower-case hex SHA-256 of its bytes, inflated. */
  readonly sha256: string;
  /** Bytes behind the gzip member. */
  readonly behind: number;
}

export type ReadDigest =
  | { readonly kind: 'digest'; readonly digest: Digest }
  /** No JSON object in gzip: its metadata do not matter. */
  | { readonly kind: 'unreadable' }
  /** A member is missing or of a wrong type. */
  | { readonly kind: 'incomplete' };

const REQUIRED = [
  'digestPublicKeyFingerprint',
  'digestS3Bucket',
  'digestS3Object',
  'previousDigestSignature',
  'digestEndTime',
  'digestStartTime',
];

/** Reads the stored bytes of a digest file: gzip or inflated. */
export function readDigest(stored: Uint8Array): ReadDigest {
  const inflated = inflateMember(stored);
  if (inflated.kind === 'invalid' || inflated.kind === 'truncated') return { kind: 'unreadable' };
  if (inflated.kind === 'member' && !inflated.whole) return { kind: 'unreadable' };
  const content = inflated.kind === 'plain' ? stored : inflated.content;
  const members = parseObject(content);
  if (members === undefined) return { kind: 'unreadable' };
  if (REQUIRED.some((name) => !members.has(name))) return { kind: 'incomplete' };
  const text = (name: string): string | undefined => textOf(members.get(name));
  const start = parseDigestTime(members.get('digestStartTime'));
  const end = parseDigestTime(members.get('digestEndTime'));
  const signature = members.get('previousDigestSignature');
  if (start === undefined || end === undefined) return { kind: 'incomplete' };
  if (signature !== null && typeof signature !== 'string') return { kind: 'incomplete' };
  const [bucket, key] = [text('previousDigestS3Bucket'), text('previousDigestS3Object')];
  const digest: Digest = {
    fingerprint: text('digestPublicKeyFingerprint') ?? '',
    place: { bucket: text('digestS3Bucket') ?? '', key: text('digestS3Object') ?? '' },
    start,
    end,
    endText: text('digestEndTime') ?? '',
    previous: bucket === undefined || key === undefined ? undefined : { bucket, key },
    previousHash: text('previousDigestHashValue'),
    previousSignature: signature,
    logs: logEntries(members.get('logFiles')),
    sha256: createHash('sha256').update(content).digest('hex'),
    behind: inflated.kind === 'member' ? inflated.behind : 0,
  };
  return { kind: 'digest', digest };
}

/** What the signature of a digest is of. */
export function stringToSign(digest: Pick<Digest, 'endText' | 'place' | 'sha256' | 'previousSignature'>): string {
  const { endText, place, sha256, previousSignature } = digest;
  return `${endText}\n${place.bucket}/${place.key}\n${sha256}\n${previousSignature ?? 'null'}`;
}

function parseObject(content: Uint8Array): Map<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
    return new Map(Object.entries(json));
  } catch {
    // Not UTF-8, not JSON, or nested beyond all measure.
    return undefined;
  }
}

function logEntries(value: unknown): readonly LogEntry[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return (value as unknown[]).map((entry) => {
    const members = new Map(typeof entry === 'object' && entry !== null ? Object.entries(entry) : []);
    const [bucket, key, hash] = ['s3Bucket', 's3Object', 'hashValue'].map((name) => textOf(members.get(name)));
    return { bucket, key, hash };
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
