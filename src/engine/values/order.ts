/**
 * The sort order of the language (specification, section 3.6 and appendix A.1), in two forms that agree: a comparison, and a key whose
 * UTF-8 bytes have the same order. Ascending: null, texts, numbers. Texts are cut into runs of digits, which compare by length
 * and then by digits, and other characters, which compare by code point. Numbers compare by value, then as text.
 */
import type { Value } from '../functions/definition.ts';
import { isNumericText } from './number.ts';
import { commonPrefix, compareCodePoints, isHighSurrogate, scalarAt, wellFormed } from './text.ts';

/** A text whose byte order (SQLite's BINARY collation) is the order of the values. */
export function sortKey(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return `2${doubleKey(value)}${value}`;
  if (isNumericText(value)) return `2${doubleKey(Number(value))}${value}`;
  return `1${wellFormed(value).replace(/\d+/g, digitRunKey)}`;
}

/** `0`, the number of digits of the length, the length, the digits: one digit is enough since no string has 10^9 characters. */
function digitRunKey(digits: string): string {
  const length = String(digits.length);
  return `0${length.length}${length}${digits}`;
}

const double = new DataView(new ArrayBuffer(8));

/** Hexadecimal digits of a double with the bits turned so that they sort. */
function doubleKey(x: number): string {
  double.setFloat64(0, x + 0);
  const high = double.getUint32(0);
  const low = double.getUint32(4);
  return high >= 0x8000_0000 ? hex8(~high >>> 0) + hex8(~low >>> 0) : hex8(high + 0x8000_0000) + hex8(low);
}

function hex8(word: number): string {
  return word.toString(16).padStart(8, '0');
}

/** Negative, zero or positive as `a` sorts before, with or after `b` in ascending order. */
export function compareNatural(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  const aIsNumber = typeof a === 'number' || isNumericText(a);
  const bIsNumber = typeof b === 'number' || isNumericText(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? 1 : -1;
  if (!aIsNumber) return compareRuns(String(a), String(b));
  const x = Number(a);
  const y = Number(b);
  if (x !== y) return x < y ? -1 : 1;
  return compareCodePoints(String(a), String(b));
}

const DIGIT_0 = 0x30;
const isDigit = (unit: number): boolean => unit >= DIGIT_0 && unit <= 0x39;

function compareRuns(a: string, b: string): number {
  let i = commonPrefix(a, b);
  if (i > 0 && isHighSurrogate(a.charCodeAt(i - 1))) i--;
  while (i > 0 && isDigit(a.charCodeAt(i - 1))) i--;
  // Runs and characters that compare equal have equal lengths: one offset serves both texts.
  while (i < a.length && i < b.length) {
    const x = scalarAt(a, i);
    const y = scalarAt(b, i);
    if (isDigit(x) && isDigit(y)) {
      const length = digitRunLength(a, i);
      const difference =
        length - digitRunLength(b, i) || compareCodePoints(a.slice(i, i + length), b.slice(i, i + length));
      if (difference !== 0) return difference;
      i += length;
    } else {
      const difference = (isDigit(x) ? DIGIT_0 : x) - (isDigit(y) ? DIGIT_0 : y);
      if (difference !== 0) return difference;
      i += x > 0xffff ? 2 : 1;
    }
  }
  return a.length - b.length;
}

function digitRunLength(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return end - start;
}
