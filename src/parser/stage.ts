/** One stage: its command word decides by which rule of the grammar the rest is read. */
import type { IToken } from 'chevrotain';
import type { Span, Stage } from './ast.ts';
import type { Reading } from './grammar/expressions.ts';
import type { Body, StageParser } from './grammar/stages.ts';
import type { BodyParser } from './grammar/tables.ts';
import { spanOf } from './lexer.ts';
import { commonParser, wholeParser } from './parsers.ts';

/** For each kind of stage, what its rule reads and what the command word adds. */
type Rules<Kinds extends Stage['kind'], Parser> = {
  readonly [Kind in Kinds]: (parser: Parser, word: IToken) => Body<Kind>;
};

type CommonKind = keyof typeof COMMON_RULES;

const COMMON_RULES = {
  fields: (p) => ({ items: p.items() }),
  display: (p) => ({ items: p.items() }),
  filter: (p, word) => ({
    command: oneOf(word, ['filter', 'where', 'filterIndex'] as const),
    condition: p.expression(),
  }),
  stats: (p) => p.stats(),
  sort: (p, word) => ({ command: oneOf(word, ['sort', 'order'] as const), keys: p.sort() }),
  limit: (p, word) => {
    const command = oneOf(word, ['limit', 'head', 'tail'] as const);
    return { command, ...p.limit(command === 'limit') };
  },
  dedup: (p) => ({ keys: p.names() }),
  expand: (p) => ({ field: p.name() }),
  unmask: (p) => ({ names: p.names() }),
  countFrequent: (p) => ({ names: p.names() }),
  pattern: (p) => ({ expression: p.expression() }),
  anomaly: (p) => p.nothing(),
  estimate: (p) => p.nothing(),
} as const satisfies Partial<Rules<Stage['kind'], StageParser>>;

const OTHER_RULES: Rules<Exclude<Stage['kind'], CommonKind>, BodyParser> = {
  source: (p) => p.source(),
  parse: (p) => p.parse(),
  json: (p) => p.json(),
  unnest: (p) => p.unnest(),
  lookup: (p) => p.lookup(),
  cidrlookup: (p) => p.cidrlookup(),
  join: (p) => p.join(),
  appendcols: (p) => p.appendcols(),
  addtotals: (p) => p.addtotals(),
  accum: (p) => p.accum(),
  autoregress: (p) => p.autoregress(),
  filldown: (p) => p.filldown(),
  fillmissing: (p) => p.fillmissing(),
  sessionize: (p) => p.sessionize(),
  outlier: (p) => p.outlier(),
  diff: (p) => p.diff(),
  relevantfields: (p) => p.relevantfields(),
  logcompare: (p) => p.logcompare(),
  savedQuery: (p) => p.savedQuery(),
};

/** Whether `commonParser` has the rule for a kind. */
export function isCommon(kind: Stage['kind']): kind is CommonKind {
  return Object.hasOwn(COMMON_RULES, kind);
}

/** Reads the stage of a kind from the tokens behind its command word. */
export function readStage(kind: Stage['kind'], word: IToken, body: readonly IToken[]): Reading<Stage> {
  const reading = readBody(kind, word, body);
  if ('failure' in reading) return reading;
  const span: Span = { start: word.startOffset, end: spanOf(body.at(-1) ?? word).end };
  // The tables above pair each kind with its body, which a union of kinds no longer tells.
  return { value: { kind, ...reading.value, keyword: spanOf(word), span } as Stage };
}

function readBody(kind: Stage['kind'], word: IToken, body: readonly IToken[]): Reading<object> {
  if (isCommon(kind)) {
    const parser = commonParser();
    return parser.read<object>(body, () => COMMON_RULES[kind](parser, word));
  }
  const parser = wholeParser();
  return parser.read<object>(body, () => OTHER_RULES[kind](parser, word));
}

/** Which of the words was written, whatever its case. */
function oneOf<T extends string>(word: IToken, words: readonly [T, ...T[]]): T {
  const lower = word.image.toLowerCase();
  return words.find((candidate) => candidate.toLowerCase() === lower) ?? words[0];
}
