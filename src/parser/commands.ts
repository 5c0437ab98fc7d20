/** The command words, and what the grammar knows of each (language specification, appendix C). */
import type { Stage } from './ast.ts';
import { nearestNames } from './nearest.ts';

export interface Command {
  /** As documentation writes it. */
  readonly word: string;
  readonly kind: Stage['kind'];
  /** What may follow a finished body, in words. */
  readonly follow: string;
  /** An example of the whole, for commands with words of their own. */
  readonly form?: string;
}

const ITEM = 'an operator, as, a comma or |';
const CONDITION = 'and, or, an operator or |';
const NAMES = 'a comma or |';
const END = '|';

const ALL: readonly Command[] = [
  { word: 'fields', kind: 'fields', follow: ITEM },
  { word: 'display', kind: 'display', follow: ITEM },
  { word: 'filter', kind: 'filter', follow: CONDITION },
  { word: 'where', kind: 'filter', follow: CONDITION },
  { word: 'filterIndex', kind: 'filter', follow: CONDITION },
  { word: 'stats', kind: 'stats', follow: 'an operator, as, a comma, by or |' },
  { word: 'sort', kind: 'sort', follow: 'asc, desc, a comma or |' },
  { word: 'order', kind: 'sort', follow: 'asc, desc, a comma or |' },
  { word: 'limit', kind: 'limit', follow: END },
  { word: 'head', kind: 'limit', follow: END },
  { word: 'tail', kind: 'limit', follow: END },
  { word: 'dedup', kind: 'dedup', follow: NAMES },
  { word: 'parse', kind: 'parse', follow: 'as, a comma or |' },
  { word: 'json', kind: 'json', follow: END, form: 'json field=a "b.c" as x' },
  { word: 'unnest', kind: 'unnest', follow: 'into or |', form: 'unnest list into x' },
  { word: 'expand', kind: 'expand', follow: END },
  { word: 'unmask', kind: 'unmask', follow: NAMES },
  {
    word: 'SOURCE',
    kind: 'source',
    follow: 'a log group, start=, end= or |',
    form: 'SOURCE "group" start=-1d end=now',
  },
  { word: 'lookup', kind: 'lookup', follow: NAMES, form: 'lookup table column as field OUTPUT column' },
  { word: 'cidrlookup', kind: 'cidrlookup', follow: NAMES, form: 'cidrlookup table field OUTPUT column' },
  { word: 'join', kind: 'join', follow: END, form: 'join left=a right=b where a.x=b.y (SOURCE "group")' },
  { word: 'appendcols', kind: 'appendcols', follow: END, form: 'appendcols (SOURCE "group" | stats …)' },
  { word: 'addtotals', kind: 'addtotals', follow: NAMES, form: 'addtotals col=true a, b' },
  { word: 'accum', kind: 'accum', follow: 'as or |' },
  { word: 'autoregress', kind: 'autoregress', follow: 'as, p= or |', form: 'autoregress a as x p=1-4' },
  { word: 'filldown', kind: 'filldown', follow: 'a name or |' },
  { word: 'fillmissing', kind: 'fillmissing', follow: 'with, a comma or |', form: 'fillmissing with 0 for a' },
  { word: 'countFrequent', kind: 'countFrequent', follow: NAMES },
  { word: 'count_frequent', kind: 'countFrequent', follow: NAMES },
  {
    word: 'sessionize',
    kind: 'sessionize',
    follow: 'a comma, maxspan, as or |',
    form: 'sessionize a, b maxspan 30m as x',
  },
  { word: 'outlier', kind: 'outlier', follow: 'a name or |', form: 'outlier action=remove a b' },
  { word: 'pattern', kind: 'pattern', follow: 'an operator or |' },
  { word: 'diff', kind: 'diff', follow: 'previousDay, previousWeek, previousMonth or |' },
  { word: 'anomaly', kind: 'anomaly', follow: END },
  { word: 'relevantfields', kind: 'relevantfields', follow: CONDITION, form: 'relevantfields a, b where c = "x"' },
  { word: 'logcompare', kind: 'logcompare', follow: END, form: 'logcompare timeshift 7d' },
  { word: 'estimate', kind: 'estimate', follow: END },
  { word: '$', kind: 'savedQuery', follow: END, form: '$name(parameter = "value")' },
];

/** By command word in lower case. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  ALL.map((command) => [command.word.toLowerCase(), command]),
);

/** A command that the service knows but does not document; it is refused (language specification, section 2.2). */
export const UNDOCUMENTED_COMMAND = 'search';

/** Whether a word, in any case, begins a stage. */
export function isCommandWord(word: string): boolean {
  return COMMANDS.has(word.toLowerCase());
}

/** The command word most like a misspelt one; `undefined` when none is near. */
export function nearestCommand(word: string): string | undefined {
  return nearestNames(
    word,
    ALL.map((command) => command.word),
    1,
  )[0];
}
