/** The command words: those the grammar reads and those it knows but refuses (language specification, appendix C). */

export interface Command {
  readonly kind: 'fields' | 'display' | 'filter' | 'stats' | 'sort' | 'limit' | 'dedup' | 'parse';
  /** What may follow a finished body, in words. */
  readonly follow: string;
}

const FILTER_FOLLOW = 'and, or, an operator or |';
const SORT_FOLLOW = 'asc, desc, a comma or |';
const LIMIT_FOLLOW = '|';

/** By command word in lower case. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['fields', { kind: 'fields', follow: 'an operator, as, a comma or |' }],
  ['display', { kind: 'display', follow: 'an operator, as, a comma or |' }],
  ['filter', { kind: 'filter', follow: FILTER_FOLLOW }],
  ['where', { kind: 'filter', follow: FILTER_FOLLOW }],
  ['filterindex', { kind: 'filter', follow: FILTER_FOLLOW }],
  ['stats', { kind: 'stats', follow: 'an operator, as, a comma, by or |' }],
  ['sort', { kind: 'sort', follow: SORT_FOLLOW }],
  ['order', { kind: 'sort', follow: SORT_FOLLOW }],
  ['limit', { kind: 'limit', follow: LIMIT_FOLLOW }],
  ['head', { kind: 'limit', follow: LIMIT_FOLLOW }],
  ['tail', { kind: 'limit', follow: LIMIT_FOLLOW }],
  ['dedup', { kind: 'dedup', follow: 'a comma or |' }],
  ['parse', { kind: 'parse', follow: 'as, a comma or |' }],
]);

/** Commands of the service that are refused, by word in lower case: how the refusal calls them. */
export const REFUSED_COMMANDS: ReadonlyMap<string, string> = new Map(
  [
    'accum',
    'addtotals',
    'anomaly',
    'appendcols',
    'autoregress',
    'cidrlookup',
    'countFrequent',
    'count_frequent',
    'diff',
    'estimate',
    'expand',
    'filldown',
    'fillmissing',
    'join',
    'json',
    'logcompare',
    'lookup',
    'outlier',
    'pattern',
    'relevantfields',
    'search',
    'sessionize',
    'SOURCE',
    'unmask',
    'unnest',
  ].map((word) => [word.toLowerCase(), word]),
);

/** Whether a word, in any case, begins a stage on the service. */
export function isCommandWord(word: string): boolean {
  const lower = word.toLowerCase();
  return COMMANDS.has(lower) || REFUSED_COMMANDS.has(lower);
}

/** The command word most like a misspelt one; `undefined` when none is near. */
export function nearestCommand(word: string): string | undefined {
  const lower = word.toLowerCase();
  // A third of the letters may be wrong, so that short words are not taken for any other short word.
  let best = Math.floor(lower.length / 3) + 1;
  let nearest: string | undefined;
  if (lower.length > MAX_GUESSED_WORD) return undefined;
  for (const candidate of [...COMMANDS.keys(), ...REFUSED_COMMANDS.keys()]) {
    const distance = editDistance(lower, candidate, best);
    if (distance < best) {
      best = distance;
      nearest = candidate === 'filterindex' ? 'filterIndex' : (REFUSED_COMMANDS.get(candidate) ?? candidate);
    }
  }
  return nearest;
}

/** No command is as long as this; keeps the distance cheap for any text. */
const MAX_GUESSED_WORD = 24;

/**
 * Letters to insert, delete, replace, or swap with a neighbour, to make one word of the other; given up, as infinity, where
 * it is `limit` or more.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return Number.POSITIVE_INFINITY;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j - 1] ?? 0) + (same ? 0 : 1), (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) >= limit && Math.min(...previous) >= limit) return Number.POSITIVE_INFINITY;
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
