/** Looks for texts in the bytes of records, block by block. */
import { isAscii } from 'node:buffer';

/** The bytes of a text; undefined where they do not stand for it: half a surrogate pair has none, and U+FFFD stands for any that are no UTF-8. */
export function searchableBytes(text: string): Buffer | undefined {
  return /[\p{Surrogate}\ufffd]/u.test(text) ? undefined : Buffer.from(text);
}

/** A search that has run into later records of its block is not made again for them: places are asked for in ascending order. */
export class BlockSearch {
  readonly #needle: Buffer;
  #block: Buffer | undefined;
  /** The next place of the text from `#from` on; the end of the block where there is none. */
  #from = 0;
  #next = 0;

  constructor(needle: Buffer) {
    this.#needle = needle;
  }

  /** Where in a block the text is first between two places; -1 if nowhere. */
  find(block: Buffer, start: number, end: number): number {
    if (block !== this.#block || start < this.#from || start > this.#next) {
      const found = block.indexOf(this.#needle, start);
      this.#block = block;
      this.#from = start;
      this.#next = found < 0 ? block.length : found;
    }
    return this.#next + this.#needle.length <= end ? this.#next : -1;
  }
}

/** Texts of bytes, for many of one buffer. */
export class TextReader {
  #bytes: Buffer | undefined;
  #isAscii = false;

  read(bytes: Buffer, start: number, end: number): string {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#isAscii = isAscii(bytes);
    }
    return bytes.toString(this.#isAscii ? 'latin1' : 'utf8', start, end);
  }
}
