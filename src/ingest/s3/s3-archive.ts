/** An archive in S3. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PublicKey } from '../../store/types.ts';
import { DIGEST_KIND, factsOf, kindName } from '../archive-key.ts';
import type { ObjectFilter } from '../object-filter.ts';
import { type FetchedObject, type RemoteArchive, RemoteError, type RemoteObject } from '../remote.ts';
import type { SourceNote } from '../source-loader.ts';
import { ArchivedObjects, isArchiveClass } from './archived-objects.ts';
import { Discovery, type ListPageOf } from './discovery.ts';
import { fetchObject } from './fetch-object.ts';
import { listObjects } from './list-objects.ts';
import { DigestKeys } from './public-keys.ts';
import { resolveRoot } from './resolve-root.ts';
import type { S3Api } from './s3-api.ts';
import { explainS3Error } from './s3-errors.ts';
import { parseS3Uri, type S3Place, s3Uri } from './s3-uri.ts';
import { limitsOf, type S3Settings } from './settings.ts';

/** When so many objects have been refused and none was read, the others will be refused too. */
const MAX_DENIED = 32;

export class S3Archive implements RemoteArchive {
  readonly #api: S3Api;
  readonly #settings: S3Settings;
  readonly #filter: ObjectFilter;
  readonly #roots: readonly S3Place[];
  readonly #now: number;
  readonly #notes: SourceNote[] = [];
  readonly #archived = new ArchivedObjects();
  readonly #digests = new DigestKeys();
  #folder: string | undefined;
  #denied = 0;
  #read = 0;

  private constructor(api: S3Api, settings: S3Settings, filter: ObjectFilter, roots: readonly S3Place[], now: number) {
    this.#api = api;
    this.#settings = settings;
    this.#filter = filter;
    this.#roots = roots;
    this.#now = now;
  }

  /**
   * Looks whether there is something at each of the places (`s3://bucket/prefix`) and whether it may be listed.
   * @throws RemoteError
   */
  static async open(
    uris: readonly string[],
    settings: S3Settings,
    filter: ObjectFilter,
    now: number,
  ): Promise<S3Archive> {
    const places = uris.map(parseS3Uri);
    const { S3Api } = await import('./s3-api.ts');
    const api = await S3Api.open(settings);
    const archive = new S3Archive(api, settings, filter, places, now);
    try {
      const roots: S3Place[] = [];
      for (const place of places) {
        const list = archive.#lister(place.bucket, new AbortController().signal);
        roots.push({ bucket: place.bucket, prefix: await resolveRoot(place, list) });
      }
      return new S3Archive(api, settings, filter, roots, now);
    } catch (error) {
      api.close();
      throw error;
    }
  }

  get archived(): number {
    return this.#archived.count;
  }

  get retries(): number {
    return this.#api.retries;
  }

  /** Requests made so far, their repetitions not counted. */
  get requests(): number {
    return this.#api.requests;
  }

  async *objects(signal: AbortSignal): AsyncGenerator<RemoteObject> {
    const seen = overlap(this.#roots) ? new Set<string>() : undefined;
    for (const { bucket, prefix } of this.#roots) {
      for await (const object of this.#objectsOf(bucket, prefix, signal)) {
        if (seen?.has(object.uri)) continue;
        seen?.add(object.uri);
        yield object;
      }
    }
  }

  async *#objectsOf(bucket: string, root: string, signal: AbortSignal): AsyncGenerator<RemoteObject> {
    const list = this.#lister(bucket, signal);
    const discovery = new Discovery(list, this.#filter, this.#now);
    const isFolder = root === '' || root.endsWith('/');
    const tasks = isFolder ? discovery.tasks(root) : oneObject(root, list);
    for await (const { key, size, modified, etag, storageClass, restored } of listObjects(tasks, list)) {
      // The consoles make folders of empty objects.
      if ((key.endsWith('/') && size === 0) || !this.#filter.chooses(key)) continue;
      const uri = s3Uri(bucket, key);
      const isArchived = isArchiveClass(storageClass) && !restored;
      yield { uri, size, modified, etag, ...(isArchived ? { archived: storageClass } : {}) };
    }
    for (const message of discovery.notes) this.#notes.push({ source: s3Uri(bucket, root), message });
  }

  async fetch(object: RemoteObject, signal: AbortSignal): Promise<FetchedObject> {
    const { bucket, prefix: key } = parseS3Uri(object.uri);
    const facts = factsOf(key);
    const isDigest = facts.kind !== undefined && kindName(facts.kind) === DIGEST_KIND;
    try {
      const fetched = await fetchObject({
        api: this.#api,
        bucket,
        key,
        object,
        metadata: isDigest,
        limits: limitsOf(this.#settings),
        folder: () => this.#temporary(),
        signal,
      });
      this.#read++;
      if (isDigest) this.#digests.add(facts);
      return fetched;
    } catch (error) {
      if (error instanceof RemoteError) this.#count(error, object.uri);
      throw error;
    }
  }

  #count(error: RemoteError, uri: string): void {
    if (error.scope === 'archived') this.#archived.add(uri, 'an archive tier');
    if (!error.denied || this.#read > 0 || ++this.#denied < MAX_DENIED) return;
    throw new RemoteError(`The first ${MAX_DENIED} objects were all refused: ${error.message}.`, {
      scope: 'all',
      hint: 'Use credentials that may read the objects, or name a part of the bucket that these may read.',
      denied: true,
    });
  }

  leaveOut({ uri, archived = '' }: RemoteObject): void {
    this.#archived.add(uri, archived);
  }

  notes(): readonly SourceNote[] {
    return [...this.#notes, ...this.#archived.notes()];
  }

  async publicKeys(signal: AbortSignal): Promise<readonly PublicKey[]> {
    const { keys, notes } = await this.#digests.fetch(this.#settings, signal);
    this.#notes.push(...notes.map((message) => ({ source: '', message })));
    return keys;
  }

  close(): void {
    this.#api.close();
    process.off('exit', this.#clear);
    this.#clear();
  }

  #lister(bucket: string, signal: AbortSignal): ListPageOf {
    return async (request) => {
      try {
        return await this.#api.list(bucket, request, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw explainS3Error(error, { action: 'list', bucket });
      }
    };
  }

  /** The folder for large objects, made when it is needed; it goes whatever way the process ends. */
  #temporary(): string {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), 'trailql-s3-'));
      process.on('exit', this.#clear);
    }
    return this.#folder;
  }

  readonly #clear = (): void => {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  };
}

/** Whether one of the places contains another. */
function overlap(places: readonly S3Place[]): boolean {
  return places.some((a, i) =>
    places.some((b, j) => i !== j && a.bucket === b.bucket && a.prefix.startsWith(b.prefix)),
  );
}

/** A root that is no folder is the key of an object. */
async function* oneObject(key: string, list: ListPageOf) {
  const { objects } = await list({ prefix: key, maxKeys: 1 });
  yield { kind: 'objects' as const, objects: objects.filter((object) => object.key === key) };
}
