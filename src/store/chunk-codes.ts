/** The codes of a chunk as they are stored: for those who want the rows of a few values, and not the value of each row. */

import { corrupt } from './errors.ts';
import { codesAt, codeWidth, uint16At } from './typed-arrays.ts';

export class ChunkCodes {
  readonly #encoding: string;
  readonly #events: number;
  readonly #count: number;
  /** The rows that have a value, ascending; undefined when all have or only `#codes` tells. */
  readonly #rows: Uint16Array | undefined;
  /** In a dictionary 0 for a missing value, else the index plus 1; in a sparse chunk the index for each of `#rows`. */
  readonly #codes: ArrayLike<number> | undefined;

  /**
   * @param raw the codes, `count` values of the list, `present` rows that have one, `events` rows of the segment.
   * @param what names the chunk in errors.
   * @throws StoreError `corrupt`
   */
  constructor(
    raw: Uint8Array,
    { encoding, present, count, events }: { encoding: string; present: number; count: number; events: number },
    what: string,
  ) {
    this.#encoding = encoding;
    this.#events = events;
    this.#count = count;
    const isWhole = encoding === 'constant' || (encoding === 'plain' && present === events);
    if (encoding === 'sparse') this.#codes = codesAt(raw, present * 2, present, codeWidth(count - 1), what);
    else if (encoding === 'dictionary') this.#codes = codesAt(raw, 0, events, codeWidth(count), what);
    else if (encoding !== 'plain' && encoding !== 'constant')
      throw corrupt(`${what} has the unknown encoding ${encoding}`);
    if (!isWhole && encoding !== 'dictionary') this.#rows = uint16At(raw, 0, present, what);
    if (this.#rows?.some((row) => row >= events)) throw corrupt(`${what} has a value for a row that does not exist`);
  }

  /** The rows that have a value. */
  eachPresent(visit: (row: number) => void): void {
    if (this.#rows !== undefined) for (const row of this.#rows) visit(row);
    else
      for (let row = 0; row < this.#events; row++) if (this.#codes === undefined || this.#codes[row] !== 0) visit(row);
  }

  /** The rows that have one of the values, given by their indexes in the list. */
  eachWith(indexes: readonly number[], visit: (row: number) => void): void {
    if (this.#encoding === 'constant') {
      this.eachPresent(visit);
      return;
    }
    const codes = this.#codes;
    const rows = this.#rows;
    if (codes === undefined) {
      for (const index of indexes) visit(rows === undefined ? index : (rows[index] ?? 0));
      return;
    }
    const isWanted = new Uint8Array(this.#count + 1);
    const first = rows === undefined ? 1 : 0;
    for (const index of indexes) isWanted[index + first] = 1;
    for (let at = 0; at < codes.length; at++) {
      if (isWanted[codes[at] ?? 0] === 1) visit(rows === undefined ? at : (rows[at] ?? 0));
    }
  }
}
