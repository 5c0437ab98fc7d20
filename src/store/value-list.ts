/** A list of typed values as one blob, and reading one of them back. See docs/format.md, "Value lists". */

import { corrupt } from './errors.ts';
import { float64At, uint32At } from './typed-arrays.ts';
import type { Cell } from './types.ts';
import { EXACT_NUMBER, FALSE, NUMBER, TEXT, TRUE } from './value-kinds.ts';
import type { ValueTable } from './value-table.ts';

export const TEXT_LAYOUT = 0;
export const NUMBER_LAYOUT = 1;
export const UUID_LAYOUT = 2;
export const MIXED_LAYOUT = 3;

/** Layout and number of values. */
const HEADER = 8;
/** Where the values begin. */
export const VALUES_AT = HEADER;
const UUID_TEXT = 36;
const UUID_BYTES = 16;
const DASH = 0x2d;

/** Value of a lower-case hexadecimal digit; 16 for any other byte. */
const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : 16;
});

/** Where the two digits of each byte of a UUID are in its text. */
const UUID_DIGITS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/** The texts that the layout of UUIDs holds. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The values of `entries` in that order; the types are those of `kinds`, a bit per kind. */
export function encodeValues(table: ValueTable, entries: Uint32Array, kinds: number): Uint8Array {
  if (kinds === 1 << NUMBER) return encodeNumbers(table, entries);
  if (kinds === 1 << TEXT && table.length(entries[0] ?? 0) === UUID_TEXT) {
    const uuids = encodeUuids(table, entries);
    if (uuids !== undefined) return uuids;
  }
  const layout = kinds === 1 << TEXT ? TEXT_LAYOUT : MIXED_LAYOUT;
  const count = entries.length;
  const kindsAt = HEADER + count * 4;
  const base = layout === MIXED_LAYOUT ? kindsAt + count : kindsAt;
  let size = 0;
  for (let index = 0; index < count; index++) size += table.length(entries[index] as number);
  const { raw, view } = withHeader(layout, count, base - HEADER + size);
  let at = base;
  for (let index = 0; index < count; index++) {
    const entry = entries[index] as number;
    const length = table.copy(entry, raw, view, at);
    at += length;
    // Lengths, not offsets: they repeat, so they compress.
    view.setUint32(HEADER + index * 4, length, true);
    if (layout === MIXED_LAYOUT) raw[kindsAt + index] = table.kind(entry);
  }
  return raw;
}

function withHeader(layout: number, count: number, size: number) {
  const raw = new Uint8Array(HEADER + size);
  const view = new DataView(raw.buffer);
  view.setUint32(0, layout, true);
  view.setUint32(4, count, true);
  return { raw, view };
}

function encodeNumbers(table: ValueTable, entries: Uint32Array): Uint8Array {
  const { raw, view } = withHeader(NUMBER_LAYOUT, entries.length, entries.length * 8);
  for (let index = 0; index < entries.length; index++) {
    view.setFloat64(HEADER + index * 8, table.number(entries[index] as number), true);
  }
  return raw;
}

/** Undefined when a value is not in the canonical form: lower-case hexadecimal in groups of 8-4-4-4-12. */
function encodeUuids(table: ValueTable, entries: Uint32Array): Uint8Array | undefined {
  for (let index = 0; index < entries.length; index++) {
    if (table.length(entries[index] as number) !== UUID_TEXT) return undefined;
  }
  const { raw } = withHeader(UUID_LAYOUT, entries.length, entries.length * UUID_BYTES);
  const { arena } = table;
  let at = HEADER;
  for (let index = 0; index < entries.length; index++) {
    const start = table.start(entries[index] as number);
    if (arena[start + 8] !== DASH || arena[start + 13] !== DASH) return undefined;
    if (arena[start + 18] !== DASH || arena[start + 23] !== DASH) return undefined;
    let wrong = 0;
    for (let byte = 0; byte < UUID_BYTES; byte++) {
      const digit = start + (UUID_DIGITS[byte] as number);
      const high = HEX[arena[digit] as number] as number;
      const low = HEX[arena[digit + 1] as number] as number;
      wrong |= high | low;
      raw[at++] = (high << 4) | low;
    }
    if (wrong > 15) return undefined;
  }
  return raw;
}

/** Values by their index; decoded when they are asked for. */
export interface ValueList {
  readonly count: number;
  /** Bytes held. */
  readonly size: number;
  /** @throws StoreError `corrupt` */
  at(index: number): Cell;
  /** The indexes of the values that are this text, ascending. Compares bytes: values are not decoded for it. */
  indexesOf(text: string): number[];
}

/**
 * @param what names the blob in errors.
 * @throws StoreError `corrupt`
 */
