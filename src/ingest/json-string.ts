/** The inside of a JSON string: from its escaped form to UTF-8. */

import { REPLACEMENT, writeCodePoint } from './utf8.ts';

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

/** Byte that follows a backslash → the character it stands for; 0 where the escape does not exist (`u` is apart). */
export const ESCAPES: Uint8Array = escapeTable();

function escapeTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (const [letter, meaning] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t']) {
    table[(letter as string).charCodeAt(0)] = (meaning as string).charCodeAt(0);
  }
  return table;
}

/** Value of a hexadecimal digit, or -1. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Whether `JSON.stringify` writes the four digits at `position` so: those of a control character that has no letter of its own, in lower case. */
export function isUsualEscape(bytes: Uint8Array, position: number): boolean {
  const unit = codeUnit(bytes, position);
  if (unit >= 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09 || unit === 0x08 || unit === 0x0c) return false;
  const last = bytes[position + 3] as number;
  return last < 0x41 || last > 0x46;
}

function codeUnit(bytes: Uint8Array, position: number): number {
  let unit = 0;
  for (let at = position; at < position + 4; at++) unit = unit * 16 + hexDigit(bytes[at] as number);
  return unit;
}

/**
 * Writes the unescaped form of `[start, end)`, whose escapes must be valid, to `target`, which must have room for `end - start` bytes
 * (unescaping never lengthens). Lone surrogates become U+FFFD. Returns the number of bytes written.
 */
export function unescapeString(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let from = start;
  let to = 0;
  while (from < end) {
    const byte = bytes[from] as number;
    if (byte !== BACKSLASH) {
      target[to++] = byte;
      from++;
      continue;
    }
    const letter = bytes[from + 1] as number;
    if (letter !== LOWER_U) {
      target[to++] = ESCAPES[letter] as number;
      from += 2;
      continue;
    }
    let point = codeUnit(bytes, from + 2);
    from += 6;
    if (point >= 0xd800 && point <= 0xdfff) {
      const pairs = point < 0xdc00 && from + 6 <= end && bytes[from] === BACKSLASH && bytes[from + 1] === LOWER_U;
      const low = pairs ? codeUnit(bytes, from + 2) : 0;
      if (low >= 0xdc00 && low <= 0xdfff) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        from += 6;
      } else {
        point = REPLACEMENT;
      }
    }
    to = writeCodePoint(target, to, point);
  }
  return to;
}
