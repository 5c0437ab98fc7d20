/** The records of one segment, one after the other: where each lies in its block. */

import { corrupt } from './errors.ts';

/** Where the records of a segment are. */
export interface RecordPlaces {
  /** By row. */
  readonly lengths: Uint32Array;
  readonly ranks: Uint16Array;
  /** The rank of the first record of each block. */
  readonly firsts: Uint32Array;
  /** Start of each record in the concatenation of all blocks, by rank. */
  readonly starts: Float64Array;
}

/** Where rows are visited in the order in which they are stored, each block is decompressed once. */
export class RecordCursor {
  /** The block with the record; it stays as it is, also when the cursor has gone on. */
  block: Buffer = Buffer.alloc(0);
  /** Where in the block the record starts and ends. */
  start = 0;
  end = 0;
  readonly #places: RecordPlaces;
  readonly #read: (block: number) => Buffer;
  readonly #segment: number;
  /** The ranks of the records in the block: from the first up to but not including the last one. */
  #from = 0;
  #to = 0;

  /**
   * @param read gives a block of the segment
   * @param segment names it in errors
   */
  constructor(places: RecordPlaces, read: (block: number) => Buffer, segment: number) {
    this.#places = places;
    this.#read = read;
    this.#segment = segment;
  }

  /** Goes to the record of a row. @throws StoreError `corrupt` */
  seek(row: number): void {
    const { ranks, lengths, starts } = this.#places;
    const rank = ranks[row] as number;
    if (rank < this.#from || rank >= this.#to) this.#open(rank);
    const start = (starts[rank] as number) - (starts[this.#from] as number);
    const end = start + (lengths[row] as number);
    if (end > this.block.length) throw corrupt(`a block of segment ${this.#segment} is shorter than its records`);
    this.start = start;
    this.end = end;
  }

  /** The bytes of the record that it is at. */
  get bytes(): Buffer {
    return this.block.subarray(this.start, this.end);
  }

  #open(rank: number): void {
    const { firsts, ranks } = this.#places;
    const index = lastAtMost(firsts, rank);
    this.block = this.#read(index);
    this.#from = firsts[index] ?? 0;
    this.#to = firsts[index + 1] ?? ranks.length;
  }
}

/** Index of the last element that is at most `value`; `sorted` begins with one that is. */
function lastAtMost(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