export function decodeValues(raw: Uint8Array, what: string): ValueList {
  if (raw.length < HEADER) throw corrupt(`${what} is cut short`);
  const view = new DataView(raw.buffer, raw.byteOffset, HEADER);
  const layout = view.getUint32(0, true);
  const count = view.getUint32(4, true);
  if (layout === NUMBER_LAYOUT) return new NumberList(float64At(raw, HEADER, count, what), what);
  if (layout === UUID_LAYOUT) return new UuidList(raw, count, what);
  if (layout === TEXT_LAYOUT || layout === MIXED_LAYOUT) {
    const kinds = layout === MIXED_LAYOUT ? count : 0;
    const base = HEADER + count * 4 + kinds;
    const ends = endsOf(uint32At(raw, HEADER, count, what), base);
    if ((ends[count - 1] ?? base) > raw.length) throw corrupt(`${what} is shorter than its counts`);
    return new BytesList(raw, ends, kinds === 0 ? undefined : raw.subarray(HEADER + count * 4, base), base, what);
  }
  throw corrupt(`${what} has the unknown value layout ${layout}`);
}

/** The number of values of a list. @throws StoreError `corrupt` */
export function countOf(raw: Uint8Array, what: string): number {
  return uint32At(raw, 4, 1, what)[0] ?? 0;
}

/** The end of each value; doubles, so that damaged lengths cannot wrap around. */
function endsOf(lengths: Uint32Array, base: number): Float64Array {
  const ends = new Float64Array(lengths.length);
  let end = base;
  for (let index = 0; index < lengths.length; index++) {
    end += lengths[index] ?? 0;
    ends[index] = end;
  }
  return ends;
}

class NumberList implements ValueList {
  readonly #values: Float64Array;
  readonly #what: string;

  constructor(values: Float64Array, what: string) {
    this.#values = values;
    this.#what = what;
  }

  get count(): number {
    return this.#values.length;
  }

  get size(): number {
    return this.#values.byteLength;
  }

  at(index: number): Cell {
    const value = this.#values[index];
    if (value === undefined) throw corrupt(`${this.#what} has no value ${index}`);
    return value;
  }

  /** Numbers are no texts. */
  indexesOf(): number[] {
    return [];
  }
}

class UuidList implements ValueList {
  readonly #bytes: Buffer;
  readonly count: number;
  readonly #what: string;

  constructor(raw: Uint8Array, count: number, what: string) {
    if (HEADER + count * UUID_BYTES > raw.length) throw corrupt(`${what} is shorter than its counts`);
    this.#bytes = bufferOver(raw.subarray(HEADER));
    this.count = count;
    this.#what = what;
  }

  get size(): number {
    return this.#bytes.length;
  }

  at(index: number): Cell {
    if (index >= this.count) throw corrupt(`${this.#what} has no value ${index}`);
    const hex = this.#bytes.toString('hex', index * UUID_BYTES, (index + 1) * UUID_BYTES);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  indexesOf(text: string): number[] {
    if (!UUID.test(text)) return [];
    const wanted = Buffer.from(text.replaceAll('-', ''), 'hex');
    const indexes: number[] = [];
    const end = this.count * UUID_BYTES;
    for (let at = this.#bytes.indexOf(wanted); at >= 0 && at < end; at = this.#bytes.indexOf(wanted, at + 1)) {
      if (at % UUID_BYTES === 0) indexes.push(at / UUID_BYTES);
    }
    return indexes;
  }
}

/** Texts, or values of any kind. */
class BytesList implements ValueList {
  readonly #bytes: Buffer;
  readonly #ends: Float64Array;
  readonly #kinds: Uint8Array | undefined;
  readonly #base: number;
  readonly #what: string;

  constructor(raw: Uint8Array, ends: Float64Array, kinds: Uint8Array | undefined, base: number, what: string) {
    this.#bytes = bufferOver(raw);
    this.#ends = ends;
    this.#kinds = kinds;
    this.#base = base;
    this.#what = what;
  }

  get count(): number {
    return this.#ends.length;
  }

  get size(): number {
    return this.#bytes.length + this.#ends.byteLength;
  }

  at(index: number): Cell {
    const end = this.#ends[index];
    if (end === undefined) throw corrupt(`${this.#what} has no value ${index}`);
    const start = index === 0 ? this.#base : (this.#ends[index - 1] ?? 0);
    return this.#decode(this.#kinds === undefined ? TEXT : this.#kinds[index], start, end);
  }

  indexesOf(text: string): number[] {
    const wanted = Buffer.from(text);
    const indexes: number[] = [];
    let start = this.#base;
    for (let index = 0; index < this.#ends.length; index++) {
      const end = this.#ends[index] ?? start;
      const isText = this.#kinds === undefined || this.#kinds[index] === TEXT;
      if (isText && end - start === wanted.length && this.#bytes.compare(wanted, 0, wanted.length, start, end) === 0) {
        indexes.push(index);
      }
      start = end;
    }
    return indexes;
  }

  #decode(kind: number | undefined, start: number, end: number): Cell {
    if (kind === TEXT || kind === EXACT_NUMBER) return this.#bytes.toString('utf8', start, end);
    if (kind === FALSE) return 0n;
    if (kind === TRUE) return 1n;
    if (kind === NUMBER && end - start === 8) return this.#bytes.readDoubleLE(start);
    throw corrupt(`${this.#what} has a value of the unknown kind ${kind}`);
  }
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
