/** The headers of tar: ustar, pax and GNU. */

import { nameOf } from './archive.ts';

export const BLOCK = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_END = 156;
const MAGIC_AT = 257;

export interface TarHeader {
  readonly path: string;
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modified: number;
  /** The type flag. */
  readonly type: string;
}

/** Whether a block is a header: its sum is right. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK || block[0] === 0) return false;
  const noted = numberAt(block, CHECKSUM_AT, 8);
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= CHECKSUM_AT && at < CHECKSUM_END ? 0x20 : (block[at] as number);
  return sum === noted;
}

/** Reads a header whose sum is right; undefined if its size is none. */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  const size = numberAt(block, 124, 12);
  if (!Number.isSafeInteger(size) || size < 0) return undefined;
  const isUstar = textAt(block, MAGIC_AT, 5) === 'ustar';
  const prefix = isUstar && textAt(block, MAGIC_AT, 8) !== 'ustar  ' ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    size,
    modified: numberAt(block, 136, 12) * 1000,
    type: String.fromCharCode(block[156] || 0x30),
  };
}

/** The records of a pax header, `length key=value` each. Those that are not written so are left out. */
export function readPax(bytes: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(bytes.toString('latin1', at, space));
    if (!Number.isSafeInteger(length) || length < space - at + 2 || at + length > bytes.length) break;
    const record = bytes.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    if (equals > 0) found.set(record.toString('latin1', 0, equals), nameOf(record.subarray(equals + 1)));
    at += length;
  }
  return found;
}

/** Text up to a zero. */
function textAt(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const zero = field.indexOf(0);
  return nameOf(zero < 0 ? field : field.subarray(0, zero));
}

/** A number in octal digits, or, with the highest bit set, in bytes. */
function numberAt(block: Uint8Array, start: number, length: number): number {
  const first = block[start] as number;
  if (first === 0x80) {
    let value = 0;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] as number);
    return value;
  }
  const digits = textAt(block, start, length).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits === '' ? '0' : digits, 8) : Number.NaN;
}
