/** Reads what could not be stored. */

import type { Database } from 'better-sqlite3';
import { corrupt, fromSqlite } from './errors.ts';
import { type RejectRow, storedReject } from './reject-row.ts';
import type { Reject } from './types.ts';

/** Rejects read at a time: each may be large. */
const PAGE = 50;

type Place = Pick<Reject, 'source' | 'ordinal'>;

/** Every method throws StoreError `corrupt`. */
export class RejectReader {
  readonly #source: Database;
  readonly #path: string;

  /** @param path names the store in errors. */
  constructor(source: Database, path: string) {
    this.#source = source;
    this.#path = path;
  }

  /** Of one source or all, by source and ordinal; read as it is asked for. That some are missing is told at the end. */
  *all(source?: number): IterableIterator<Reject> {
    const last = source ?? Number.MAX_SAFE_INTEGER;
    const missing = this.#guarded(() => this.#counts(source ?? 0, last));
    let after: Place = { source: source ?? -1, ordinal: -1 };
    for (;;) {
      const rejects = this.#guarded(() => this.#page(after, last, PAGE));
      for (const reject of rejects) {
        yield reject;
        missing.set(reject.source, (missing.get(reject.source) ?? 0) - 1);
        after = reject;
      }
      if (rejects.length < PAGE) break;
    }
    for (const [id, count] of missing) if (count > 0) throw corrupt(`${count} rejects of source ${id} are missing`);
  }

  /** One reject of a source; undefined when there is none. */
  one(source: number, ordinal: number): Reject | undefined {
    const [next] = this.#guarded(() => this.#page({ source, ordinal: ordinal - 1 }, source, 1));
    return next?.ordinal === ordinal ? next : undefined;
  }

  /** How many rejects the sources from `first` to `last` have. */
  #counts(first: number, last: number): Map<number, number> {
    const counts = this.#source.prepare<[number, number], [number, number]>(
      'SELECT id, rejects FROM source WHERE id BETWEEN ? AND ? AND rejects > 0',
    );
    return new Map(counts.raw().all(first, last));
  }

  #page({ source, ordinal }: Place, last: number, most: number): Reject[] {
    const page = this.#source.prepare<[number, number, number, number], RejectRow>(
      `SELECT * FROM reject WHERE (source, ordinal) > (?, ?) AND source <= ? ORDER BY source, ordinal LIMIT ?`,
    );
    return page.raw().all(source, ordinal, last, most).map(storedReject);
  }

  #guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw fromSqlite(error, this.#path);
    }
  }
}
