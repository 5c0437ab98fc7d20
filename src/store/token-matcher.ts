/** Finds the text of a token query in bytes and texts. */

import type { TokenQuery } from './text-query.ts';

/** The letters outside ASCII that are the same as one of its letters when case does not matter, in UTF-8 with a character per byte. */
const KELVIN = '\\xe2\\x84\\xaa';
const LONG_S = '\\xc5\\xbf';

/** A byte that is written with a backslash in JSON, or would be. */
export const isEscaped = (byte: number): boolean => byte < 0x20 || byte === 0x22 || byte === 0x5c;

/** How the rest of an escape of a control character may begin: `\n` and `\u001f` do not need more than the backslash before them. */
const ESCAPE_TAIL = /^[bfnrtu0-9a-f]/i;

/** Finds the next place in the bytes it was made for: -1 when there is none. */
export interface Finder {
  next(from: number): number;
  /** Bytes of what was found. */
  readonly length: number;
}

const NOWHERE: Finder = { next: () => -1, length: 0 };

export class TokenMatcher {
  readonly query: TokenQuery;
  /** In lower case if case does not matter. */
  readonly text: string;
  readonly bytes: Buffer;
  /** Whether the text can be in a string whose escapes have been taken out. */
  readonly inPlainStrings: boolean;
  /**
   * In which strings it can be as they are written although it is not in the string itself: those with any character that is written with a
   * backslash, those with a control character (`nabc` is in `\nabc`), or none.
   */
  readonly meets: 'escapes' | 'controls' | 'none';
  readonly #pattern: RegExp | undefined;
  /** A part of the pattern of which every match has as many bytes, which is much faster to look for. */
  readonly #sign: RegExp | undefined;

  constructor(query: TokenQuery) {
    const { text, ignoresCase, inStrings, place } = query;
    this.query = query;
    this.text = ignoresCase ? text.toLowerCase() : text;
    this.bytes = Buffer.from(text);
    const hasEscaped = this.bytes.some(isEscaped);
    this.inPlainStrings = inStrings && !hasEscaped;
    const meets = hasEscaped ? 'escapes' : ESCAPE_TAIL.test(text) ? 'controls' : 'none';
    this.meets = inStrings && place === 'within' ? meets : 'none';
    this.#pattern = ignoresCase ? foldingPattern(this.text) : undefined;
    const [sign = ''] = this.text.split(/[ks]/).sort((a, b) => b.length - a.length);
    this.#sign = ignoresCase && sign !== '' && sign !== this.text ? new RegExp(foldingPattern(sign).source) : undefined;
  }

  finder(bytes: Buffer): Finder {
    const pattern = this.#pattern;
    if (pattern === undefined) {
      const needle = this.bytes;
      return { next: (from) => bytes.indexOf(needle, from), length: needle.length };
    }
    const text = bytes.toString('latin1');
    if (this.#sign?.test(text) === false) return NOWHERE;
    let length = 0;
    return {
      next: (from) => {
        pattern.lastIndex = from;
        const match = pattern.exec(text);
        length = match?.[0].length ?? 0;
        return match?.index ?? -1;
      },
      get length() {
        return length;
      },
    };
  }

  /** Whether the text is in these bytes, wherever. */
  isIn(bytes: Uint8Array): boolean {
    return this.finder(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).next(0) >= 0;
  }

  /** Whether a number or literal, as it is written, has the text in it. */
  fitsScalar(written: string): boolean {
    const { place, ignoresCase } = this.query;
    const text = ignoresCase ? written.toLowerCase() : written;
    if (place === 'within') return text.includes(this.text);
    return place === 'start' ? text.startsWith(this.text) : text === this.text;
  }
}

function foldingPattern(text: string): RegExp {
  const source = text.replace(/./gs, (char) => {
    const code = `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
    if (!/[a-z]/.test(char)) return code;
    const both = `[${code}${char.toUpperCase()}]`;
    if (char === 'k') return `(?:${both}|${KELVIN})`;
    return char === 's' ? `(?:${both}|${LONG_S})` : both;
  });
  return new RegExp(source, 'g');
}

/** A string as JSON writes it between its quotes. */
export function escapedBytes(bytes: Uint8Array): Uint8Array {
  // As a text with a character per byte; those beyond ASCII stay as they are.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return Buffer.from(JSON.stringify(text).slice(1, -1), 'latin1');
}
