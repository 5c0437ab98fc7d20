/** The source objects behind paths: files, and the files in folders, in an order that does not depend on the file system. */

import { isUtf8 } from 'node:buffer';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type FilePath, pathOf, uriOf } from './file-uri.ts';
import { PackedList } from './packed-list.ts';

/** Standard input, as a source. */
export const STANDARD_INPUT = '-';

export interface SourceObject {
  /** Absolute path, `-`, or a `file:` URI for a path that is not valid UTF-8. */
  readonly uri: string;
  /** Bytes, 0 where it is not known. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modified: number | null;
  /** Of an object store. */
  readonly etag?: string;
}

interface Message {
  readonly source: string;
  readonly message: string;
}

export interface Listing {
  readonly objects: PackedList<SourceObject>;
  /** Paths that could not be looked at: they count as failed objects. */
  readonly failed: readonly { readonly uri: string; readonly message: string }[];
  /** Things worth a line, such as a folder with nothing in it. */
  readonly notes: readonly Message[];
}

/** What an error of the file system means. */
export function describeFileError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EISDIR') return 'it is a folder, not a file';
  if (code === 'ELOOP') return 'its symbolic links go round in a circle';
  return error instanceof Error ? error.message : String(error);
}

/**
 * Lists what `sources` (files, folders, `-`, or `uri`s of an earlier listing) hold. Objects named twice are listed once, and so are folders reached by several ways.
 * `database`: the file that is being written; it and the files that SQLite keeps beside it are left out.
 */
export function listSources(sources: readonly string[], database?: string): Listing {
  const lister = new Lister(database);
  for (const source of sources) lister.add(source);
  return lister;
}

class Lister implements Listing {
  readonly notes: Message[] = [];
  readonly failed: { uri: string; message: string }[] = [];
  readonly objects = new PackedList<SourceObject>();
  /** Files that were named, not found in a folder. */
  readonly #named = new Set<string>();
  readonly #own: ReadonlySet<string>;
  /** Numbers of the own files in their file systems: to ask for the real path of each of a million files would take longer than to read them. */
  readonly #ownNumbers: ReadonlySet<number>;
  /** Real folders that were listed, by device and inode, and the path by which each was reached. */
  readonly #folders = new Map<string, string>();
  readonly #paths = new Set<string>();
  /** Links to folders wait until the real folders have been listed, so that the paths of objects are real where they can be. */
  #links: FilePath[] = [];

  constructor(database: string | undefined) {
    const files = database === undefined ? [] : ['', '-wal', '-shm', '-journal'].map((suffix) => database + suffix);
    this.#own = new Set(files.flatMap(realPaths));
    this.#ownNumbers = new Set([...this.#own].map((file) => statSync(file).ino));
  }

  add(source: string): void {
    if (source === STANDARD_INPUT) {
      this.#list({ uri: source, size: 0, modified: null }, true);
      return;
    }
    const path = pathOf(source);
    const whole = typeof path === 'string' ? resolve(path) : path;
    let count = this.#visit(whole, undefined);
    for (let link = this.#links.shift(); link !== undefined; link = this.#links.shift()) count += this.#folder(link);
    if (count > 0) return;
    const uri = uriOf(whole);
    this.notes.push({ source: uri, message: `there are no files in the folder ${basename(uri)}` });
  }

  /** Lists a path; its number of objects, with those that could not be looked at. `isLink`: whether it is a link in a folder. */
  #visit(path: FilePath, isLink: boolean | undefined): number {
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) {
        if (isLink !== true) return this.#folder(path);
        this.#links.push(path);
        return 0;
      }
      // A pipe in a folder has no writer that would end it.
      if (!stat.isFile() && !(stat.isFIFO() && isLink === undefined)) {
        this.notes.push({ source: uriOf(path), message: 'neither a file nor a folder: left out' });
        return isLink === undefined ? 1 : 0;
      }
      if (stat.isFile() && this.#ownNumbers.has(stat.ino) && this.#isOwn(path)) {
        if (isLink !== undefined) return 0;
        this.failed.push({ uri: uriOf(path), message: 'it is the database that is being written' });
        return 1;
      }
      const modified = stat.isFile() ? Math.floor(stat.mtimeMs) : null;
      const isNew = isLink !== undefined || !this.#paths.has(uriOf(folderOf(path)));
      if (isNew) this.#list({ uri: uriOf(path), size: stat.isFile() ? stat.size : 0, modified }, isLink === undefined);
      return 1;
    } catch (error) {
      this.failed.push({ uri: uriOf(path), message: describeFileError(error) });
      return 1;
    }
  }

  /** Only names can name an object twice: a folder is listed once, and all that is in it. */
  #list(object: SourceObject, isNamed: boolean): void {
    if (this.#named.has(object.uri)) return;
    if (isNamed) this.#named.add(object.uri);
    this.objects.push(object);
  }

  #folder(path: FilePath): number {
    try {
      const { dev, ino } = statSync(path, { bigint: true });
      const known = this.#folders.get(`${dev}:${ino}`);
      if (known !== undefined) {
        const message = `the same folder as ${known}: not followed`;
        if (known !== uriOf(path)) this.notes.push({ source: uriOf(path), message });
        return 1;
      }
      this.#folders.set(`${dev}:${ino}`, uriOf(path));
      this.#paths.add(uriOf(path));
      let count = 0;
      for (const entry of readdirSync(path, { withFileTypes: true, encoding: 'buffer' }).sort(byName)) {
        count += this.#visit(childOf(path, entry.name), entry.isSymbolicLink());
      }
      return count;
    } catch (error) {
      this.failed.push({ uri: uriOf(path), message: describeFileError(error) });
      return 1;
    }
  }

  #isOwn(path: FilePath): boolean {
    return typeof path === 'string' && realPaths(path).some((real) => this.#own.has(real));
  }
}

/** The real path, or nothing if there is no such file. */
function realPaths(path: string): string[] {
  try {
    return [realpathSync.native(path)];
  } catch {
    return [];
  }
}

function byName(a: { readonly name: Buffer }, b: { readonly name: Buffer }): number {
  return a.name.compare(b.name);
}

function folderOf(path: FilePath): FilePath {
  if (typeof path === 'string') return dirname(path);
  const folder = path.subarray(0, Math.max(1, path.lastIndexOf('/')));
  return isUtf8(folder) ? folder.toString() : folder;
}

/** Names that are not valid UTF-8 make paths of bytes. */
function childOf(folder: FilePath, name: Buffer): FilePath {
  const text = name.toString('utf8');
  if (typeof folder === 'string' && Buffer.from(text).equals(name)) return join(folder, text);
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);
}
