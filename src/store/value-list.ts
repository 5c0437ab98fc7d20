/** A list of typed values as one blob, and reading one of them back. See docs/format.md, "Value lists". */

import { isAscii } from 'node:buffer';
import { corrupt } from './errors.ts';
import type { FieldValues } from './field-values.ts';
import { float64At, uint32At } from './typed-arrays.ts';
import type { Cell } from './types.ts';
import { packedUuid, packUuid, UUID_BYTES, UUID_TEXT, uuidText } from './uuid.ts';
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

/** Undefined when a value is not a UUID in the canonical form. */
function encodeUuids(table: ValueTable, entries: Uint32Array): Uint8Array | undefined {
  for (let index = 0; index < entries.length; index++) {
    if (table.length(entries[index] as number) !== UUID_TEXT) return undefined;
  }
  const { raw } = withHeader(UUID_LAYOUT, entries.length, entries.length * UUID_BYTES);
  const { arena } = table;
  for (let index = 0; index < entries.length; index++) {
    const start = table.start(entries[index] as number);
    if (!packUuid(arena, start, raw, HEADER + index * UUID_BYTES)) return undefined;
  }
  return raw;
}

/** Values by their index; decoded when they are asked for. */
export interface ValueList {
  readonly count: number;
  /** Bytes held. */
  readonly size: number;
  /** NaN, and behind it the values, where all are numbers. */
  readonly doubles?: Float64Array;
  /** @throws StoreError `corrupt` */
  at(index: number): Cell;
  /** A value as `JSON.stringify` writes it. @throws StoreError `corrupt` */
  written(index: number): string;
  /** The indexes of the values that are this text, ascending. Compares bytes: values are not decoded for it. */
  indexesOf(text: string): number[];
  /** The indexes of all values that begin with some bytes, ascending, and of some that do not. Values are not decoded for it. */
  indexesStarting(prefix: Uint8Array): number[];
  /** The number of a value, which is a text, among those of its field. Most are not decoded for it. */
  numberIn(values: FieldValues, index: number): number;
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
  #doubles: Float64Array | undefined;

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

  get doubles(): Float64Array {
    if (this.#doubles === undefined) {
      this.#doubles = new Float64Array(this.#values.length + 1);
      this.#doubles[0] = Number.NaN;
      this.#doubles.set(this.#values, 1);
    }
    return this.#doubles;
  }

  at(index: number): Cell {
    const value = this.#values[index];
    if (value === undefined) throw corrupt(`${this.#what} has no value ${index}`);
    return value;
  }

  written(index: number): string {
    return String(this.at(index));
  }

  /** Numbers are no texts. */
  indexesOf(): number[] {
    return [];
  }

  /** Written as text, any of them may. */
  indexesStarting(): number[] {
    return Array.from(this.#values, (_, index) => index);
  }

  numberIn(): number {
    throw new Error(`${this.#what} has no texts to be numbered`);
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
    return uuidText(this.#bytes, index * UUID_BYTES);
  }

  written(index: number): string {
    return `"${this.at(index)}"`;
  }

  indexesOf(text: string): number[] {
    const wanted = packedUuid(text);
    if (wanted === undefined) return [];
    const indexes: number[] = [];
    const end = this.count * UUID_BYTES;
    for (let at = this.#bytes.indexOf(wanted); at >= 0 && at < end; at = this.#bytes.indexOf(wanted, at + 1)) {
      if (at % UUID_BYTES === 0) indexes.push(at / UUID_BYTES);
    }
    return indexes;
  }

  indexesStarting(prefix: Uint8Array): number[] {
    const mask = Buffer.alloc(UUID_PREFIX);
    const wanted = packedPrefix(prefix, mask);
    const indexes: number[] = [];
    if (wanted === undefined) return indexes;
    const [bits, kept] = [wanted.readUInt32BE(0), mask.readUInt32BE(0)];
    const bytes = this.#bytes;
    for (let index = 0, at = 0; index < this.count; index++, at += UUID_BYTES) {
      const first = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16);
      const start = first | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
      if (((start ^ bits) & kept) === 0) indexes.push(index);
    }
    return indexes;
  }

  numberIn(values: FieldValues, index: number): number {
    return values.numberOfUuid(this.#bytes, index * UUID_BYTES);
  }
}

/** Texts, or values of any kind. */
class BytesList implements ValueList {
  readonly #bytes: Buffer;
  readonly #ends: Float64Array;
  readonly #kinds: Uint8Array | undefined;
  readonly #base: number;
  readonly #what: string;
  /** Otherwise the bytes may be no valid UTF-8, and only the text tells what is equal. */
  #isAscii: boolean | undefined;

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

  written(index: number): string {
    const value = this.at(index);
    if (typeof value === 'bigint') return value === 0n ? 'false' : 'true';
    const isText = this.#kinds === undefined || this.#kinds[index] === TEXT;
    return isText ? JSON.stringify(value) : String(value);
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

  indexesStarting(prefix: Uint8Array): number[] {
    const indexes: number[] = [];
    const [first = 0] = prefix;
    let start = this.#base;
    for (let index = 0; index < this.#ends.length; index++) {
      const end = this.#ends[index] ?? start;
      const isText = this.#kinds === undefined || this.#kinds[index] === TEXT;
      if (!isText || (this.#bytes[start] === first && this.#startsWith(prefix, start, end))) indexes.push(index);
      start = end;
    }
    return indexes;
  }

  #startsWith(prefix: Uint8Array, start: number, end: number): boolean {
    if (end - start < prefix.length) return false;
    return this.#bytes.compare(prefix, 0, prefix.length, start, start + prefix.length) === 0;
  }

  numberIn(values: FieldValues, index: number): number {
    this.#isAscii ??= isAscii(this.#bytes.subarray(this.#base));
    const start = index === 0 ? this.#base : (this.#ends[index - 1] ?? 0);
    const end = this.#ends[index] ?? start;
    return this.#isAscii
      ? values.numberOfBytes(this.#bytes, start, end)
      : values.number(this.#bytes.toString('utf8', start, end));
  }

  #decode(kind: number | undefined, start: number, end: number): Cell {
    if (kind === TEXT || kind === EXACT_NUMBER) return this.#bytes.toString('utf8', start, end);
    if (kind === FALSE) return 0n;
    if (kind === TRUE) return 1n;
    if (kind === NUMBER && end - start === 8) return this.#bytes.readDoubleLE(start);
    throw corrupt(`${this.#what} has a value of the unknown kind ${kind}`);
  }
}

/** Of a UUID's text, what is before the first hyphen is packed into so many bytes. */
const UUID_PREFIX = 4;

/** The first bytes of packed UUIDs whose text begins so, as far as `mask` is set; undefined when there is none. */
function packedPrefix(prefix: Uint8Array, mask: Buffer): Buffer | undefined {
  const digits = Buffer.from(prefix.subarray(0, UUID_PREFIX * 2)).toString('latin1');
  if (!/^[0-9a-f]*$/.test(digits)) return undefined;
  mask.fill(0).write('f'.repeat(digits.length).padEnd(UUID_PREFIX * 2, '0'), 'hex');
  return Buffer.from(digits.padEnd(UUID_PREFIX * 2, '0'), 'hex');
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
