/** The source objects behind paths: files, and the files in folders, in an order that does not depend on the file system. */

import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** Standard input, as a source. */
export const STANDARD_INPUT = '-';

export interface SourceObject {
  /** Absolute path, or `-`. */
  readonly uri: string;
  /** Bytes, 0 where it is not known. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modified: number | null;
}

export interface Listing {
  readonly objects: readonly SourceObject[];
  /** Paths that could not be looked at: they count as failed objects. */
  readonly failed: readonly { readonly uri: string; readonly message: string }[];
  /** Things worth a line, such as a folder with nothing in it. */
  readonly notes: readonly { readonly source: string; readonly message: string }[];
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

/** Lists what `sources` (files, folders, `-`) hold. Objects named twice are listed once. */
export function listSources(sources: readonly string[]): Listing {
  const objects = new Map<string, SourceObject>();
  const failed: { uri: string; message: string }[] = [];
  const notes: { source: string; message: string }[] = [];

  const visit = (path: string, parents: readonly string[]): number => {
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) {
        const real = realpathSync(path);
        if (parents.includes(real)) {
          notes.push({ source: path, message: 'a symbolic link back to a folder it lies in: not followed' });
          return 0;
        }
        const names = readdirSync(path).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        return names.reduce((count, name) => count + visit(join(path, name), [...parents, real]), 0);
      }
      if (!stat.isFile() && !stat.isFIFO()) {
        notes.push({ source: path, message: 'neither a file nor a folder: left out' });
        return 0;
      }
      const modified = stat.isFile() ? Math.floor(stat.mtimeMs) : null;
      objects.set(path, { uri: path, size: stat.isFile() ? stat.size : 0, modified });
      return 1;
    } catch (error) {
      failed.push({ uri: path, message: describeFileError(error) });
      return 1;
    }
  };

  for (const source of sources) {
    if (source === STANDARD_INPUT) {
      objects.set(source, { uri: source, size: 0, modified: null });
    } else if (visit(resolve(source), []) === 0) {
      notes.push({ source: resolve(source), message: `there are no files in the folder ${basename(resolve(source))}` });
    }
  }
  return { objects: [...objects.values()], failed, notes };
}
