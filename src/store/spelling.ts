/** What the columns of a segment do not tell of the texts of its records: the part `spelling`, see docs/format.md. */

import { corrupt } from './errors.ts';
import { frame } from './frame.ts';
import { bytesOf, joined, uint16At, uint32At } from './typed-arrays.ts';

/** How the record of a row is written: JSON without white space, JSON with it, or in a way that the columns do not tell. */
export const PLAIN = 0;
export const SPACED = 1;
export const OPAQUE = 2;

export interface Spelling {
  /** `PLAIN`, `SPACED` or `OPAQUE`, by row. */
  readonly flags: Uint8Array;
  /** For each occurrence of a text its row, ascending, and its number. */
  readonly rows: Uint16Array;
  readonly numbers: Uint32Array;
  /** What is between the quotes of keys and values, or numbers, as they are written. */
  readonly texts: readonly Uint8Array[];
  /** Keys that occur without a field under them. */
  readonly bareKeys: readonly string[];
  /** Columns in whose paths a key has a dot. */
  readonly dotted: readonly string[];
  /** Columns with a value that is written with escapes. */
  readonly escaped: readonly string[];
}

/** Whether a text may be a key or string of the columns that is written in another way, which always takes an escape. */
export function isRespelled(text: Uint8Array): boolean {
  return text.includes(0x5c);
}

/** Numbers of texts, occurrences, bare keys, dotted and escaped columns. */
const HEADER_WORDS = 5;

export function encodeSpelling(spelling: Spelling): Uint8Array<ArrayBuffer> {
  const { flags, rows, numbers, texts, bareKeys, dotted, escaped } = spelling;
  const names = [...bareKeys, ...dotted, ...escaped].map((name) => Buffer.from(name));
  const strings = [...texts, ...names];
  const header = Uint32Array.of(texts.length, rows.length, bareKeys.length, dotted.length, escaped.length);
  const lengths = Uint32Array.from(strings, ({ length }) => length);
  const fixed = joined([header, numbers, lengths, rows, flags]);
  return frame(Buffer.concat([fixed, ...strings]));
}

/** @throws StoreError `corrupt` */
export function decodeSpelling(raw: Uint8Array, events: number, what: string): Spelling {
  const [texts = 0, occurrences = 0, bareKeys = 0, dotted = 0, escaped = 0] = uint32At(raw, 0, HEADER_WORDS, what);
  const count = texts + bareKeys + dotted + escaped;
  let at = HEADER_WORDS * 4;
  const numbers = uint32At(raw, at, occurrences, what);
  at += numbers.byteLength;
  const lengths = uint32At(raw, at, count, what);
  at += lengths.byteLength;
  const rows = uint16At(raw, at, occurrences, what);
  at += rows.byteLength + events;
  if (at > raw.length) throw corrupt(`${what} is shorter than its counts`);
  const flags = raw.subarray(at - events, at);
  const strings: Uint8Array[] = [];
  for (const length of lengths) {
    if (at + length > raw.length) throw corrupt(`${what} is shorter than its counts`);
    strings.push(raw.subarray(at, at + length));
    at += length;
  }
  if (rows.some((row) => row >= events) || numbers.some((number) => number >= texts)) {
    throw corrupt(`${what} has a text for a row that does not exist, or a row without a text`);
  }
  const names = strings.slice(texts).map((name) => Buffer.from(bytesOf(name)).toString());
  return {
    flags,
    rows,
    numbers,
    texts: strings.slice(0, texts),
    bareKeys: names.slice(0, bareKeys),
    dotted: names.slice(bareKeys, bareKeys + dotted),
    escaped: names.slice(bareKeys + dotted),
  };
}
