/** Typed arrays over bytes, without a copy where alignment allows it, and arrays that grow. */

import { corrupt } from './errors.ts';

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** `bytes` at an offset that is a multiple of `size`: itself where possible, else a copy. */
function aligned(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : bytes.slice();
}

function part(bytes: Uint8Array, start: number, length: number, what: string): Uint8Array {
  if (start + length > bytes.length) throw corrupt(`${what} is shorter than its counts`);
  return bytes.subarray(start, start + length);
}

/** @throws StoreError `corrupt` when `bytes` is too short; so do the functions below. */
export function uint16At(bytes: Uint8Array, start: number, count: number, what: string): Uint16Array {
  const view = aligned(part(bytes, start, count * 2, what), 2);
  return new Uint16Array(view.buffer, view.byteOffset, count);
}

export function uint32At(bytes: Uint8Array, start: number, count: number, what: string): Uint32Array {
  const view = aligned(part(bytes, start, count * 4, what), 4);
  return new Uint32Array(view.buffer, view.byteOffset, count);
}

export function float64At(bytes: Uint8Array, start: number, count: number, what: string): Float64Array {
  const view = aligned(part(bytes, start, count * 8, what), 8);
  return new Float64Array(view.buffer, view.byteOffset, count);
}

/** `count` codes of `width` bytes. */
export function codesAt(bytes: Uint8Array, start: number, count: number, width: number, what: string): Codes {
  if (width === 1) return part(bytes, start, count, what);
  return width === 2 ? uint16At(bytes, start, count, what) : uint32At(bytes, start, count, what);
}

/** Bytes per code that `largest` needs: 1, 2 or 4. */
export function codeWidth(largest: number): 1 | 2 | 4 {
  if (largest <= 0xff) return 1;
  return largest <= 0xffff ? 2 : 4;
}

export function newCodes(length: number, width: 1 | 2 | 4): Codes {
  if (width === 1) return new Uint8Array(length);
  return width === 2 ? new Uint16Array(length) : new Uint32Array(length);
}

/** The bytes that an array occupies. */
export function bytesOf(array: Codes | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Arrays one after another. */
export function joined(parts: readonly (Codes | Float64Array)[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, array) => sum + array.byteLength, 0));
  let position = 0;
  for (const array of parts) {
    bytes.set(bytesOf(array), position);
    position += array.byteLength;
  }
  return bytes;
}

/** The capacity to grow to for `needed` elements. */
function grownCapacity(capacity: number, needed: number): number {
  return Math.max(needed, capacity * 2);
}

export function grownUint8(array: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(grownCapacity(array.length, needed));
  grown.set(array);
  return grown;
}

export function grownInt32(array: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(grownCapacity(array.length, needed));
  grown.set(array);
  return grown;
}

export function grownUint32(array: Uint32Array, needed: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(grownCapacity(array.length, needed));
  grown.set(array);
  return grown;
}

export function grownFloat64(array: Float64Array, needed: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(grownCapacity(array.length, needed));
  grown.set(array);
  return grown;
}
