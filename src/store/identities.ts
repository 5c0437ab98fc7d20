/** What tells events apart: their content hashes and keys. Finds duplicates and conflicts of a batch. */

import { randomBytes } from 'node:crypto';
import { CONTENT_BYTES, KEY_BYTES } from './row-parts.ts';
import { uint32At } from './typed-arrays.ts';

/** The rows of a segment that is being built, in feeding order. Plain data in buffers of its own: it can be transferred. */
export interface Identities {
  /** `EventMeta.content`, 16 bytes per row. */
  readonly contents: Uint8Array;
  /** `EventMeta.key`, 8 bytes per row. */
  readonly keys: Uint8Array;
  /** `EventMeta.eventTime` of each row. */
  readonly eventTimes: Float64Array;
  /** `EventMeta.source` of each row. */
  readonly sources: Uint32Array;
}

/** The answer to `StoreWriter.claim`. */
export interface Claim {
  /** For `write`, which releases the claim once the segment is stored, or `release`. */
  readonly id: number;
  /** One byte per row: 1 if the same content is stored, claimed by another batch, or earlier in this batch. */
  readonly duplicates: Uint8Array;
  /** One byte per row: 1 if another event has the same key and other content. Never 1 for a duplicate. */
  readonly conflicts: Uint8Array;
}

/** Contents and keys as rows of 32-bit words. */
interface Words {
  readonly contents: Uint32Array;
  readonly keys: Uint32Array;
  readonly rows: number;
}

const CONTENT_WORDS = CONTENT_BYTES / 4;
const KEY_WORDS = KEY_BYTES / 4;

/** Contents are hashes, but of input that may be made to collide in a table: a secret of the process is mixed in. */
const SEED = randomBytes(4).readInt32LE();

/** One claimed batch: hashed once, then compared with what is stored and with other batches. */
export class ClaimedBatch {
  readonly minEventTime: number;
  readonly maxEventTime: number;
  readonly duplicates: Uint8Array;
  readonly conflicts: Uint8Array;
  readonly #words: Words;
  /** First row + 1 with a content or key, by hash; 0 = free. */
  readonly #byContent: Int32Array;
  readonly #byKey: Int32Array;
  readonly #mask: number;

  /** Marks duplicates and conflicts within the batch. */
  constructor({ contents, keys, eventTimes }: Identities) {
    this.#words = wordsOf(contents, keys);
    const rows = this.#words.rows;
    this.minEventTime = eventTimes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    this.maxEventTime = eventTimes.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    this.duplicates = new Uint8Array(rows);
    this.conflicts = new Uint8Array(rows);
    const size = 2 ** Math.ceil(Math.log2(Math.max(4, rows * 2)));
    this.#mask = size - 1;
    this.#byContent = new Int32Array(size);
    this.#byKey = new Int32Array(size);
    for (let row = 0; row < rows; row++) this.#insert(row);
  }

  #insert(row: number): void {
    const slot = this.#contentSlot(this.#words, row);
    if (this.#byContent[slot] !== 0) {
      this.duplicates[row] = 1;
      return;
    }
    this.#byContent[slot] = row + 1;
    if (!hasKey(this.#words, row)) return;
    const keySlot = this.#keySlot(this.#words, row);
    // Contents within the batch are distinct here, so a key met before is a conflict.
    if (this.#byKey[keySlot] === 0) this.#byKey[keySlot] = row + 1;
    else this.conflicts[row] = 1;
  }

  /** Marks what the rows of a stored segment make a duplicate or a conflict. */
  compareStored(contents: Uint8Array, keys: Uint8Array): void {
    this.#compare(wordsOf(contents, keys));
  }

  /** Marks what the rows of an earlier batch, of which the duplicates are not stored, make a duplicate or a conflict. */
  compareClaimed(earlier: ClaimedBatch): void {
    this.#compare(earlier.#words, earlier.duplicates);
  }

  overlaps(minEventTime: number, maxEventTime: number): boolean {
    return this.minEventTime <= maxEventTime && this.maxEventTime >= minEventTime;
  }

  /** Duplicates are not conflicts. To be called after all comparisons. */
  settle(): void {
    for (let row = 0; row < this.duplicates.length; row++) if (this.duplicates[row] === 1) this.conflicts[row] = 0;
  }

  #compare(others: Words, left?: Uint8Array): void {
    for (let row = 0; row < others.rows; row++) {
      if (left?.[row] === 1) continue;
      const same = this.#byContent[this.#contentSlot(others, row)] ?? 0;
      if (same !== 0) this.duplicates[same - 1] = 1;
      if (!hasKey(others, row)) continue;
      const alike = this.#byKey[this.#keySlot(others, row)] ?? 0;
      if (alike !== 0 && !sameWords(this.#words.contents, alike - 1, others.contents, row, CONTENT_WORDS)) {
        this.conflicts[alike - 1] = 1;
      }
    }
  }

  /** The slot that holds the content of a row, or the free one where it belongs. */
  #contentSlot({ contents }: Words, row: number): number {
    let slot = hashWords(contents, row * CONTENT_WORDS, CONTENT_WORDS) & this.#mask;
    for (;;) {
      const found = this.#byContent[slot] ?? 0;
      if (found === 0 || sameWords(this.#words.contents, found - 1, contents, row, CONTENT_WORDS)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #keySlot({ keys }: Words, row: number): number {
    let slot = hashWords(keys, row * KEY_WORDS, KEY_WORDS) & this.#mask;
    for (;;) {
      const found = this.#byKey[slot] ?? 0;
      if (found === 0 || sameWords(this.#words.keys, found - 1, keys, row, KEY_WORDS)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}

function wordsOf(contents: Uint8Array, keys: Uint8Array): Words {
  const rows = contents.length / CONTENT_BYTES;
  return {
    contents: uint32At(contents, 0, rows * CONTENT_WORDS, 'the contents of a batch'),
    keys: uint32At(keys, 0, rows * KEY_WORDS, 'the keys of a batch'),
    rows,
  };
}

function hasKey({ keys }: Words, row: number): boolean {
  return keys[row * KEY_WORDS] !== 0 || keys[row * KEY_WORDS + 1] !== 0;
}

function sameWords(a: Uint32Array, rowA: number, b: Uint32Array, rowB: number, words: number): boolean {
  for (let i = 0; i < words; i++) if (a[rowA * words + i] !== b[rowB * words + i]) return false;
  return true;
}

function hashWords(words: Uint32Array, start: number, count: number): number {
  let hash = SEED;
  for (let i = start; i < start + count; i++) {
    hash = Math.imul(hash ^ (words[i] ?? 0), 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  return hash;
}
