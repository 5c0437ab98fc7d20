/** Objects that cannot be read because they were moved to an archive tier: counted, and told by class. */

import type { SourceNote } from '../source-loader.ts';

/** Instant retrieval (`GLACIER_IR`) is read like any other. */
const ARCHIVE_CLASSES = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export function isArchiveClass(storageClass: string): boolean {
  return ARCHIVE_CLASSES.has(storageClass);
}

export class ArchivedObjects {
  readonly #classes = new Map<string, { readonly first: string; count: number }>();
  count = 0;

  /** @param where the storage class, or other words for it */
  add(uri: string, where: string): void {
    this.count++;
    const known = this.#classes.get(where);
    if (known === undefined) this.#classes.set(where, { first: uri, count: 1 });
    else known.count++;
  }

  notes(): SourceNote[] {
    return [...this.#classes].map(([where, { first, count }]) => ({
      source: first,
      message: `${count === 1 ? 'it is' : `it and ${count - 1} more are`} in ${where}: left out. Restore them (aws s3api restore-object) and run the same command again`,
    }));
  }
}
