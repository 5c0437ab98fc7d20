/** A file that is there as a whole or not at all: written under a temporary name beside its place, renamed at the end. */

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ExportError, fromFileSystem } from './errors.ts';

export interface PlaceOptions {
  /** Take the place of what is there. */
  readonly force: boolean;
  /** The database, which no export may replace; undefined for one in memory. */
  readonly database: string | undefined;
}

/** The way out of a place that is taken. */
export const OTHER_PLACE = 'Name another one, or take its place with --force.';

/** A name beside a path that nothing has. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
}

/**
 * Refuses a place where no file can be made, before any work is done.
 * @throws ExportError
 */
export function checkFilePlace(path: string, { force, database }: PlaceOptions): void {
  const folder = dirname(resolve(path));
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new ExportError('unwritable', `There is no folder ${folder}. Make it, or name another file.`);
  }
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (database !== undefined && ownNames(database).has(realPath(path))) {
    throw new ExportError('invalid', `${path} belongs to the database itself. Name another file.`);
  }
  if (!there.isFile() && !there.isSymbolicLink()) {
    throw new ExportError('invalid', `${path} is not a file. Name another place.`);
  }
  if (!force) throw new ExportError('exists', `The file ${path} exists. ${OTHER_PLACE}`);
}

function ownNames(database: string): Set<string> {
  return new Set(['', '-wal', '-shm', '-journal'].map((suffix) => realPath(database + suffix)));
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

/**
 * Gives a finished temporary file its name.
 * @throws ExportError `exists` when there is something meanwhile and `force` is not given
 */
export function putInPlace(temporary: string, path: string, force: boolean): void {
  if (force) {
    renameSync(temporary, path);
    return;
  }
  try {
    // Unlike a rename, a link never replaces anything.
    linkSync(temporary, path);
  } catch (error) {
    const isTaken = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    if (isTaken) throw new ExportError('exists', `The file ${path} exists. ${OTHER_PLACE}`, { cause: error });
    // File systems without links.
    renameSync(temporary, path);
    return;
  }
  unlinkSync(temporary);
}

/** A file that is written from its beginning to its end. */
export class OutputFile {
  readonly #path: string;
  readonly #force: boolean;
  readonly #temporary: string;
  #file: number | undefined;

  /** @throws ExportError */
  constructor(path: string, options: PlaceOptions) {
    checkFilePlace(path, options);
    this.#path = path;
    this.#force = options.force;
    this.#temporary = temporaryName(path);
    this.#file = this.#guarded(() => openSync(this.#temporary, 'wx'));
  }

  /** @throws ExportError `unwritable` */
  write(bytes: Uint8Array): void {
    this.#guarded(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#opened(), bytes, at);
    });
  }

  /** Ends the file and gives it its name. @throws ExportError */
  finish(): void {
    this.#guarded(() => {
      fsyncSync(this.#opened());
      closeSync(this.#opened());
      this.#file = undefined;
      putInPlace(this.#temporary, this.#path, this.#force);
    });
  }

  /** Removes what has been written, unless it is finished. */
  discard(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#temporary, { force: true });
  }

  #opened(): number {
    if (this.#file === undefined) throw new Error('The file is closed.');
    return this.#file;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw fromFileSystem(error, this.#path);
    }
  }
}
