/** Which UUIDs of a list, 16 bytes each, have a text in them: looked for as bytes. */

import { corrupt } from './errors.ts';
import type { TokenMatcher } from './token-matcher.ts';
import { UUID_BYTES, UUID_TEXT } from './uuid.ts';

/** Places of the dashes in the text. */
const DASHES = [8, 13, 18, 23];

/** A place in the text of a UUID where the text may be. */
interface Alignment {
  /** The first of its hexadecimal digits. */
  readonly digit: number;
}

/** Indexes of the UUIDs. @throws StoreError `corrupt` when there are fewer than `count`. */
export function uuidsWith(list: Uint8Array, count: number, matcher: TokenMatcher, what: string): number[] {
  if (count * UUID_BYTES > list.length) throw corrupt(`${what} is shorter than its counts`);
  const bytes = Buffer.from(list.buffer, list.byteOffset, count * UUID_BYTES);
  const digits = Uint8Array.from(matcher.text.replaceAll('-', ''), (digit) => Number.parseInt(digit, 16));
  const alignments = alignmentsOf(matcher);
  if (alignments.length === 0) return [];
  const even = alignments.filter(({ digit }) => digit % 2 === 0);
  const odd = alignments.filter(({ digit }) => digit % 2 === 1);
  const found = [...search(bytes, count, digits, even, 0), ...search(bytes, count, digits, odd, 1)];
  return even.length > 0 && odd.length > 0 ? [...new Set(found)].sort((a, b) => a - b) : found;
}

/** Where in a UUID the text may be, going by its dashes. */
function alignmentsOf({ text, query: { place } }: TokenMatcher): Alignment[] {
  if (!/^[-0-9a-f]*$/.test(text) || (place === 'whole' && text.length !== UUID_TEXT)) return [];
  const last = place === 'within' ? UUID_TEXT - text.length : Math.min(0, UUID_TEXT - text.length);
  const alignments: Alignment[] = [];
  for (let offset = 0; offset <= last; offset++) {
    const fits = [...text].every((char, index) => (char === '-') === DASHES.includes(offset + index));
    if (fits) alignments.push({ digit: offset - DASHES.filter((dash) => dash < offset).length });
  }
  return alignments;
}

/** The UUIDs with the digits at one of the alignments, which all begin at the same half of a byte. */
function search(
  bytes: Buffer,
  count: number,
  digits: Uint8Array,
  alignments: readonly Alignment[],
  half: 0 | 1,
): number[] {
  if (alignments.length === 0) return [];
  const found: number[] = [];
  const isAt = (index: number, { digit }: Alignment): boolean =>
    digits.every((value, n) => digitAt(bytes, index * UUID_BYTES * 2 + digit + n) === value);
  // The bytes of which both digits are known.
  const whole = Math.floor((digits.length - half) / 2);
  if (whole <= 0) {
    for (let index = 0; index < count; index++) {
      if (alignments.some((alignment) => isAt(index, alignment))) found.push(index);
    }
    return found;
  }
  const needle = Buffer.alloc(whole);
  for (let n = 0; n < whole; n++) needle[n] = ((digits[half + n * 2] ?? 0) << 4) | (digits[half + n * 2 + 1] ?? 0);
  let at = bytes.indexOf(needle);
  while (at >= 0) {
    const index = Math.floor(at / UUID_BYTES);
    const digit = (at % UUID_BYTES) * 2 - half;
    const isFound = alignments.some((alignment) => alignment.digit === digit && isAt(index, alignment));
    if (isFound) found.push(index);
    at = bytes.indexOf(needle, isFound ? (index + 1) * UUID_BYTES : at + 1);
  }
  return found;
}

function digitAt(bytes: Buffer, digit: number): number {
  const byte = bytes[digit >> 1] ?? 0;
  return digit % 2 === 0 ? byte >> 4 : byte & 15;
}
