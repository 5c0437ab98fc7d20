/** A list of typed values as one blob, and reading one of them back. See docs/format.md, "Value lists". */

import type { ColumnBuilder } from './column-builder.ts';
import { corrupt } from './errors.ts';
import { float64At, uint32At } from './typed-arrays.ts';
import type { Cell } from './types.ts';
import { EXACT_NUMBER, FALSE, NUMBER, TEXT, TRUE } from './value-kinds.ts';

const TEXT_LAYOUT = 0;
const NUMBER_LAYOUT = 1;
const UUID_LAYOUT = 2;
const MIXED_LAYOUT = 3;

/** Layout and number of values. */
const HEADER = 8;
const UUID_TEXT = 36;
const UUID_BYTES = 16;

/** The values of `entries` of a column, in that order. */
export function encodeValues(column: ColumnBuilder, entries: Uint32Array): Uint8Array {
  const layout = layoutOf(column, entries);
  if (layout === UUID_LAYOUT) return encodeUuids(column, entries);
  const size = entries.reduce((sum, entry) => sum + column.end(entry) - column.start(entry), 0);
  const lengths = layout === NUMBER_LAYOUT ? 0 : entries.length * 4;
  const kinds = layout === MIXED_LAYOUT ? entries.length : 0;
  const raw = withHeader(layout, entries.length, lengths + kinds + size);
  const view = new DataView(raw.buffer);
  let at = HEADER + lengths + kinds;
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index] ?? 0;
    const length = column.arena.copy(raw, at, column.start(entry), column.end(entry));
    at += length;
    // Lengths, not offsets: they repeat, so they compress.
    if (lengths > 0) view.setUint32(HEADER + index * 4, length, true);
    if (kinds > 0) raw[HEADER + lengths + index] = column.kinds[entry] ?? 0;
  }
  return raw;
}

function withHeader(layout: number, count: number, size: number): Uint8Array<ArrayBuffer> {
  const raw = new Uint8Array(HEADER + size);
  const view = new DataView(raw.buffer);
  view.setUint32(0, layout, true);
  view.setUint32(4, count, true);
  return raw;
}

function layoutOf(column: ColumnBuilder, entries: Uint32Array): number {
  if (entries.every((entry) => column.kinds[entry] === NUMBER)) return NUMBER_LAYOUT;
  if (!entries.every((entry) => column.kinds[entry] === TEXT)) return MIXED_LAYOUT;
  const isUuid = (entry: number) => isCanonicalUuid(column.arena, column.start(entry), column.end(entry));
  return entries.every(isUuid) ? UUID_LAYOUT : TEXT_LAYOUT;
}

/** Lower-case hexadecimal in groups of 8-4-4-4-12. */
function isCanonicalUuid(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== UUID_TEXT) return false;
  for (let i = 0; i < UUID_TEXT; i++) {
    const byte = bytes[start + i] ?? 0;
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (byte !== 0x2d) return false;
    } else if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return true;
}

function encodeUuids(column: ColumnBuilder, entries: Uint32Array): Uint8Array {
  const raw = withHeader(UUID_LAYOUT, entries.length, entries.length * UUID_BYTES);
  let at = HEADER;
  for (const entry of entries) {
    let i = column.start(entry);
    for (let n = 0; n < UUID_BYTES; n++) {
      if (column.arena[i] === 0x2d) i++;
      raw[at++] = (hexDigit(column.arena[i] ?? 0) << 4) | hexDigit(column.arena[i + 1] ?? 0);
      i += 2;
    }
  }
  return raw;
}

function hexDigit(byte: number): number {
  return byte <= 0x39 ? byte - 0x30 : byte - 0x57;
}

/** Values by their index; decoded when they are asked for. */
export interface ValueList {
  readonly count: number;
  /** Bytes held. */
  readonly size: number;
  /** @throws StoreError `corrupt` */
  at(index: number): Cell;
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
