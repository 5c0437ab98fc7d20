/** The rows of a column by their codes: which rows have a value, and how many, without looking at each row. Kept with the column. */
import type { Codes } from './typed-arrays.ts';

/** Stands for the first row of a code that no row has. */
export const NO_ROW = 0xffffffff;

export class CodeIndex {
  /** How many rows have each code. */
  readonly counts: Uint32Array;
  /** The first row of each code, or `NO_ROW`. */
  readonly firsts: Uint32Array;
  readonly #codes: Codes;
  /** The rows in the order of their codes, and where those of each code begin: made when somebody asks for rows. */
  #byCode: { readonly rows: Uint16Array; readonly starts: Uint32Array } | undefined;

  /**
   * @param codes of each row of a segment
   * @param size codes are smaller than this
   */
  constructor(codes: Codes, size: number) {
    const counts = new Uint32Array(size);
    const firsts = new Uint32Array(size).fill(NO_ROW);
    for (let row = codes.length - 1; row >= 0; row--) {
      const code = codes[row] as number;
      counts[code] = (counts[code] as number) + 1;
      firsts[code] = row;
    }
    this.counts = counts;
    this.firsts = firsts;
    this.#codes = codes;
  }

  /** Rows of the segment. */
  get events(): number {
    return this.#codes.length;
  }

  /** Memory in use, in bytes. */
  get heldBytes(): number {
    return this.counts.byteLength * (this.#byCode ? 3 : 2) + (this.#byCode?.rows.byteLength ?? 0);
  }

  /** The rows that have a code, ascending. */
  rowsWith(code: number): Uint16Array {
    this.#byCode ??= this.#sorted();
    const { rows, starts } = this.#byCode;
    const start = starts[code] as number;
    return rows.subarray(start, start + (this.counts[code] as number));
  }

  #sorted(): { readonly rows: Uint16Array; readonly starts: Uint32Array } {
    const { counts } = this;
    const codes = this.#codes;
    const starts = new Uint32Array(counts.length);
    for (let code = 1; code < starts.length; code++) {
      starts[code] = (starts[code - 1] as number) + (counts[code - 1] as number);
    }
    const next = starts.slice();
    const rows = new Uint16Array(codes.length);
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] as number;
      const place = next[code] as number;
      rows[place] = row;
      next[code] = place + 1;
    }
    return { rows, starts };
  }
}
