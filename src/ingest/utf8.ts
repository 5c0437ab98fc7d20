/** UTF-8 at byte level: validation without decoding, and writing of single code points. */

/** What a lone surrogate becomes. */
export const REPLACEMENT = 0xfffd;

/**
 * Length in bytes (2 to 4) of the well-formed multi-byte sequence at `position`, 0 when it is ill-formed, or -1 when it is well-formed as
 * far as `end` but not complete. The byte at `position` must be 0x80 or more.
 */
export function sequenceLength(bytes: Uint8Array, position: number, end: number): number {
  const lead = bytes[position] as number;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let at = 1; at < length; at++) {
    if (position + at >= end) return -1;
    const byte = bytes[position + at] as number;
    // The second byte has narrower bounds after some lead bytes: overlong forms, surrogates, beyond U+10FFFF.
    const low = at > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = at > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return 0;
  }
  return length;
}

/** Writes a code point (not a surrogate) and returns the position after it. */
export function writeCodePoint(target: Uint8Array, position: number, codePoint: number): number {
  let at = position;
  if (codePoint < 0x80) {
    target[at++] = codePoint;
  } else if (codePoint < 0x800) {
    target[at++] = 0xc0 | (codePoint >> 6);
    target[at++] = 0x80 | (codePoint & 0x3f);
  } else if (codePoint < 0x10000) {
    target[at++] = 0xe0 | (codePoint >> 12);
    target[at++] = 0x80 | ((codePoint >> 6) & 0x3f);
    target[at++] = 0x80 | (codePoint & 0x3f);
  } else {
    target[at++] = 0xf0 | (codePoint >> 18);
    target[at++] = 0x80 | ((codePoint >> 12) & 0x3f);
    target[at++] = 0x80 | ((codePoint >> 6) & 0x3f);
    target[at++] = 0x80 | (codePoint & 0x3f);
  }
  return at;
}
