/** Validates one chain of digest files and the log files that they list, in the order and with the verdicts of `aws cloudtrail validate-logs`. */

import { type Chain, digestsAt, type Location } from './chains.ts';
import type { Digest, LogEntry } from './digest.ts';
import type { Findings } from './findings.ts';
import type { ObjectSource } from './objects.ts';
import { type Place, placeUri } from './places.ts';
import type { KeyRing } from './public-keys.ts';
import { type DigestVerdict, inRange, walk } from './walk.ts';

export type LogVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'consistent' }
  /** It matches a digest that is not verified itself. */
  | { readonly kind: 'unverified' }
  /** It is there, but its content cannot be told. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** One line of the result. */
export type Line =
  | { readonly type: 'digest'; readonly backfill: boolean; readonly uri: string; readonly verdict: DigestVerdict }
  | { readonly type: 'log'; readonly uri: string; readonly verdict: LogVerdict }
  | { readonly type: 'gap'; readonly backfill: boolean; readonly from: number; readonly to: number };

export type VerdictKind = LogVerdict['kind'];

/** How many objects have each verdict. */
export type Counts = Record<VerdictKind, number>;

export interface Validation {
  readonly digests: Counts;
  readonly backfillDigests: Counts;
  readonly logs: Counts;
  /** The time that digests cover which are valid (or consistent, without keys), within the one that is asked for; epoch milliseconds. */
  found: { readonly start: number; readonly end: number } | undefined;
  /** Digests that the oldest ones link to and that are not here. */
  readonly edges: string[];
}

export interface ValidationRequest {
  readonly chain: Chain;
  readonly location: Location;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly isOpen: boolean;
  readonly source: ObjectSource;
  readonly keys: KeyRing;
  readonly findings: Findings;
  /** URIs of digests that are done; those of this chain are added. */
  readonly visited: Set<string>;
}

export function newCounts(): Counts {
  return { valid: 0, consistent: 0, unverified: 0, unknown: 0, invalid: 0 };
}

/** Yields the lines as they come; what they add up to is returned. */
export function* validateChain(request: ValidationRequest): Generator<Line, Validation> {
  const { chain, location, start, end, isOpen, source, keys, findings, visited } = request;
  const validation: Validation = {
    digests: newCounts(),
    backfillDigests: newCounts(),
    logs: newCounts(),
    found: undefined,
    edges: [],
  };
  for (const backfill of [false, true]) {
    const listed = digestsAt(chain, location, backfill).filter((key) => !visited.has(placeUri(key)));
    const series = { bucket: location.bucket, keys: listed, homeRegion: chain.name.homeRegion, backfill };
    const listIn = (bucket: string) => digestsAt(chain, { ...location, bucket }, backfill);
    const ends = chain.digests.filter((key) => key.backfill === backfill).map((key) => key.end);
    const openBefore = isOpen ? ends.reduce((a, b) => Math.min(a, b), Number.MAX_SAFE_INTEGER) : undefined;
    const counts = backfill ? validation.backfillDigests : validation.digests;
    for (const step of walk(series, { source, keys, start, end, openBefore, listIn })) {
      if (step.type === 'edge') {
        validation.edges.push(placeUri(step.place));
        continue;
      }
      if (step.type === 'gap') {
        yield { type: 'gap', backfill, from: step.from, to: step.to };
        continue;
      }
      const { place, verdict, digest } = step;
      visited.add(placeUri(place));
      counts[verdict.kind]++;
      findings.digest(step, source);
      if (digest !== undefined && (verdict.kind === 'valid' || verdict.kind === 'consistent')) {
        validation.found = extended(validation.found, digest, request);
      }
      yield { type: 'digest', backfill, uri: placeUri(place), verdict };
      for (const entry of digest?.logs ?? []) {
        if (entry.bucket !== undefined && entry.key !== undefined) {
          findings.listed({ bucket: entry.bucket, key: entry.key }, place);
        }
        const line = judgeLog(entry, verdict, source, findings);
        validation.logs[line.verdict.kind]++;
        yield line;
      }
    }
    for (const key of inRange(listed, start, end)) {
      // Another location may still lead to it; it is the caller's to tell when all are done.
      if (!visited.has(placeUri(key)) && key.end <= end) {
        visited.add(placeUri(key));
        findings.add('unlinked-digest', placeUri(key), 'is no part of the chain: no newer digest file links to it');
      }
    }
  }
  const { found } = validation;
  if (found !== undefined) findings.covered(chain, found.start, found.end);
  return validation;
}

function extended(found: Validation['found'], digest: Digest, { start, end }: ValidationRequest): Validation['found'] {
  const [from, to] = [Math.max(digest.start, start), Math.min(digest.end, end)];
  return { start: Math.min(found?.start ?? from, from), end: Math.max(found?.end ?? to, to) };
}

function judgeLog(
  entry: LogEntry,
  digest: DigestVerdict,
  source: ObjectSource,
  findings: Findings,
): Line & { readonly type: 'log' } {
  const place: Place = { bucket: entry.bucket ?? '', key: entry.key ?? '' };
  const uri = placeUri(place);
  const invalid = (reason: string) => ({ type: 'log', uri, verdict: { kind: 'invalid', reason } }) as const;
  if (entry.bucket === undefined || entry.key === undefined || entry.hash === undefined)
    return invalid('invalid format');
  const content = source.logContent(place);
  if (content.kind === 'missing') return invalid('not found');
  if (content.kind === 'invalid') return invalid('invalid format');
  if (content.kind === 'behind') return invalid('unexpected data after end of compressed stream');
  if (content.kind === 'unknown') return { type: 'log', uri, verdict: content };
  if (content.sha256 !== entry.hash) return invalid("hash value doesn't match");
  if (!content.whole) findings.add('log-format', uri, 'ends before its gzip checksum; its content is whole');
  // What a digest says that is not valid itself proves nothing.
  return { type: 'log', uri, verdict: digest.kind === 'invalid' ? { kind: 'unverified' } : digest };
}
