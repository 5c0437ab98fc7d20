/** What validation reads objects from: a folder that mirrors a bucket, or a database. */

import { createHash } from 'node:crypto';
import { inflateMember } from './gzip.ts';
import type { DigestKey, Place } from './places.ts';

/** What became of a log file whose hash is wanted. */
export type LogContent =
  /** SHA-256 of what is behind one layer of gzip. `whole` is false when the gzip lacks (a part of) its trailer. */
  | { readonly kind: 'hash'; readonly sha256: string; readonly whole: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid' }
  /** There are bytes behind the first gzip member. */
  | { readonly kind: 'behind' }
  /** It is there, but its content cannot be told. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** A note about objects as such, besides all verdicts. */
export interface ObjectNote {
  readonly uri: string;
  readonly message: string;
}

/** What to say of a file that is named as a digest. */
export const UNPLACED =
  'is named as a digest file, but where in a bucket it was cannot be told, so it is not looked at';

export interface ObjectSource {
  /** All digest files, by their keys; `.json` counts as `.json.gz`. */
  digests(): readonly DigestKey[];
  /** The keys of all other objects. */
  others(): Iterable<Place>;
  /** The stored bytes of a digest file; undefined when it is not there. */
  bytes(place: Place): Uint8Array | undefined;
  logContent(place: Place): LogContent;
  /** User metadata by lower-case key; undefined when nothing is known of them. */
  metadata(place: Place): ReadonlyMap<string, string> | undefined;
  /** How places were found, in sentences. */
  readonly notes: readonly string[];
  readonly oddities: readonly ObjectNote[];
}

/** The content of a log file from its stored bytes. */
export function contentOf(stored: Uint8Array): LogContent {
  const inflated = inflateMember(stored);
  if (inflated.kind === 'invalid') return { kind: 'invalid' };
  // As the AWS CLI does: what can be inflated is hashed, and does not match.
  if (inflated.kind === 'truncated') return { kind: 'hash', sha256: '', whole: false };
  if (inflated.kind === 'member' && inflated.behind > 0) return { kind: 'behind' };
  const content = inflated.kind === 'plain' ? stored : inflated.content;
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { kind: 'hash', sha256, whole: inflated.kind === 'plain' || inflated.whole };
}

/** Several sources as one; where two have the same object, the first one counts. */
export function joined(sources: readonly ObjectSource[]): ObjectSource {
  const [only] = sources;
  if (sources.length === 1 && only !== undefined) return only;
  const first = <T>(read: (source: ObjectSource) => T | undefined): T | undefined => {
    for (const source of sources) {
      const found = read(source);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    digests: () => {
      const all = new Map<string, DigestKey>();
      for (const source of sources) {
        for (const digest of source.digests()) all.set(JSON.stringify([digest.bucket, digest.key]), digest);
      }
      return [...all.values()];
    },
    *others() {
      for (const source of sources) yield* source.others();
    },
    bytes: (place) => first((source) => source.bytes(place)),
    logContent: (place) =>
      first((source) => {
        const content = source.logContent(place);
        return content.kind === 'missing' ? undefined : content;
      }) ?? { kind: 'missing' },
    metadata: (place) => first((source) => source.metadata(place)),
    notes: sources.flatMap(({ notes }) => notes),
    oddities: sources.flatMap(({ oddities }) => oddities),
  };
}
