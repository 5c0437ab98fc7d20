/**
 * Finds out which place in S3 each file of a copy stands for. A digest file says where it was delivered; the part of that key that is also the
 * end of its path tells which folder is the copy of which bucket. What most digests say of a folder holds for all that is in it, so that
 * a digest that was moved shows up as such.
 */

import { type DigestKey, digestKey, logKey, type Place, placeUri } from './places.ts';

/** A file, and by its path what it may stand for. */
export interface CopiedFile<Id> {
  readonly id: Id;
  /** With `/` between its parts. */
  readonly path: string;
}

interface Mapping {
  /** The path that stands for `bucket` and `base`; both end with a slash unless they are empty. */
  readonly folder: string;
  readonly bucket: string;
  readonly base: string;
}

export interface MappingOptions {
  /** The bucket all files are of; what the digests say when left out. */
  readonly bucket?: string | undefined;
  /** What comes before `AWSLogs/` in all keys. */
  readonly prefix?: string | undefined;
}

const KIND_FOLDER = 'CloudTrail-Digest';

export function isDigestPath(path: string): boolean {
  return /_CloudTrail-Digest_[^/]*\.json(?:\.gz)?$/.test(path);
}

/** `.json` is a copy of `.json.gz` that was inflated. */
function canonical(path: string): string {
  return path.endsWith('.json') ? `${path}.gz` : path;
}

export class LocatedFiles<Id> {
  readonly #files = new Map<string, Id>();
  readonly #mappings: Mapping[];
  /** Pairs of files that stand for one object. */
  readonly doubles: (readonly [kept: string, other: string])[] = [];
  readonly notes: string[] = [];
  /** Files named as digests whose place cannot be told, or is none of a digest file. */
  readonly unplaced: string[] = [];
  #digests: DigestKey[] | undefined;

  /** @param claim where a digest file says that it was delivered; undefined when it cannot be read. */
  constructor(files: Iterable<CopiedFile<Id>>, claim: (id: Id) => Place | undefined, options: MappingOptions) {
    const votes = new Map<string, { mapping: Mapping; count: number }>();
    for (const { id, path } of files) {
      const name = canonical(path);
      if (this.#files.has(name)) {
        // Listed in any order: what was delivered comes before what was made of it.
        this.doubles.push([name, path === name ? name.slice(0, -3) : path]);
        if (path !== name) continue;
      }
      this.#files.set(name, id);
    }
    for (const [name, id] of this.#files) {
      if (!isDigestPath(name)) continue;
      const place = claim(id);
      const mapping = place === undefined ? undefined : mappingOf(name, place, options);
      if (mapping === undefined) continue;
      const text = JSON.stringify([mapping.folder, mapping.bucket, mapping.base]);
      const vote = votes.get(text) ?? { mapping, count: 0 };
      vote.count++;
      votes.set(text, vote);
    }
    const all = [...votes.values()].sort((a, b) => b.count - a.count);
    this.#mappings = all.map(({ mapping }) => mapping);
    if (this.#mappings.length === 0 && options.bucket !== undefined) this.#mappings.push(...this.#told(options));
    for (const { folder, bucket, base } of this.#mappings) {
      const told = options.bucket === undefined ? 'as its digest files say' : 'as --s3-bucket says';
      this.notes.push(`${folder === '' ? '.' : folder} is taken for s3://${bucket}/${base}, ${told}`);
    }
    const { strangers } = this;
    if (strangers > 0)
      this.notes.push(
        `files that are no logs and no digests by their place in a bucket, and are not looked at: ${strangers}`,
      );
  }

  /** Without any digest that can be read: the folders that hold `AWSLogs`. */
  *#told({ bucket = '', prefix }: MappingOptions): Generator<Mapping> {
    const folders = new Set<string>();
    for (const name of this.#files.keys()) {
      const parts = name.split('/');
      const at = parts.indexOf('AWSLogs');
      if (at >= 0)
        folders.add(
          parts
            .slice(0, at)
            .map((part) => `${part}/`)
            .join(''),
        );
    }
    for (const folder of folders) {
      const base = prefix === undefined || folder.endsWith(`${prefix}/`) ? '' : `${prefix}/`;
      yield {
        folder: base === '' && prefix !== undefined ? folder.slice(0, -prefix.length - 1) : folder,
        bucket,
        base,
      };
    }
  }

  /** The file of a place. Only files that were listed are ever found, whatever the key says. */
  find({ bucket, key }: Place): Id | undefined {
    for (const mapping of this.#mappings) {
      if (mapping.bucket !== bucket || !key.startsWith(mapping.base)) continue;
      const id = this.#files.get(mapping.folder + key.slice(mapping.base.length));
      if (id !== undefined) return id;
    }
    return undefined;
  }

  /** How many files are neither logs nor digests, as far as their places tell. */
  get strangers(): number {
    let count = 0;
    for (const name of this.#files.keys()) {
      const place = this.#placeOf(name, undefined);
      if (!isDigestPath(name) && (place === undefined || logKey(place.key) === undefined)) count++;
    }
    return count;
  }

  /** All digest files by their places. */
  digests(claim: (id: Id) => Place | undefined): readonly DigestKey[] {
    this.#digests ??= [...this.#files].flatMap(([name, id]) => {
      const place = isDigestPath(name) ? this.#placeOf(name, claim(id)) : undefined;
      const key = place === undefined ? undefined : digestKey(place);
      if (key === undefined && isDigestPath(name)) this.unplaced.push(name);
      return key === undefined ? [] : [key];
    });
    return this.#digests;
  }

  /** Log files, at the first place that each stands for. */
  *logs(): Generator<Place> {
    for (const name of this.#files.keys()) {
      if (isDigestPath(name)) continue;
      const place = this.#placeOf(name, undefined);
      if (place !== undefined && logKey(place.key) !== undefined) yield place;
    }
  }

  /** Where several buckets were copied into one folder, a digest counts as what it says if that can be. */
  #placeOf(name: string, claimed: Place | undefined): Place | undefined {
    const places = this.#mappings
      .filter(({ folder }) => name.startsWith(folder))
      .map(({ folder, bucket, base }) => ({ bucket, key: base + name.slice(folder.length) }));
    const said = claimed === undefined ? '' : placeUri(claimed);
    return places.find((place) => placeUri(place) === said) ?? places[0];
  }
}

/** The mapping that the longest common end of path and key tells; it must reach up to the kind of the folder at least. */
function mappingOf(path: string, place: Place, { bucket, prefix }: MappingOptions): Mapping | undefined {
  const [parts, keyParts] = [path.split('/'), place.key.split('/')];
  let common = 0;
  while (common < parts.length && common < keyParts.length && parts.at(-1 - common) === keyParts.at(-1 - common))
    common++;
  if (!parts.slice(parts.length - common).includes(KIND_FOLDER)) return undefined;
  const before = (all: string[]): string =>
    all
      .slice(0, all.length - common)
      .map((part) => `${part}/`)
      .join('');
  const base = before(keyParts);
  if (prefix !== undefined && !place.key.startsWith(`${prefix}/AWSLogs/`)) return undefined;
  return { folder: before(parts), bucket: bucket ?? place.bucket, base };
}
