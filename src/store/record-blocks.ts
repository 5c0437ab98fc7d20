/** The bytes of the records of a segment that is being built: compressed in blocks as they fill. */

import { frame, unframe } from './frame.ts';
import { grownUint32 } from './typed-arrays.ts';

/** Small enough that one record is read within a millisecond, large enough to compress well. A longer record has a block of its own. */
export const BLOCK_BYTES = 128 * 1024;

export class RecordBlocks {
  #pending = new Uint8Array(BLOCK_BYTES);
  #fill = 0;
  #blocks: Uint8Array[] = [];
  /** Rank of the first record of each block. */
  #firsts: number[] = [];
  #lengths = new Uint32Array(64);
  #count = 0;
  #stored = 0;
  #bytes = 0;

  /** Bytes of all records, uncompressed. */
  get recordBytes(): number {
    return this.#bytes;
  }

  get heldBytes(): number {
    return this.#stored + BLOCK_BYTES + this.#lengths.byteLength;
  }

  append(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#fill + length > BLOCK_BYTES) this.#flush();
    if (this.#fill === 0) this.#firsts.push(this.#count);
    if (this.#count === this.#lengths.length) this.#lengths = grownUint32(this.#lengths, this.#count + 1);
    this.#lengths[this.#count++] = length;
    this.#bytes += length;
    if (length > BLOCK_BYTES) {
      this.#push(frame(bytes.subarray(start, end)));
    } else {
      const whole = start === 0 && end === bytes.length;
      this.#pending.set(whole ? bytes : bytes.subarray(start, end), this.#fill);
      this.#fill += length;
      // An empty record at the start of a block: the next one must not open the block again.
      if (this.#fill === 0) this.#push(frame(new Uint8Array(0)));
    }
  }

  /**
   * The blocks, the length of each record and the rank of the first record of each block; ranks count in the order of `append`.
   * @param dropped one byte per record, 1 = leave it out.
   */
  finish(dropped: Uint8Array | undefined): { blocks: Uint8Array[]; lengths: Uint32Array; firsts: Uint32Array } {
    this.#flush();
    if (dropped?.includes(1)) return this.#without(dropped).finish(undefined);
    return {
      blocks: this.#blocks,
      lengths: this.#lengths.slice(0, this.#count),
      firsts: Uint32Array.from(this.#firsts),
    };
  }

  #flush(): void {
    if (this.#fill > 0) this.#push(frame(this.#pending.subarray(0, this.#fill)));
    this.#fill = 0;
  }

  #push(block: Uint8Array): void {
    this.#blocks.push(block);
    this.#stored += block.length;
  }

  /** A copy without the dropped records; blocks that lose none are taken over as they are. */
  #without(dropped: Uint8Array): RecordBlocks {
    const kept = new RecordBlocks();
    for (const [index, block] of this.#blocks.entries()) {
      const first = this.#firsts[index] ?? 0;
      const next = this.#firsts[index + 1] ?? this.#count;
      const lost = dropped.subarray(first, next);
      if (!lost.includes(1)) kept.#takeOver(block, this.#lengths.subarray(first, next));
      else if (lost.includes(0)) kept.#takeSome(unframe(block, 'a record block'), this.#lengths, first, next, dropped);
    }
    return kept;
  }

  #takeOver(block: Uint8Array, lengths: Uint32Array): void {
    this.#flush();
    this.#firsts.push(this.#count);
    this.#push(block);
    for (const length of lengths) {
      if (this.#count === this.#lengths.length) this.#lengths = grownUint32(this.#lengths, this.#count + 1);
      this.#lengths[this.#count++] = length;
      this.#bytes += length;
    }
  }

  #takeSome(raw: Uint8Array, lengths: Uint32Array, first: number, next: number, dropped: Uint8Array): void {
    let start = 0;
    for (let rank = first; rank < next; rank++) {
      const end = start + (lengths[rank] ?? 0);
      if (dropped[rank] !== 1) this.append(raw, start, end);
      start = end;
    }
  }
}
