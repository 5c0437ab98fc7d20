/** All mistakes of a query in one run, none of them twice. */
import { describe, expect, test } from 'vitest';
import { parse } from '../../src/parser/parse.ts';

function read(text: string): { stages: string[]; mistakes: [number, string][] } {
  const { query, diagnostics } = parse(text);
  return {
    stages: (query?.stages ?? []).map(({ kind }) => kind),
    mistakes: diagnostics.map(({ span, code }) => [span.start, code]),
  };
}

test('a mistake in each stage is told, in the order of the text, and sound stages are in the tree', () => {
  const text = 'fields *, b | filtre a = 1 | stats count(*) by x | sort | pattern @message | limit "5';
  expect(read(text)).toEqual({
    stages: ['stats'],
    mistakes: [
      [7, 'unexpected-symbol'],
      [14, 'unexpected-symbol'],
      [56, 'unexpected-symbol'],
      [58, 'not-implemented'],
      [83, 'unrecognized-token'],
    ],
  });
});

describe('a mistake is told once', () => {
  test.each([
    ['several in one stage', 'fields *, *, as by | limit 5', ['limit']],
    ['double pipe', 'filter a = 1 || b = 2 | limit 5', ['limit']],
    ['double pipe at the end', 'limit 5 ||', []],
    ['no command, then a body', 'a = 1 and b = (2 | limit 5', ['limit']],
    ['an opening without its closing', 'filter f(a, (b | limit 5', ['limit']],
    ['a bracket without its closing', 'filter a in ["x", "y" | limit 5', ['limit']],
    ['a closing without its opening', 'filter a) | limit 5', ['limit']],
    ['a pipe in parentheses', 'filter (a | b) | limit 5', ['limit']],
    ['an unended text', 'filter a = "b | c\n| limit 5', ['limit']],
    ['unknown characters', 'filter § a = * b | limit 5', ['limit']],
    ['nothing but unknown characters', '§ | limit 5', ['limit']],
    ['unknown characters before a word', '§ a | limit 5', ['limit']],
    ['a foreign match', 'filter a !~ /b|c/ | limit 5', ['limit']],
    ['a misplaced regex with a flag', 'filter a = /b c/i | limit 5', ['limit']],
    ['a refused command with its own syntax', 'SOURCE logGroups(namePrefix: ["a|b"]) | limit 5', ['limit']],
    ['a subquery', 'filter a in (SOURCE x | filtre b | fields c) and * | limit 5', ['limit']],
    ['a refused join', 'join left=a where a.x=b.x (SOURCE y | top 5) | limit 5', ['limit']],
    ['refused clauses', 'parse a /b/ multi | limit 5', ['limit']],
  ])('%s', (_, text, stages) => {
    const result = read(text);
    expect(result.mistakes).toHaveLength(1);
    expect(result.stages).toEqual(stages);
  });
});

test('an empty stage between two others is one mistake', () => {
  expect(read('fields a | | limit 5')).toEqual({ stages: ['fields', 'limit'], mistakes: [[11, 'unexpected-symbol']] });
});

test('a query without a sound stage has no tree', () => {
  expect(parse('fields *').query).toBeUndefined();
  expect(parse('').query).toBeUndefined();
});

test('the words of a refusal name the thing', () => {
  expect(parse('diff previousDay').diagnostics).toMatchObject([
    {
      code: 'not-implemented',
      message: 'Query cannot be compiled: diff is not supported by TrailQL yet',
      span: { start: 0, end: 4 },
    },
  ]);
});

test('line and position count from the last line break', () => {
  expect(parse('fields a\n\n| filter\n  b = = 1').diagnostics).toMatchObject([
    { message: 'unexpected symbol found = at line 4 and position 6' },
  ]);
  expect(parse('fields a,\n').diagnostics).toMatchObject([
    { message: 'unexpected symbol found <EOF> at line 2 and position 0', span: { start: 10, end: 10 } },
  ]);
});
