/** Where the members of an object and the elements of an array lie in JSON text that has been checked before. */

import { isSpace } from './event-marks.ts';
import { unescapeString } from './json-string.ts';

/** A JSON value in `bytes`, from `start` to `end`. */
export interface Slice {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

export interface Member {
  readonly key: string;
  readonly value: Slice;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export const isObject = ({ bytes, start }: Slice): boolean => bytes[start] === 0x7b;
export const isArray = ({ bytes, start }: Slice): boolean => bytes[start] === 0x5b;
export const isText = ({ bytes, start }: Slice): boolean => bytes[start] === QUOTE;
const isNumber = ({ bytes, start }: Slice): boolean => /[-0-9]/.test(String.fromCharCode(bytes[start] ?? 0));

/** The members of an object, in their order; of other values none. Keys as they are meant, without escapes. */
export function* members(value: Slice): Generator<Member> {
  if (!isObject(value)) return;
  const { bytes, end } = value;
  let at = skipSpace(bytes, value.start + 1, end);
  while (at < end && bytes[at] === QUOTE) {
    const close = endOfText(bytes, at, end);
    const key = textOf({ bytes, start: at, end: close }).toString('utf8');
    const start = skipSpace(bytes, skipSpace(bytes, close, end) + 1, end);
    const stop = endOfValue(bytes, start, end);
    yield { key, value: { bytes, start, end: stop } };
    at = skipSpace(bytes, skipSpace(bytes, stop, end) + 1, end);
  }
}

/** The elements of an array; of other values none. */
export function* elements(value: Slice): Generator<Slice> {
  if (!isArray(value)) return;
  const { bytes, end } = value;
  let at = skipSpace(bytes, value.start + 1, end);
  while (at < end && bytes[at] !== 0x5d) {
    const stop = endOfValue(bytes, at, end);
    yield { bytes, start: at, end: stop };
    at = skipSpace(bytes, skipSpace(bytes, stop, end) + 1, end);
  }
}

/** The first member of that name. */
export function memberOf(value: Slice | undefined, name: string): Slice | undefined {
  if (value === undefined) return undefined;
  for (const { key, value: found } of members(value)) if (key === name) return found;
  return undefined;
}

/** What a string says, in UTF-8; the text itself of any other value. */
export function textOf(value: Slice): Buffer {
  const { bytes, start, end } = value;
  if (!isText(value)) return bytes.subarray(start, end);
  const target = Buffer.allocUnsafeSlow(Math.max(0, end - start - 2));
  return target.subarray(0, unescapeString(bytes, start + 1, end - 1, target));
}

/** What a string says; empty for any other value. Only for short ones. */
export function shortText(value: Slice | undefined): string {
  return value === undefined || !isText(value) ? '' : textOf(value).toString('utf8', 0, 4096);
}

/** The value of a number, or undefined. */
export function numberOf(value: Slice | undefined): number | undefined {
  if (value === undefined || !isNumber(value) || value.end - value.start > 32) return undefined;
  const number = Number(value.bytes.toString('latin1', value.start, value.end));
  return Number.isFinite(number) ? number : undefined;
}

export function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(bytes[at])) at++;
  return at;
}

/** The position after the string that begins at `start`. */
function endOfText(bytes: Buffer, start: number, end: number): number {
  let at = start + 1;
  for (;;) {
    const close = bytes.indexOf(QUOTE, at);
    if (close < 0 || close >= end) return end;
    let slashes = 0;
    while (close - 1 - slashes >= at && bytes[close - 1 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return close + 1;
    at = close + 1;
  }
}

/** The position after the value that begins at `start`. */
function endOfValue(bytes: Buffer, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = endOfText(bytes, at, end) - 1;
      if (depth === 0) return at + 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (byte === 0x2c || isSpace(byte))) {
      return at;
    }
  }
  return end;
}
