/** Text: the text form of values, and the order of texts by Unicode code point. */
import type { Value } from '../functions/definition.ts';
import { loggedNumberText } from './number.ts';

/** The text string functions see; numbers as logged. Null stays null. */
export function toText(value: Value): string | null {
  return typeof value === 'number' ? loggedNumberText(value) : value;
}

export const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

const REPLACEMENT = 0xfffd;

/** The code point at an offset, as its UTF-8 form will have it: a lone surrogate is U+FFFD. */
export function scalarAt(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  if (!isSurrogate(unit)) return unit;
  const point = text.codePointAt(offset) ?? REPLACEMENT;
  return point > 0xffff ? point : REPLACEMENT;
}

/** Replaces lone surrogates by U+FFFD, as encoding to UTF-8 does. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Order of the UTF-8 forms: negative, zero or positive. JavaScript's own `<` orders UTF-16 units, which differs above U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  let i = commonPrefix(a, b);
  if (i > 0 && isHighSurrogate(a.charCodeAt(i - 1))) i--;
  while (i < a.length && i < b.length) {
    const x = scalarAt(a, i);
    const y = scalarAt(b, i);
    if (x !== y) return x - y;
    i += x > 0xffff ? 2 : 1;
  }
  return a.length - b.length;
}

/** Length of the common prefix in UTF-16 units. */
export function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i < end && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}
