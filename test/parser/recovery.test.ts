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
  const text = 'fields *, b | filtre a = 1 | stats count(*) by x | sort | pattern | limit "5';
  expect(read(text)).toEqual({
    stages: ['stats'],
    mistakes: [
      [7, 'unexpected-symbol'],
      [14, 'unexpected-symbol'],
      [56, 'unexpected-symbol'],
      [66, 'unexpected-symbol'],
      [74, 'unrecognized-token'],
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
    ['a pipe in brackets', 'filter a in [1 | 2] | limit 5', ['limit']],
    ['a closing of the other kind in parentheses', 'filter (a = 1 ] | b) | limit 5', ['limit']],
    ['an opening of the other kind in parentheses', 'filter (a | b [ c) | limit 5', ['limit']],
    ['an unended text', 'filter a = "b | c\n| limit 5', ['limit']],
    ['unknown characters', 'filter § a = * b | limit 5', ['limit']],
    ['nothing but unknown characters', '§ | limit 5', ['limit']],
    ['unknown characters before a word', '§ a | limit 5', ['limit']],
    ['a foreign match', 'filter a !~ /b|c/ | limit 5', ['limit']],
    ['a misplaced regex with a flag', 'filter a = /b c/i | limit 5', ['limit']],
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

test('a word that is no command is told next to characters behind it that start no token', () => {
  expect(read('fields a | foo §').mistakes).toEqual([
    [11, 'unexpected-symbol'],
    [15, 'unrecognized-token'],
  ]);
});

describe('in a query in parentheses', () => {
  test('a mistake is told once, and the stage around it is read', () => {
    expect(read('join left=a where a.x=b.x (SOURCE y | topp 5) | limit 5')).toEqual({
      stages: ['join', 'limit'],
      mistakes: [[38, 'unexpected-symbol']],
    });
  });

  test('mistakes are told with those around it, in the order of the text', () => {
    expect(read('filtre a | filter b in (SOURCE x | filtre b | sort | fields c) and * | limit x')).toEqual({
      stages: [],
      mistakes: [
        [0, 'unexpected-symbol'],
        [35, 'unexpected-symbol'],
        [51, 'unexpected-symbol'],
        [67, 'unexpected-symbol'],
        [77, 'unexpected-symbol'],
      ],
    });
  });

  test('sound stages are in the tree next to others that are not', () => {
    const { query } = parse('appendcols (SOURCE x | fields * | limit 5)');
    expect(query?.stages).toMatchObject([{ subquery: { stages: [{ kind: 'source' }, { kind: 'limit' }] } }]);
  });

  test.each([
    ['an empty one', 'appendcols () | limit 5', 12],
    ['an empty stage at its end', 'filter a in (fields a |) | limit 5', 23],
    ['an empty stage in it', 'filter a in (fields a || fields b) | limit 5', 23],
    ['a second level', 'filter a in (filter b in (fields *) | limit 5)', 33],
    ['characters that start no token', 'filter a in (fields § | limit 5)', 20],
    ['an unended text', 'filter a in (filter b = "c)\n| limit 5', 24],
    ['no closing', 'filter a in (fields b | limit 5', 22],
    ['a closing too many', 'filter a in (fields b)) | limit 5', 22],
    ['a list instead', 'filter a in (fields, b) | limit 5', 13],
    ['the wrong place', 'filter a = (fields b) | limit 5', 19],
  ])('%s is one mistake', (_, text, offset) => {
    expect(read(text).mistakes.map(([start]) => start)).toEqual([offset]);
  });

  test('one that no command takes is blamed on its opening parenthesis', () => {
    expect(parse('appendcols (fields a) (fields b)').diagnostics).toMatchObject([
      { message: 'unexpected symbol found ( at line 1 and position 22', span: { start: 22, end: 23 } },
    ]);
  });

  test('a command word alone is an element of a list, which has brackets', () => {
    expect(parse('filter a in (limit)').diagnostics).toMatchObject([
      { span: { start: 13 }, hint: 'expected a list in square brackets: in ["a", "b"]' },
    ]);
  });

  test('the end of the text inside it is blamed on its parenthesis', () => {
    expect(parse('filter a in (fields b,)').diagnostics).toMatchObject([
      { message: 'unexpected symbol found ) at line 1 and position 22', span: { start: 22, end: 23 } },
    ]);
  });
});

test('after a hundred stages that cannot be read the rest is not judged', () => {
  const { query, diagnostics, uncertain } = parse(`${'limit x|'.repeat(500)}limit 5`);
  expect(diagnostics).toHaveLength(100);
  expect(query).toBeUndefined();
  expect(uncertain).toEqual([]);
});

test('line and position count from the last line break', () => {
  expect(parse('fields a\n\n| filter\n  b = = 1').diagnostics).toMatchObject([
    { message: 'unexpected symbol found = at line 4 and position 6' },
  ]);
  expect(parse('fields a,\n').diagnostics).toMatchObject([
    { message: 'unexpected symbol found <EOF> at line 2 and position 0', span: { start: 10, end: 10 } },
  ]);
});
