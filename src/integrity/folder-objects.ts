/** Objects from a folder that is a copy of a bucket. */

import { closeSync, constants, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { readDigest } from './digest.ts';
import { LocatedFiles, type MappingOptions } from './located.ts';
import { contentOf, type LogContent, type ObjectNote, type ObjectSource, UNPLACED } from './objects.ts';
import type { DigestKey, Place } from './places.ts';
import { placeUri } from './places.ts';
import { besides, isSidecarPath, readSidecar } from './sidecars.ts';

/** Far more than metadata take. */
const MAX_SIDECAR = 1 << 16;

export class FolderObjects implements ObjectSource {
  readonly notes: string[] = [];
  readonly oddities: ObjectNote[] = [];
  readonly #located: LocatedFiles<string>;
  readonly #claims = new Map<string, Place | undefined>();
  readonly #metadata = new Map<string, ReadonlyMap<string, string>>();

  /** @throws the file system's error when the folder cannot be read */
  constructor(folder: string, options: MappingOptions = {}) {
    const root = resolve(folder);
    const files = [...this.#list(root)];
    const sidecars = files.filter(({ path }) => isSidecarPath(path));
    const named = new Map<string, ReadonlyMap<string, string>>();
    for (const { id, path } of sidecars) {
      if (statSync(id).size > MAX_SIDECAR) continue;
      const sidecar = readSidecar(readFile(id).toString());
      if (sidecar === undefined)
        this.oddities.push({ uri: id, message: 'is named as metadata, but cannot be read as such' });
      else if (sidecar.place !== undefined) this.#metadata.set(placeUri(sidecar.place), sidecar.metadata);
      else named.set(besides(path) ?? '', sidecar.metadata);
    }
    const objects = files.filter(({ path }) => !isSidecarPath(path));
    this.#located = new LocatedFiles(objects, (id) => this.#claim(id), options);
    for (const key of this.digests()) {
      const id = this.#located.find(key);
      const beside = id === undefined ? undefined : named.get(pathIn(root, id).replace(/\.gz$/, ''));
      if (beside !== undefined && !this.#metadata.has(placeUri(key))) this.#metadata.set(placeUri(key), beside);
    }
    for (const path of this.#located.unplaced) this.oddities.push({ uri: join(root, path), message: UNPLACED });
    this.notes.push(...this.#located.notes.map((note) => `in ${folder}: ${note}`));
    for (const [kept, other] of this.#located.doubles) {
      this.oddities.push({
        uri: join(root, other),
        message: `is a second copy of ${kept}; only that one is looked at`,
      });
    }
  }

  /** All plain files below a folder. Links are not followed: they may lead out of it. */
  *#list(root: string): Generator<{ id: string; path: string }> {
    const folders = [root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const entry of entries) {
        const id = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(id);
        else if (entry.isFile()) yield { id, path: pathIn(root, id) };
        else if (entry.isSymbolicLink()) this.oddities.push({ uri: id, message: 'is a link, which is not followed' });
      }
    }
  }

  /** Where a digest says that it was delivered. */
  #claim(id: string): Place | undefined {
    if (!this.#claims.has(id)) {
      this.#claims.set(id, claimOf(id));
    }
    return this.#claims.get(id);
  }

  digests(): readonly DigestKey[] {
    return this.#located.digests((id) => this.#claim(id));
  }

  others(): Iterable<Place> {
    return this.#located.logs();
  }

  bytes(place: Place): Uint8Array | undefined {
    const id = this.#located.find(place);
    return id === undefined ? undefined : readFile(id);
  }

  logContent(place: Place): LogContent {
    const id = this.#located.find(place);
    if (id === undefined) return { kind: 'missing' };
    try {
      return contentOf(readFile(id));
    } catch (error) {
      return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  metadata(place: Place): ReadonlyMap<string, string> | undefined {
    return this.#metadata.get(placeUri(place));
  }
}

/** A file that cannot be read says nothing; when it is to be judged, that is an error. */
function claimOf(path: string): Place | undefined {
  try {
    const read = readDigest(readFile(path));
    return read.kind === 'digest' ? read.digest.place : undefined;
  } catch {
    return undefined;
  }
}

function pathIn(root: string, file: string): string {
  return file
    .slice(root.length)
    .split(sep)
    .filter((part) => part !== '')
    .join('/');
}

/** Does not follow a link that has taken the place of a file since it was listed. */
function readFile(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
