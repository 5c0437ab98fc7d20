/** Unpacks bzip2 block by block, streams one after the other too. */

import bitIterator from 'unbzip2-stream/lib/bit_iterator.js';
import type { BitReader } from 'unbzip2-stream/lib/bzip2.js';
import bzip2 from 'unbzip2-stream/lib/bzip2.js';
import type { Decoder } from './archive.ts';
import { guarded } from './guard.ts';

/** What a block may take besides its own size when it does not compress. */
const BLOCK_MORE = 25_000;
const SIZE_UNIT = 100_000;
const PIECE = 65_536;

export class Bzip2Decoder implements Decoder {
  damage: string | undefined;
  readonly #queue: Uint8Array[] = [];
  #bits: BitReader | undefined;
  #taken = 0;
  /** Of the stream being read, in units of 100,000 bytes; 0 between streams. */
  #blockSize = 0;
  #checksum = 0;
  #streams = 0;
  #block = new Int32Array(0);
  #output = Buffer.alloc(PIECE);
  #length = 0;

  *push(bytes: Uint8Array): Generator<Uint8Array> {
    if (bytes.length === 0 || this.damage !== undefined) return;
    // A copy: a block is read when all of it is there.
    this.#queue.push(Uint8Array.from(bytes));
    this.#taken += bytes.length;
    yield* this.#read(false);
  }

  *end(): Generator<Uint8Array> {
    yield* this.#read(true);
    if (this.#blockSize > 0 && this.damage === undefined) this.damage = 'the bzip2 stream is truncated';
  }

  *#read(final: boolean): Generator<Uint8Array> {
    if (this.#taken === 0) return;
    this.#bits ??= bitIterator(() => this.#next());
    const bits = this.#bits;
    while (this.damage === undefined) {
      const waiting = this.#taken - bits.bytesRead;
      const needed = this.#blockSize === 0 ? 4 : BLOCK_MORE + SIZE_UNIT * this.#blockSize;
      if (waiting <= 0 || (waiting < needed && !final)) return;
      this.#length = 0;
      this.#step(bits);
      yield* this.#pieces();
    }
  }

  #next(): Uint8Array {
    const bytes = this.#queue.shift();
    if (bytes === undefined) throw new Error('no more bytes');
    return bytes;
  }

  *#pieces(): Generator<Uint8Array> {
    for (let at = 0; at < this.#length; at += PIECE) {
      yield this.#output.subarray(at, Math.min(this.#length, at + PIECE));
    }
  }

  /** The header of a stream, or a block. */
  #step(bits: BitReader): void {
    try {
      guarded(() => {
        if (this.#blockSize === 0) this.#header(bits);
        else this.#decompress(bits);
      });
    } catch {
      const isFirst = this.#streams === 0 || this.#blockSize > 0;
      const isShort = bits.bytesRead >= this.#taken;
      const words = isShort ? 'truncated' : 'damaged';
      this.damage = isFirst ? `the bzip2 stream is ${words}` : 'there is other data after the end of the bzip2 stream';
      // A block that is not whole has no checksum that vouches for it.
      this.#length = 0;
    }
  }

  #header(bits: BitReader): void {
    this.#blockSize = bzip2.header(bits);
    this.#checksum = 0;
    this.#streams++;
    const size = this.#blockSize * SIZE_UNIT;
    if (this.#block.length !== size) this.#block = new Int32Array(size);
  }

  #decompress(bits: BitReader): void {
    const checksum = bzip2.decompress(bits, this.#add, this.#block, this.#block.length, this.#checksum);
    if (checksum === null) this.#blockSize = 0;
    else this.#checksum = checksum;
  }

  readonly #add = (byte: number): void => {
    if (this.#length === this.#output.length) {
      const grown = Buffer.allocUnsafeSlow(this.#output.length * 2);
      grown.set(this.#output, 0);
      this.#output = grown;
    }
    this.#output[this.#length++] = byte;
  };
}
