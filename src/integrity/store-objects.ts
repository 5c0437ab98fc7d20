/** Objects from the database of an ingest: digest files as they were kept, log files by the hash of their content. */

import type { EventStore } from '../store/event-store.ts';
import type { StoredSource } from '../store/types.ts';
import { readDigest } from './digest.ts';
import { LocatedFiles, type MappingOptions } from './located.ts';
import { contentOf, type LogContent, type ObjectNote, type ObjectSource, UNPLACED } from './objects.ts';
import { type DigestKey, digestKey, logKey, type Place, placeUri } from './places.ts';
import { isSidecarPath } from './sidecars.ts';

const S3_URI = /^s3:\/\/([^/]+)\/(.+)$/s;
const DIGEST = 'digest';

export class StoreObjects implements ObjectSource {
  readonly notes: readonly string[];
  readonly oddities: readonly ObjectNote[];
  readonly #store: EventStore;
  readonly #inS3 = new Map<string, { readonly place: Place; readonly source: StoredSource }>();
  readonly #located: LocatedFiles<StoredSource>;

  /** @throws StoreError `corrupt` */
  constructor(store: EventStore, options: MappingOptions = {}) {
    this.#store = store;
    const copies = new Map<string, StoredSource>();
    for (const source of store.sources()) {
      // Of an object that was read several times the last one counts.
      const [, bucket, key] = S3_URI.exec(source.uri) ?? [];
      if (bucket !== undefined && key !== undefined) this.#inS3.set(source.uri, { place: { bucket, key }, source });
      else copies.set(source.uri, source);
    }
    const files = [...copies.values()]
      .filter(({ uri }) => !isSidecarPath(uri))
      .map((source) => ({ id: source, path: source.uri.replace(/^\/+/, '') }));
    this.#located = new LocatedFiles(files, (source) => this.#claim(source), options);
    this.notes = this.#located.notes;
    this.digests();
    this.oddities = this.#located.unplaced.map((path) => ({ uri: path, message: UNPLACED }));
  }

  #claim(source: StoredSource): Place | undefined {
    const bytes = source.container === DIGEST ? this.#store.keptObject(source.id) : undefined;
    const read = bytes === undefined ? undefined : readDigest(bytes);
    return read?.kind === 'digest' ? read.digest.place : undefined;
  }

  #find(place: Place): StoredSource | undefined {
    return this.#inS3.get(placeUri(place))?.source ?? this.#located.find(place);
  }

  digests(): readonly DigestKey[] {
    const inS3 = [...this.#inS3.values()].flatMap(({ place }) => digestKey(place) ?? []);
    return [...inS3, ...this.#located.digests((source) => this.#claim(source))];
  }

  *others(): Generator<Place> {
    for (const { place } of this.#inS3.values()) if (logKey(place.key) !== undefined) yield place;
    yield* this.#located.logs();
  }

  bytes(place: Place): Uint8Array | undefined {
    const source = this.#find(place);
    if (source === undefined) return undefined;
    // A file named as a digest that was read as something else is there, but is none.
    return this.#store.keptObject(source.id) ?? new Uint8Array(0);
  }

  logContent(place: Place): LogContent {
    const source = this.#find(place);
    if (source === undefined) return { kind: 'missing' };
    if (source.contentSha256 !== null) return { kind: 'hash', sha256: source.contentSha256, whole: true };
    const kept = this.#store.keptObject(source.id);
    if (kept !== undefined) return contentOf(kept);
    if (source.sha256 === null) return { kind: 'unknown', reason: source.message };
    // Read to its end without damage, and yet not one member; or other data is the damage.
    const intact = source.status === 'complete' || source.status === 'other';
    if (intact || source.message.includes('after the end of the gzip stream')) return { kind: 'behind' };
    if (source.message.includes('truncated')) return { kind: 'hash', sha256: '', whole: false };
    return { kind: 'invalid' };
  }

  metadata(place: Place): ReadonlyMap<string, string> | undefined {
    const source = this.#find(place);
    return this.#store.objectMetadata(source?.uri ?? placeUri(place)) ?? this.#store.objectMetadata(placeUri(place));
  }
}
