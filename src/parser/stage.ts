/** One stage: its command word decides by which rule of the grammar the rest is read. */
import type { IToken } from 'chevrotain';
import type { Span, Stage } from './ast.ts';
import type { Reading } from './grammar/expressions.ts';
import type { Body } from './grammar/stages.ts';
import type { BodyParser } from './grammar/tables.ts';
import { spanOf } from './lexer.ts';

/** For each kind of stage, what its rule reads and what the command word adds. */
const RULES: { readonly [Kind in Stage['kind']]: (parser: BodyParser, word: IToken) => Body<Kind> } = {
  source: (p) => p.source(),
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
  parse: (p) => p.parse(),
  json: (p) => p.json(),
  unnest: (p) => p.unnest(),
  expand: (p) => ({ field: p.name() }),
  unmask: (p) => ({ names: p.names() }),
  lookup: (p) => p.lookup(),
  cidrlookup: (p) => p.cidrlookup(),
  join: (p) => p.join(),
  appendcols: (p) => p.appendcols(),
  addtotals: (p) => p.addtotals(),
  accum: (p) => p.accum(),
  autoregress: (p) => p.autoregress(),
  filldown: (p) => p.filldown(),
  fillmissing: (p) => p.fillmissing(),
  countFrequent: (p) => ({ names: p.names() }),
  sessionize: (p) => p.sessionize(),
  outlier: (p) => p.outlier(),
  pattern: (p) => ({ expression: p.expression() }),
  diff: (p) => p.diff(),
  anomaly: (p) => p.nothing(),
  relevantfields: (p) => p.relevantfields(),
  logcompare: (p) => p.logcompare(),
  estimate: (p) => p.nothing(),
  savedQuery: (p) => p.savedQuery(),
};

/** Reads the stage of a kind from the tokens behind its command word. */
export function readStage(
  parser: BodyParser,
  kind: Stage['kind'],
  word: IToken,
  body: readonly IToken[],
): Reading<Stage> {
  const reading = parser.read<object>(body, () => RULES[kind](parser, word));
  if ('failure' in reading) return reading;
  const span: Span = { start: word.startOffset, end: spanOf(body.at(-1) ?? word).end };
  // The table above pairs each kind with its body, which a union of kinds no longer tells.
  return { value: { kind, ...reading.value, keyword: spanOf(word), span } as Stage };
}

/** Which of the words was written, whatever its case. */
function oneOf<T extends string>(word: IToken, words: readonly [T, ...T[]]): T {
  const lower = word.image.toLowerCase();
  return words.find((candidate) => candidate.toLowerCase() === lower) ?? words[0];
}
