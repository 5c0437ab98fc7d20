/** A folder of files that is there as a whole or not at all: filled under a temporary name beside its place, renamed at the end. */

import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ExportError, fromFileSystem } from './errors.ts';
import { OTHER_PLACE, temporaryName } from './output-file.ts';

/** The only entry that a folder may have for another export to take its place. */
const OWN_ENTRY = 'AWSLogs';

export class OutputFolder {
  readonly #path: string;
  readonly #temporary: string;

  /** @throws ExportError */
  constructor(path: string, { force }: { readonly force: boolean }) {
    this.#path = resolve(path);
    this.#check(force);
    this.#temporary = temporaryName(this.#path);
    this.#guarded(() => mkdirSync(this.#temporary));
  }

  #check(force: boolean): void {
    const path = this.#path;
    if (!existsSync(dirname(path))) {
      throw new ExportError('unwritable', `There is no folder ${dirname(path)}. Make it, or name another place.`);
    }
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there === undefined) return;
    if (!there.isDirectory()) throw new ExportError('invalid', `${path} is not a folder. Name another place.`);
    const entries = this.#guarded(() => readdirSync(path));
    if (entries.length === 0) return;
    // A slip of the pen must not cost a folder of other things.
    if (entries.some((entry) => entry !== OWN_ENTRY)) {
      throw new ExportError('exists', `The folder ${path} has other things in it than an export. Name another one.`);
    }
    if (!force) throw new ExportError('exists', `The folder ${path} has an export in it. ${OTHER_PLACE}`);
  }

  /** Writes a file into the folder. @param path relative, with `/` between its parts */
  add(path: string, bytes: Uint8Array): void {
    const file = join(this.#temporary, ...path.split('/'));
    this.#guarded(() => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes, { flag: 'wx', flush: true });
    });
  }

  /** Gives the folder its name. @throws ExportError */
  finish(): void {
    this.#guarded(() => {
      const before = this.#moveAway();
      renameSync(this.#temporary, this.#path);
      if (before !== undefined) rmSync(before, { recursive: true, force: true });
    });
  }

  /** Makes the place free. Returns the name that the former export has until the new one is there. */
  #moveAway(): string | undefined {
    if (!existsSync(this.#path)) return undefined;
    if (readdirSync(this.#path).length === 0) {
      rmdirSync(this.#path);
      return undefined;
    }
    const name = temporaryName(this.#path);
    renameSync(this.#path, name);
    return name;
  }

  /** Removes what has been written, unless it is finished. */
  discard(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw fromFileSystem(error, this.#path);
    }
  }
}
