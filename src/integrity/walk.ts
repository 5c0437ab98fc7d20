/**
 * Goes through a chain of digest files from the newest to the oldest, as `aws cloudtrail validate-logs` does, and judges each of them.
 * What that command cannot do: without metadata a digest is judged by the signature that the next newer one has of it, and without
 * public keys by the hash that the next newer one has of it.
 */

import { verify } from 'node:crypto';
import { type Digest, readDigest, stringToSign } from './digest.ts';
import type { ObjectSource } from './objects.ts';
import { type DigestKey, digestKey, type Place, placeUri } from './places.ts';
import type { KeyRing } from './public-keys.ts';
import { nameTime } from './times.ts';

export type DigestVerdict =
  | { readonly kind: 'valid' }
  /** There are no public keys: format, place and the hash that the newer digest has of it are right. */
  | { readonly kind: 'consistent' }
  /** Neither its metadata nor a newer digest tell its signature. */
  | { readonly kind: 'unverified' }
  /** In the words of the AWS CLI. */
  | { readonly kind: 'invalid'; readonly reason: string };

export interface JudgedDigest {
  readonly type: 'digest';
  readonly place: Place;
  readonly verdict: DigestVerdict;
  /** Undefined when it is invalid. */
  readonly digest: Digest | undefined;
  /** The newer digest that led here by its link. */
  readonly newer: Digest | undefined;
}

export interface Gap {
  readonly type: 'gap';
  /** Epoch milliseconds: end of the older digest, start of the newer one. */
  readonly from: number;
  readonly to: number;
}

/** The oldest digest links to one that is not here, and nobody has said that it must be. */
export interface Edge {
  readonly type: 'edge';
  readonly place: Place;
}

/** A series of digest files in one place, standard or backfill. */
export interface Series {
  readonly bucket: string;
  /** In S3's order. */
  readonly keys: readonly DigestKey[];
  readonly homeRegion: string;
  readonly backfill: boolean;
}

export interface WalkContext {
  readonly source: ObjectSource;
  readonly keys: KeyRing;
  /** Epoch milliseconds; digests that end before are not looked at. */
  readonly start: number;
  readonly end: number;
  /** The oldest digest there is, where no start is asked for: what ended before it may be missing. Epoch milliseconds. */
  readonly openBefore: number | undefined;
  /** The same series in another bucket. */
  readonly listIn: (bucket: string) => readonly DigestKey[];
}

const HOUR = 3_600_000;

/** The digests of a series that the AWS CLI would list for a time range, ascending. */
export function inRange(keys: readonly DigestKey[], start: number, end: number): DigestKey[] {
  const [first, last] = [nameTime(start), nameTime(end + HOUR)];
  return keys.filter(({ endText }) => endText >= first && endText <= last);
}

/** The verdicts, newest first. */
export function* walk(series: Series, context: WalkContext): Generator<JudgedDigest | Gap | Edge> {
  const visited = new Set<string>();
  let listed = inRange(series.keys, context.start, context.end);
  let current: Place | undefined = listed.pop();
  let { bucket } = series;
  let lastStart = current === undefined ? 0 : (digestKey(current)?.end ?? 0);
  let newer: Digest | undefined;
  while (current !== undefined && context.start <= lastStart) {
    visited.add(placeUri(current));
    const ended = digestKey(current)?.end ?? Number.MAX_SAFE_INTEGER;
    const isBefore = newer !== undefined && ended < (context.openBefore ?? Number.MIN_SAFE_INTEGER);
    if (isBefore && context.source.bytes(current) === undefined) {
      yield { type: 'edge', place: current };
      return;
    }
    const { verdict, digest } = judge(current, newer, series, context);
    yield { type: 'digest', place: current, verdict, digest, newer };
    if (digest !== undefined) lastStart = digest.start;
    const linked = digest?.previous;
    if (digest !== undefined && linked !== undefined && !visited.has(placeUri(linked))) {
      newer = digest;
      current = linked;
      if (linked.bucket === bucket) continue;
      bucket = linked.bucket;
      listed = inRange(context.listIn(bucket), context.start, digest.end);
      continue;
    }
    newer = undefined;
    const older = takeOlder(listed, digestKey(current)?.end ?? lastStart, visited);
    if (digest !== undefined && older !== undefined) yield { type: 'gap', from: older.end, to: lastStart };
    current = older;
  }
}

/** The newest listed digest that ends before a time. */
function takeOlder(listed: DigestKey[], before: number, visited: ReadonlySet<string>): DigestKey | undefined {
  for (let key = listed.pop(); key !== undefined; key = listed.pop()) {
    if (key.end < before && !visited.has(placeUri(key))) return key;
  }
  return undefined;
}

type Judgement = Pick<JudgedDigest, 'verdict' | 'digest'>;

function invalid(reason: string): Judgement {
  return { verdict: { kind: 'invalid', reason }, digest: undefined };
}

const BAD_FORMAT = 'invalid format';
const BAD_SIGNATURE = 'signature verification failed';

/** The checks, in the order of the AWS CLI. */
function judge(place: Place, newer: Digest | undefined, series: Series, { source, keys }: WalkContext): Judgement {
  const bytes = source.bytes(place);
  if (bytes === undefined) return invalid('not found');
  const read = readDigest(bytes);
  if (read.kind === 'unreadable') return invalid(BAD_FORMAT);
  const metadata = source.metadata(place);
  if (metadata !== undefined) {
    if (!metadata.has('signature') || !metadata.has('signature-algorithm')) return invalid(BAD_SIGNATURE);
    if (series.backfill && !metadata.has('backfill-generation-timestamp')) return invalid(BAD_FORMAT);
  }
  if (read.kind === 'incomplete') return invalid(BAD_FORMAT);
  const { digest } = read;
  if (digest.place.bucket !== place.bucket || digest.place.key !== place.key) {
    return invalid('has been moved from its original location');
  }
  if (keys.size === 0) {
    const matches = newer?.previousHash === undefined || newer.previousHash === digest.sha256;
    return matches ? { verdict: { kind: 'consistent' }, digest } : invalid("hash value doesn't match");
  }
  const { fingerprint } = digest;
  if (!keys.has(fingerprint)) {
    return invalid(`public key not found in region ${series.homeRegion} for fingerprint ${fingerprint}`);
  }
  const key = keys.load(fingerprint);
  if (key === undefined) return invalid(`Unable to load PKCS #1 key with fingerprint ${fingerprint}`);
  const signature = metadata === undefined ? newer?.previousSignature : metadata.get('signature');
  if (signature === undefined || signature === null) return { verdict: { kind: 'unverified' }, digest };
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(signature);
  const signed = Buffer.from(stringToSign(digest));
  if (!isHex || !verify('RSA-SHA256', signed, key, Buffer.from(signature, 'hex'))) return invalid(BAD_SIGNATURE);
  return { verdict: { kind: 'valid' }, digest };
}
