/** Sets of Unicode code points, as sorted disjoint ranges: what one position of a regular expression accepts. */

export type CharSet = readonly (readonly [from: number, to: number])[];

const LAST = 0x10ffff;

/** The union of ranges in any order. */
export function charSet(ranges: CharSet): CharSet {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

export function complement(set: CharSet): CharSet {
  const result: [number, number][] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (from > next) result.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST) result.push([next, LAST]);
  return result;
}

export function disjoint(a: CharSet, b: CharSet): boolean {
  return a.every(([from, to]) => b.every((other) => to < other[0] || other[1] < from));
}

const DIGIT: CharSet = [[0x30, 0x39]];
const SPACE: CharSet = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
const WORD: CharSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];

/** Any character but a line feed. */
export const NOT_NEWLINE: CharSet = complement([[0x0a, 0x0a]]);
export const ANY: CharSet = [[0, LAST]];

/** The Perl classes, which are ASCII in RE2. */
export const PERL_CLASSES: ReadonlyMap<string, CharSet> = new Map([
  ['d', DIGIT],
  ['s', SPACE],
  ['w', WORD],
  ['D', complement(DIGIT)],
  ['S', complement(SPACE)],
  ['W', complement(WORD)],
]);

const LONG_S = 0x17f;
const KELVIN = 0x212a;

/**
 * Adds the other case of every letter. Only for sets within ASCII: undefined for others, whose case pairs need Unicode's tables.
 * Outside ASCII, only the long s and the Kelvin sign fold to ASCII letters.
 */
export function foldCase(set: CharSet): CharSet | undefined {
  if (set.some(([, to]) => to > 0x7f)) return undefined;
  const folded = [...set];
  for (let lower = 0x61; lower <= 0x7a; lower++) {
    const upper = lower - 0x20;
    if (!set.some(([from, to]) => (from <= lower && lower <= to) || (from <= upper && upper <= to))) continue;
    folded.push([lower, lower], [upper, upper]);
    if (lower === 0x73) folded.push([LONG_S, LONG_S]);
    if (lower === 0x6b) folded.push([KELVIN, KELVIN]);
  }
  return charSet(folded);
}

/** The set as a part of a native regular expression with the `u` flag. */
export function charSetSource(set: CharSet): string {
  const [only] = set;
  if (set.length === 1 && only && only[0] === only[1]) return charSource(only[0]);
  return `[${set.map(([from, to]) => (from === to ? charSource(from) : `${charSource(from)}-${charSource(to)}`)).join('')}]`;
}

function charSource(point: number): string {
  const char = String.fromCodePoint(point);
  return /^[0-9A-Za-z]$/.test(char) ? char : `\\u{${point.toString(16)}}`;
}
