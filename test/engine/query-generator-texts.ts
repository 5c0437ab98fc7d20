/** Texts that are seldom a query: words in any order, damaged queries, any characters. */
import fc from 'fast-check';
import { lex, spanOf } from '../../src/parser/lexer.ts';
import { randomQuery } from './query-generator.ts';

const COMMANDS =
  'fields display filter where filterIndex stats sort order limit head tail dedup parse json unnest expand unmask SOURCE lookup cidrlookup join appendcols addtotals accum autoregress filldown fillmissing countFrequent sessionize outlier pattern diff anomaly relevantfields logcompare estimate search';
const KEYWORDS =
  'by as and or not in like into with for multi csv logfmt xml offset maxspan timeshift OUTPUT OUTPUTNEW type= left= right= override=true max=2 col=true row=false fieldname= param= mark=true action=remove p=1-3 start= end=now previousDay any asc desc true null';
const MARKS = '| | | , , ( ) [ ] { } = == != < > <= =~ + - * / % ^ ! . : $ ~ & ` " \' \\ #';
const NAMES =
  'a b eventName `o.y-z` @timestamp @message x 1 2.5 5m 0 1e999 99999999999999999999 "text" \'*\' /re(?<g>x)/ /(/ __proto__ known l.a r.b';
const CALLS =
  'count(*) count strlen( bin( bin(5m) if( pct(a,50) nope(a) now() jsonParse(j) split(a,",") topk(1,a) values(a) $some() histogram(a,1)';

const WORDS: readonly string[] = [COMMANDS, KEYWORDS, MARKS, NAMES, CALLS]
  .flatMap((line) => line.split(' '))
  .concat('\n', '😀', '\u0000', '\ud800', '(SOURCE "cloudtrail" | fields a)', '\u2028', '“');

const word = fc.constantFrom(...WORDS);

/** Words of the language in any order. */
export const wordSalad: fc.Arbitrary<string> = fc.array(word, { maxLength: 25 }).map((words) => words.join(' '));

/** A query with a piece cut out, doubled or replaced. */
export const damagedQuery: fc.Arbitrary<string> = fc
  .tuple(randomQuery, fc.nat(), fc.nat({ max: 12 }), fc.oneof(fc.constant(''), word))
  .map(([query, at, length, inserted]) => {
    const start = at % (query.length + 1);
    return query.slice(0, start) + inserted + query.slice(start + length);
  });

export const anyCharacters: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => new TextDecoder().decode(bytes)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => `fields a | ${new TextDecoder('latin1').decode(bytes)}`),
);

/** One of the queries with one to three of its tokens left out, doubled, replaced, or swapped with another. */
export function mutated(queries: readonly string[]): fc.Arbitrary<string> {
  const change = fc.record({ at: fc.nat(), to: fc.nat(), how: fc.nat({ max: 4 }), word });
  return fc
    .tuple(fc.constantFrom(...queries), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([query, changes]) =>
      changes.reduce((text, { at, to, how, word }) => changed(text, at, to, how, word), query),
    );
}

function changed(text: string, at: number, to: number, how: number, replacement: string): string {
  const spans = lex(text).tokens.map(spanOf);
  const one = spans[at % spans.length];
  const other = spans[to % spans.length];
  if (!one || !other) return text + replacement;
  const [before, image, after] = [text.slice(0, one.start), text.slice(one.start, one.end), text.slice(one.end)];
  switch (how) {
    case 0:
      return before + after;
    case 1:
      return `${before}${image} ${image}${after}`;
    case 2:
      return before + replacement + after;
    case 3:
      return `${before}${replacement} ${image}${after}`;
    default:
      return before + text.slice(other.start, other.end) + after;
  }
}
