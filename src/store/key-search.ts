/** Which keys have a text in them, going by the paths of fields: keys joined by dots, with the indexes of arrays among them. */

import { ALWAYS, type KeyEnd, NEVER, PERHAPS } from './text-query.ts';
import type { SearchedSegment } from './text-search.ts';
import { escapedBytes, isEscaped, type TokenMatcher } from './token-matcher.ts';

export type KeyMatch = typeof NEVER | typeof PERHAPS | typeof ALWAYS;

const INDEX = /^\d+$/;

/** The keys of a path as they are in records: one at the top level that starts with `@` has one more in its path. */
function keysOf(path: string): string {
  return path.startsWith('@@') ? path.slice(1) : path;
}

/** What is written with a backslash. */
const ESCAPED = /["\\\p{Cc}]/u;

/** Keys as they are written between their quotes. */
function written(keys: string): string {
  return ESCAPED.test(keys) ? JSON.stringify(keys).slice(1, -1) : keys;
}

/** Whether a key of the path has the text in it, as it is written; certain when no key of it has a dot. */
export function keyMatch(path: string, matcher: TokenMatcher): KeyMatch {
  if (!matcher.query.inStrings) return NEVER;
  const keys = Buffer.from(keysOf(path));
  if (keys.some(isEscaped)) return matcher.isIn(escapedBytes(keys)) ? PERHAPS : NEVER;
  if (!matcher.inPlainStrings || !matcher.isIn(keys)) return NEVER;
  // An index looks like a key.
  const isKey = keysOf(path)
    .split('.')
    .some((key) => !INDEX.test(key) && matcher.isIn(Buffer.from(key)));
  return isKey ? ALWAYS : PERHAPS;
}

/** A field whose last key may be the one that is asked for. */
export interface KeyedField {
  readonly field: number;
  readonly path: string;
  /** `ALWAYS` where it is. */
  readonly match: KeyMatch;
}

/** The fields of segments whose last key ends in the same way. */
export class KeyedFields {
  readonly #end: KeyEnd;
  /** By field, when no key of its path has a dot. */
  readonly #matches: (KeyMatch | undefined)[] = [];

  constructor(end: KeyEnd) {
    this.#end = end;
  }

  /** Those of a segment. @throws StoreError `corrupt` */
  of(segment: SearchedSegment): KeyedField[] {
    const dotted = new Set(segment.spelling.dotted);
    const found: KeyedField[] = [];
    for (const field of segment.fields) {
      const match = this.#matches[field] ?? this.#match(segment, field);
      if (match === NEVER) continue;
      const path = segment.path(field) ?? '';
      found.push({ field, path, match: dotted.has(path) ? PERHAPS : match });
    }
    return found;
  }

  #match(segment: SearchedSegment, field: number): KeyMatch {
    const path = segment.path(field);
    const match = path === undefined ? NEVER : lastKeyMatch(this.#end, keysOf(path));
    this.#matches[field] = match;
    return match;
  }
}

/** A text as one that ignores case is compared with it: only two letters beyond ASCII are the same as one of its letters. */
function folded(text: string): string {
  return text.replace(/[A-Z\u017f\u212a]/g, (letter) => (letter === '\u017f' ? 's' : letter.toLowerCase()));
}

/** Whether a text, as it is written, has the end of a key in it. */
export function hasKey(text: Uint8Array, { key, ignoresCase }: KeyEnd): boolean {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  return ignoresCase ? folded(bytes.toString()).includes(key) : bytes.includes(key);
}

/** Whether the last of the keys may end so. */
export function lastKeyMatch({ key, isWholeKey, ignoresCase }: KeyEnd, keys: string): KeyMatch {
  const spelled = written(keys);
  const path = ignoresCase ? folded(spelled) : spelled;
  if (!path.endsWith(key)) return NEVER;
  const sure = key.includes('.') || spelled !== keys ? PERHAPS : ALWAYS;
  if (!isWholeKey || path.length === key.length) return sure;
  const before = path[path.length - key.length - 1];
  if (before === '.') return sure;
  // The first quote of the text may be one that is part of the key.
  return before === '"' ? PERHAPS : NEVER;
}
