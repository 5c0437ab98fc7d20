/** Which keys have a text in them, going by the paths of fields: keys joined by dots, with the indexes of arrays among them. */

import { ALWAYS, NEVER, type PairQuery, PERHAPS } from './text-query.ts';
import { escapedBytes, isEscaped, type TokenMatcher } from './token-matcher.ts';

export type KeyMatch = typeof NEVER | typeof PERHAPS | typeof ALWAYS;

const INDEX = /^\d+$/;

/** The keys of a path as they are in records: one at the top level that starts with `@` has one more in its path. */
function keysOf(path: string): string {
  return path.startsWith('@@') ? path.slice(1) : path;
}

/** Keys as they are written between their quotes. */
function written(keys: string): string {
  const bytes = Buffer.from(keys);
  return bytes.some(isEscaped) ? Buffer.from(escapedBytes(bytes)).toString() : keys;
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

/**
 * The paths whose last key may be that of a pair; `ALWAYS` if it is when no key of the path has a dot.
 * @param known what was found out of other segments, by path.
 */
export function* pathsEndingWith(
  pair: PairQuery,
  paths: readonly string[],
  known: Map<string, KeyMatch>,
): Generator<[path: string, match: KeyMatch]> {
  for (const path of paths) {
    let match = known.get(path);
    if (match === undefined) {
      match = lastKeyMatch(pair, keysOf(path));
      known.set(path, match);
    }
    if (match !== NEVER) yield [path, match];
  }
}

/** Whether the last of the keys may be that of a pair. */
export function lastKeyMatch({ key, isWholeKey }: PairQuery, keys: string): KeyMatch {
  const path = written(keys);
  if (!path.endsWith(key)) return NEVER;
  const sure = key.includes('.') || path !== keys ? PERHAPS : ALWAYS;
  if (!isWholeKey || path.length === key.length) return sure;
  const before = path[path.length - key.length - 1];
  if (before === '.') return sure;
  // The first quote of the text may be one that is part of the key.
  return before === '"' ? PERHAPS : NEVER;
}
