/** The lexer: regex or division, comments, and what starts no token. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '../../src/parser/ast.ts';
import { lex, spanOf } from '../../src/parser/lexer.ts';
import { LEXER_TOKENS } from '../../src/parser/tokens.ts';
import { fragments } from './fragments.ts';

function types(text: string): string {
  return lex(text)
    .tokens.map(({ tokenType }) => tokenType.name)
    .join(' ');
}

describe('a slash', () => {
  test.each([
    ['a like /x|y/', 'Name Like Regex'],
    ['a not like /#"/', 'Name Not Like Regex'],
    ['a =~ /x\\/y/', 'Name MatchOperator Regex'],
    ['parse /x/', 'Name Regex'],
    ['parse a.`b c`.0 /x\ny/', 'Name Name Regex'],
    ['| parse /x/', 'Pipe Name Regex'],
    ['a/b/c', 'Name ArithmeticOperator Name ArithmeticOperator Name'],
    ['sum(x)/1024/1024', 'Name LeftParen Name RightParen ArithmeticOperator Numeral ArithmeticOperator Numeral'],
    ['filter parse /2/ 3', 'Name Name ArithmeticOperator Numeral ArithmeticOperator Numeral'],
    ['parse a b /x/', 'Name Name Name ArithmeticOperator Name ArithmeticOperator'],
  ])('opens a regex only after like, =~, parse and parse <field>: %j', (text, names) => {
    expect(types(text)).toBe(names);
    expect(lex(text).errors).toEqual([]);
  });

  test.each([
    ['replace(a, /\\/x\\/[0-9]+/, "y")', '\\', 11, 24],
    ['a = /x/', '/', 4, 7],
  ])('where an operand is expected is a misplaced regex: %j', (text, character, start, end) => {
    expect(lex(text).errors).toMatchObject([
      { code: 'unrecognized-token', message: `token recognition error at: '${character}'`, span: { start, end } },
    ]);
  });
});

describe('words', () => {
  test.each([
    ['as asc ascending', 'As Asc Name'],
    ['in into interval', 'In Into Name'],
    ['AND Or nOt', 'And Or Not'],
    ['or.x and_ not@ by1', 'Name Name Name Name'],
    ['a.b.0.c', 'Name'],
    ['a . b', 'Name Dot Name'],
    ['5m 5minutely 5.5m 5', 'Period Numeral Name Numeral Name Numeral'],
    ['x-amz', 'Name Minus Name'],
  ])('%j', (text, names) => {
    expect(types(text)).toBe(names);
  });
});

test('comments end with their line and are no comments in texts, regexes and backticks', () => {
  const text = 'a # one | "\n"#" `#` like /#/ # two';
  const { tokens, comments, errors } = lex(text);
  expect(tokens.map(({ image }) => image)).toEqual(['a', '"#"', '`#`', 'like', '/#/']);
  expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual(['# one | "', '# two']);
  expect(errors).toEqual([]);
});

describe('characters that start no token', () => {
  test.each([
    ['a "b c', '"', 'the text that starts with " has no end: close it with "'],
    ["a 'b c", "'", "the text that starts with ' has no end: close it with '"],
    ['a `b c', '`', 'the name in backticks has no end: close it with `'],
    ['a ``', '`', 'there is no name between the backticks'],
    ['a like /b', '/', 'the regular expression has no end: close it with /'],
    ['a like //', '/', 'there is nothing between the slashes'],
    ['a && b', '&', 'write and'],
    ['a ~ "b"', '~', 'write like /…/ or =~ /…/'],
    ['a !~ /b c/', '~', 'write not like /…/'],
    ['a “b', '“', 'write straight quotes: "…"'],
    ['a 😀', '😀', 'a name with such characters needs backticks, a text needs quotes'],
    ['a;', ';', 'a query has no end mark, and commands are separated by |'],
  ])('%j', (text, character, hint) => {
    expect(lex(text).errors).toMatchObject([
      { code: 'unrecognized-token', message: `token recognition error at: '${character}'`, hint },
    ]);
  });

  test('an unended text is given up at the end of its line', () => {
    expect(lex('a = "b\n| limit 5').tokens.map(({ image }) => image)).toEqual(['a', '=', '|', 'limit', '5']);
  });
});

test('tokens, comments, white space and errors cover any text exactly', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fragments), (text) => {
      const { tokens, comments, errors } = lex(text);
      const spans: Span[] = [...tokens.map(spanOf), ...comments, ...errors.map(({ span }) => span)];
      spans.sort((a, b) => a.start - b.start);
      let end = 0;
      for (const span of spans) {
        expect(text.slice(end, span.start).trim()).toBe('');
        expect(span.start).toBeGreaterThanOrEqual(end);
        expect(span.end).toBeGreaterThan(span.start);
        end = span.end;
      }
      expect(text.slice(end).trim()).toBe('');
    }),
    { numRuns: 1_000 },
  );
});

test('no reserved word hides a longer one', () => {
  for (const { name } of LEXER_TOKENS) {
    if (/^(?:As|By|And|Or|Not|In|Like|Asc|Desc|Into|Offset|Multi|Where)$/.test(name)) expect(types(name)).toBe(name);
  }
});
