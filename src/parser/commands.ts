/** The command words: those the grammar reads and those it knows but refuses (language specification, appendix C). */
import { nearestNames } from './nearest.ts';

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

const SPELLINGS: readonly string[] = [...COMMANDS.keys(), ...REFUSED_COMMANDS.values()].map((word) =>
  word === 'filterindex' ? 'filterIndex' : word,
);

/** The command word most like a misspelt one; `undefined` when none is near. */
export function nearestCommand(word: string): string | undefined {
  return nearestNames(word, SPELLINGS, 1)[0];
}
