/** A fast seeded source of pseudo-random numbers and the identifiers made of them. */

const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const byteHex = (value: number): string => HEX_PAIRS[value & 0xff] ?? '';
const wordHex = (word: number): string =>
  byteHex(word >>> 24) + byteHex(word >>> 16) + byteHex(word >>> 8) + byteHex(word);

/** 32-bit FNV-1a of a text. */
export function hash32(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** sfc32: 128 bits of state, so that the ids of millions of events do not meet. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** The same parts give the same sequence on every machine. */
  constructor(...seed: readonly (string | number)[]) {
    const text = seed.join('/');
    this.#a = hash32(`a:${text}`);
    this.#b = hash32(`b:${text}`);
    this.#c = hash32(`c:${text}`);
    for (let i = 0; i < 12; i++) this.word();
  }

  /** An unsigned 32-bit integer. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    return this.word() / 0x1_0000_0000;
  }

  /** Both ends included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T {
    const value = list[this.word() % list.length];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  }

  hex(length: number): string {
    let text = '';
    while (text.length < length) text += wordHex(this.word());
    return text.slice(0, length);
  }

  base32(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += BASE32.charAt(this.word() & 31);
    return text;
  }

  alphanumeric(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += ALNUM.charAt(this.word() % ALNUM.length);
    return text;
  }

  uuid(): string {
    const [a, b, c, d] = [this.word(), this.word(), this.word(), this.word()];
    const middle = wordHex(b);
    const variant = wordHex((c & 0x3fffffff) | 0x80000000);
    return `${wordHex(a)}-${middle.slice(0, 4)}-4${middle.slice(5)}-${variant.slice(0, 4)}-${variant.slice(4)}${wordHex(d)}`;
  }
}
