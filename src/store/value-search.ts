/** Which values of a value list have a text in them, found on the bytes of the list without making values of them. See docs/format.md, "Value lists". */

import { corrupt } from './errors.ts';
import { escapedBytes, isEscaped, type TokenMatcher } from './token-matcher.ts';
import { float64At, uint32At } from './typed-arrays.ts';
import { uuidsWith } from './uuid-search.ts';
import { EXACT_NUMBER, FALSE, NUMBER, TEXT, TRUE } from './value-kinds.ts';
import { MIXED_LAYOUT, NUMBER_LAYOUT, TEXT_LAYOUT, UUID_LAYOUT, VALUES_AT } from './value-list.ts';

/** Characters of numbers as they are written. */
const NUMERIC = /^[-+.0-9e]+$/i;
const LITERAL_TEXTS = new Map([
  [FALSE, 'false'],
  [TRUE, 'true'],
]);

/** The parts of a list of texts or of values of any kind. */
interface ByteList {
  readonly bytes: Buffer;
  readonly lengths: Uint32Array;
  /** Undefined when all are texts. */
  readonly kinds: Uint8Array | undefined;
  /** Where the values begin. */
  readonly base: number;
  readonly what: string;
}

/**
 * Indexes of the values that have the text in them as they are written in JSON, given that this is how `JSON.stringify` writes them.
 * @param hasEscapes whether some strings are written with escapes.
 * @param what names the list in errors.
 * @throws StoreError `corrupt`
 */
export function valuesWith(raw: Uint8Array, matcher: TokenMatcher, hasEscapes: boolean, what: string): number[] {
  const [layout, count = 0] = uint32At(raw, 0, 2, what);
  const { inScalars } = matcher.query;
  switch (layout) {
    case NUMBER_LAYOUT: {
      if (!inScalars || !NUMERIC.test(matcher.text)) return [];
      const found: number[] = [];
      for (const [index, value] of float64At(raw, VALUES_AT, count, what).entries()) {
        if (matcher.fitsScalar(String(value))) found.push(index);
      }
      return found;
    }
    case UUID_LAYOUT:
      return matcher.inPlainStrings ? uuidsWith(raw.subarray(VALUES_AT), count, matcher, what) : [];
    case TEXT_LAYOUT:
    case MIXED_LAYOUT: {
      const lengths = uint32At(raw, VALUES_AT, count, what);
      const kindsAt = VALUES_AT + count * 4;
      const base = layout === MIXED_LAYOUT ? kindsAt + count : kindsAt;
      if (base > raw.length) throw corrupt(`${what} is shorter than its counts`);
      const kinds = layout === MIXED_LAYOUT ? raw.subarray(kindsAt, base) : undefined;
      const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
      return among({ bytes, lengths, kinds, base, what }, matcher, hasEscapes);
    }
    default:
      throw corrupt(`${what} has the unknown value layout ${layout}`);
  }
}

function among(list: ByteList, matcher: TokenMatcher, hasEscapes: boolean): number[] {
  const escapes = hasEscapes && meetsEscape(list.bytes, list.base, list.bytes.length, matcher);
  const ofBytes = matcher.inPlainStrings || list.kinds !== undefined ? asBytes(list, matcher) : [];
  if (!escapes && list.kinds === undefined) return ofBytes;
  const found = new Set(ofBytes);
  let end = list.base;
  for (const [index, length] of list.lengths.entries()) {
    const start = end;
    end += length;
    const kind = list.kinds === undefined ? TEXT : list.kinds[index];
    if (kind !== TEXT) {
      if (matcher.query.inScalars && scalarFits(list, kind, start, matcher)) found.add(index);
    } else if (escapes) {
      const isMet = meetsEscape(list.bytes, start, end, matcher);
      if (isMet && matcher.isIn(escapedBytes(list.bytes.subarray(start, end)))) found.add(index);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** Whether there is something that is written with an escape which the text may have to do with. */
function meetsEscape(bytes: Buffer, start: number, end: number, { meets }: TokenMatcher): boolean {
  if (meets === 'none') return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || (meets === 'escapes' && isEscaped(byte))) return true;
  }
  return false;
}

function scalarFits({ bytes, what }: ByteList, kind: number | undefined, at: number, matcher: TokenMatcher): boolean {
  const literal = LITERAL_TEXTS.get(kind ?? TEXT);
  if (literal !== undefined) return matcher.fitsScalar(literal);
  if (kind !== NUMBER) return false;
  if (at + 8 > bytes.length) throw corrupt(`${what} is shorter than its counts`);
  return matcher.fitsScalar(String(bytes.readDoubleLE(at)));
}

/** The strings, and numbers kept as text, that have the text in them as it is. */
function asBytes({ bytes, lengths, kinds, base, what }: ByteList, matcher: TokenMatcher): number[] {
  const { inScalars, place } = matcher.query;
  const found: number[] = [];
  if (matcher.bytes.length === 0) {
    for (let index = 0; index < lengths.length; index++) {
      const isText = kinds === undefined || kinds[index] === TEXT;
      if (isText && (place !== 'whole' || lengths[index] === 0)) found.push(index);
    }
    return found;
  }
  const finder = matcher.finder(bytes);
  let index = 0;
  let start = base;
  let at = finder.next(base);
  while (at >= 0) {
    let end = start + (lengths[index] ?? 0);
    while (end <= at) {
      index++;
      if (index >= lengths.length) throw corrupt(`${what} is longer than its counts`);
      start = end;
      end += lengths[index] ?? 0;
    }
    const stop = at + finder.length;
    const fits = place === 'within' || (at === start && (place === 'start' || stop === end));
    const kind = kinds === undefined ? TEXT : kinds[index];
    const isText = kind === TEXT ? matcher.inPlainStrings : kind === EXACT_NUMBER && inScalars;
    if (isText && stop <= end && fits) {
      found.push(index);
      at = finder.next(end);
    } else {
      // What begins in one value and ends in another is in neither.
      at = finder.next(at + 1);
    }
  }
  return found;
}
