/** User metadata of digest files from files beside them: plain copies lose what S3 keeps of an object besides its bytes. */

import { digestKey, type Place } from './places.ts';

export interface Sidecar {
  /** Undefined in an answer of head-object: the name of the file tells it. */
  readonly place: Place | undefined;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Whether a file may be a sidecar: named like a digest file with something and `.json` behind it, or as metadata. */
export function isSidecarPath(path: string): boolean {
  return /_CloudTrail-Digest_[^/]*\.json(?:\.gz)?\.(?:[\w-]+\.)*json$|\.(?:metadata|head|head-object|sidecar)\.json$/i.test(
    path,
  );
}

/** The path of the digest file that a sidecar stands beside. */
export function besides(path: string): string | undefined {
  return /^(.*_CloudTrail-Digest_[^/]*?\.json)(?:\.gz)?\.(?:[\w-]+\.)*json$/i.exec(path)?.[1];
}

/** Reads `{bucket, key, metadata}` or an answer of head-object; undefined for anything else. */
export function readSidecar(text: string): Sidecar | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const members = entries(json);
  const given = members.get('metadata');
  if (typeof given !== 'object' || given === null) return undefined;
  const metadata = new Map<string, string>();
  for (const [name, value] of entries(given)) {
    if (typeof value === 'string') metadata.set(name.replace(/^x-amz-meta-/, ''), value);
  }
  const [bucket, key] = [members.get('bucket'), members.get('key')];
  const place = typeof bucket === 'string' && typeof key === 'string' ? { bucket, key } : undefined;
  return place !== undefined && digestKey(place) === undefined ? undefined : { place, metadata };
}

/** Members by lower-case name. */
function entries(value: unknown): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
}
