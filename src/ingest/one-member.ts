/**
 * Tells whether a gzip stream is exactly one member with nothing behind it, while zlib inflates it. zlib itself goes on with a further member, and
 * passes over zeros behind the last one, without a word.
 *
 * With L bytes inflated in all, less than 2^32, the last four stored bytes are L when there is one member. zlib has compared the length in each
 * trailer with its member, so with several they are L only if all members but the last are empty. So it is enough to know that the first
 * member is not: none can have begun before the first output came unless its magic number stands there, behind a whole member.
 */

import { gunzipSync } from 'node:zlib';

const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
/** No log has so many compressed bytes in front of its first byte, and none so many magic numbers among them. */
const MAX_HEAD = 1 << 18;
const MAX_PLACES = 16;
const NOTHING = new Uint8Array(0);

export class OneMember {
  /** All stored bytes, until something came out. */
  #head: Uint8Array | undefined = NOTHING;
  /** The last four stored bytes, as a number. */
  #tail = 0;
  #length = 0;
  #isOne = true;

  /** Bytes that zlib was given, how many of them it took, and how many came out. */
  add(given: Uint8Array, taken: number, output: number): void {
    if (taken < given.length) this.#isOne = false;
    if (!this.#isOne) return;
    this.#length += output;
    for (let at = Math.max(0, given.length - 4); at < given.length; at++) {
      this.#tail = ((this.#tail >>> 8) | ((given[at] ?? 0) << 24)) >>> 0;
    }
    if (this.#head === undefined) return;
    if (output > 0) {
      this.#settle(this.#head.length === 0 ? given : Buffer.concat([this.#head, given]));
    } else {
      this.#head = Buffer.concat([this.#head, given]);
      if (this.#head.length > MAX_HEAD) this.#isOne = false;
    }
  }

  /** The answer for a stream that was inflated to its end without an error. */
  end(): boolean {
    if (this.#head !== undefined) this.#settle(this.#head);
    return this.#isOne && this.#length < 2 ** 32 && this.#tail === this.#length;
  }

  /** Looks for a member that is whole and empty at the start of `head`. */
  #settle(stored: Uint8Array): void {
    this.#head = undefined;
    const head = Buffer.from(stored.buffer, stored.byteOffset, stored.length);
    let places = 0;
    for (let at = head.indexOf(MAGIC, 1); at >= 0 && this.#isOne; at = head.indexOf(MAGIC, at + 1)) {
      if (++places > MAX_PLACES || isWhole(head.subarray(0, at))) this.#isOne = false;
    }
  }
}

function isWhole(members: Uint8Array): boolean {
  try {
    return gunzipSync(members).length === 0;
  } catch {
    return false;
  }
}
