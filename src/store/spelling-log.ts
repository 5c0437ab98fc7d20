/** What the columns of a segment do not tell of the texts of its records, noted while it is built. See docs/format.md, "spelling". */

import { encodeSpelling, OPAQUE, PLAIN, SPACED } from './spelling.ts';
import { grownUint8 } from './typed-arrays.ts';
import type { Spelled } from './types.ts';

/** Beyond this, records whose texts are spelled in their own way are searched themselves: in bytes per segment. */
const MAX_TEXT_BYTES = 4 << 20;

const FLAGS = { plain: PLAIN, spaced: SPACED, opaque: OPAQUE } as const satisfies Record<Spelled, number>;

export class SpellingLog {
  #flags = new Uint8Array(64);
  #events = 0;
  /** Distinct texts, one character per byte, with their numbers. */
  #texts = new Map<string, number>();
  #textBytes = 0;
  /** The events that have such texts, and the numbers of these, one after another. */
  #owners: number[] = [];
  #numbers: number[] = [];
  /** Texts of the unfinished event. */
  #pending: string[] = [];
  readonly #keys: string[] = [];
  #bareKeys = new Uint8Array(16);
  readonly #escaped = new Set<number>();

  get heldBytes(): number {
    return this.#flags.byteLength + this.#textBytes + this.#owners.length * 16;
  }

  /** A text in the unfinished event that is not that of a value in a column: `bytes` from `start` to `end`. */
  addText(bytes: Uint8Array, start: number, end: number): void {
    this.#pending.push(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'));
  }

  /** A number for a key, for `addBareKey`. */
  key(name: string): number {
    if (this.#keys.length === this.#bareKeys.length) {
      this.#bareKeys = grownUint8(this.#bareKeys, this.#keys.length + 1);
    }
    return this.#keys.push(name) - 1;
  }

  /** The key is in an event that may have no field under it. False when that was known. */
  addBareKey(key: number): boolean {
    if (this.#bareKeys[key] !== 0) return false;
    this.#bareKeys[key] = 1;
    return true;
  }

  /** The column has a value that is written with escapes. */
  addEscaped(column: number): void {
    this.#escaped.add(column);
  }

  endEvent(spelled: Spelled): void {
    const event = this.#events++;
    if (event === this.#flags.length) this.#flags = grownUint8(this.#flags, event + 1);
    this.#flags[event] = FLAGS[spelled];
    if (this.#pending.length > 0) this.#keepTexts(event);
  }

  #keepTexts(event: number): void {
    for (const text of this.#pending) {
      if (this.#textBytes > MAX_TEXT_BYTES) {
        this.#flags[event] = OPAQUE;
        break;
      }
      let number = this.#texts.get(text);
      if (number === undefined) {
        number = this.#texts.size;
        this.#texts.set(text, number);
        this.#textBytes += text.length;
      }
      // Four bytes and two: what one occurrence takes.
      this.#textBytes += 6;
      this.#owners.push(event);
      this.#numbers.push(number);
    }
    this.#pending = [];
  }

  abandonEvent(): void {
    if (this.#pending.length > 0) this.#pending = [];
  }

  /**
   * The part of the segment.
   * @param place the row of each event, -1 when it is left out.
   * @param paths of the columns, by their ids; `dotted` are those in which a key has a dot.
   */
  encode(place: Int32Array, events: number, paths: readonly string[], dotted: readonly string[]): Uint8Array {
    const flags = new Uint8Array(events);
    for (let event = 0; event < place.length; event++) {
      const row = place[event] as number;
      if (row >= 0) flags[row] = this.#flags[event] as number;
    }
    const occurrences = this.#owners
      .map((event, index) => ({ row: place[event] ?? -1, text: this.#numbers[index] ?? 0 }))
      .filter(({ row }) => row >= 0)
      .sort((a, b) => a.row - b.row || a.text - b.text);
    const bareKeys = new Set(this.#keys.filter((_, key) => this.#bareKeys[key] !== 0));
    return encodeSpelling({
      flags,
      rows: Uint16Array.from(occurrences, ({ row }) => row),
      numbers: Uint32Array.from(occurrences, ({ text }) => text),
      texts: Array.from(this.#texts.keys(), (text) => Buffer.from(text, 'latin1')),
      bareKeys: [...bareKeys].sort(),
      dotted,
      escaped: Array.from(this.#escaped, (column) => paths[column] ?? '').sort(),
    });
  }

  /** Forgets all events, but not the numbers of the keys. */
  clear(): void {
    this.#events = 0;
    this.#texts = new Map();
    this.#textBytes = 0;
    this.#owners = [];
    this.#numbers = [];
    this.#pending = [];
    this.#bareKeys.fill(0);
    this.#escaped.clear();
  }
}
