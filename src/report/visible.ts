/**
 * Makes text of unknown origin fit for a terminal. Evidence may hold escape sequences that recolour, overwrite or answer back,
 * bidirectional controls that reorder what is read, and lone surrogates; each is shown as an escape instead of acting.
 */

import { isUtf8 } from 'node:buffer';

// Controls (C0, DEL, C1), line and paragraph separators, lone surrogates, and format characters except the joiners, which emoji
// and several scripts need.
const UNSAFE = /[\p{Cc}\u2028\u2029\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escaped(character: string): string {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** The text on one line, with every character that would act on a terminal shown as an escape such as `\n` or `\x1b`. */
export function visible(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** As `visible`, but line ends stay: for output that consists of lines. */
export function visibleLines(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\n' ? character : escaped(character)));
}

/**
 * Bytes as text on one line: what is no text is shown as escapes such as `\xff`.
 * @param most bytes that are shown; `…` stands for the rest
 */
export function visibleBytes(bytes: Uint8Array, most: number): string {
  const shown = bytes.subarray(0, most);
  const end = most < bytes.length ? wholeCharacters(shown) : shown.length;
  const start = Buffer.from(shown.subarray(0, end));
  const text = isUtf8(start)
    ? visible(start.toString())
    : visible(start.toString('latin1')).replace(/[\x80-\xff]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`);
  return end < bytes.length ? `${text}…` : text;
}

/** Length without the first bytes of a character of UTF-8 whose last ones are missing. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (byte >= 0xc0) return back < length ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
