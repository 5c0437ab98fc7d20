/** Tells which files of a folder that is being filled are complete: those that have not changed between two looks. */

import type { SourceObject } from './listing.ts';

interface Look {
  readonly size: number;
  readonly modified: number | null;
  /** When it was first seen like this; undefined when it was handed out. */
  since: number | undefined;
}

export class RestingFiles {
  readonly #rest: number;
  #looks = new Map<string, Look>();
  /** Files that are not complete yet, as of the last look. */
  waiting = 0;

  /** @param rest how long a file must not have changed, milliseconds */
  constructor(rest: number) {
    this.#rest = rest;
  }

  /**
   * The names of the files that are complete, each once for as long as it stays as it is.
   * @param files all that are there now
   * @param now a clock that only goes forward, milliseconds
   */
  take(files: readonly SourceObject[], now: number): ReadonlySet<string> {
    const ready = new Set<string>();
    const looks = new Map<string, Look>();
    this.waiting = 0;
    for (const { uri, size, modified } of files) {
      const before = this.#looks.get(uri);
      const same = before !== undefined && before.size === size && before.modified === modified;
      const look: Look = same ? before : { size, modified, since: now };
      looks.set(uri, look);
      if (look.since === undefined) continue;
      if (same && now - look.since >= this.#rest) {
        ready.add(uri);
        look.since = undefined;
      } else this.waiting++;
    }
    this.#looks = looks;
    return ready;
  }
}
