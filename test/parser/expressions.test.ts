/** Expressions: precedence, forms, and the spans of nodes. */
import { describe, expect, test } from 'vitest';
import type { Expression, Stage } from '../../src/parser/ast.ts';
import { MAX_NESTING } from '../../src/parser/nesting.ts';
import { parse } from '../../src/parser/parse.ts';
import { sketchExpression } from './sketch.ts';

describe('precedence', () => {
  test.each([
    ['a or b and c', '(or a (and b c))'],
    ['not a = 1 and b', '(and (not (= a 1)) b)'],
    ['not not a', '(not (not a))'],
    ['! a or !b', '(or (not a) (not b))'],
    ['a + 1 > b * 2', '(> (+ a 1) (* b 2))'],
    ['a - b - c', '(- (- a b) c)'],
    ['a + b * c / d % e', '(+ a (% (/ (* b c) d) e))'],
    ['-a * +b', '(* (- a) (+ b))'],
    ['-2 ^ 2', '(- (^ 2 2))'],
    ['2 ^ -3 ^ 2', '(^ 2 (- (^ 3 2)))'],
    ['2 ^ 3 ^ 2', '(^ 2 (^ 3 2))'],
    ['2 ^ -3 * 4', '(* (^ 2 (- 3)) 4)'],
    ['a = b = c', '(= (= a b) c)'],
    ['a like b + c = d', '(= (like a (+ b c)) d)'],
    ['a = 1 like /x/', '(like (= a 1) /x/)'],
    ['a in [1] and b', '(and (in a [1]) b)'],
    ['-2 ^ 2 % 3', '(% (- (^ 2 2)) 3)'],
    ['(1 + 2) * 3 / 4 - 5', '(- (/ (* (+ 1 2) 3) 4) 5)'],
    ['not (a or b)', '(not (or a b))'],
    ['f3-f4', '(- f3 f4)'],
    ['sum(x)/1024/1024', '(/ (/ sum(x) 1024) 1024)'],
  ])('%s', (text, tree) => {
    expect(sketchExpression(text)).toBe(tree);
  });

  test('runs of and or or are balanced, whatever their parentheses', () => {
    expect(sketchExpression('a or b or c or d')).toBe('(or (or a b) (or c d))');
    expect(sketchExpression('a or (b or (c or d))')).toBe('(or (or a b) (or c d))');
    expect(sketchExpression('(a and b) and c')).toBe('(and (and a b) c)');
  });
});

describe('forms', () => {
  test.each([
    ['a == 1', '(= a 1)'],
    ['a != 1', '(!= a 1)'],
    ['a <= 1', '(<= a 1)'],
    ['a =~ /x\\/y/', '(like a /x/y/)'],
    ['a not like /[/]/', null],
    ['a not like "x"', '(not-like a "x")'],
    ['a like lower(b)', '(like a lower(b))'],
    ["a not in ['x', 300, b]", '(not-in a ["x", 300, b])'],
    ['a in []', '(in a [])'],
    ['"x" in jsonParse(f).list', '(in "x" (. jsonParse(f) list))'],
    ['a in b', '(in a b)'],
    ['f()', 'f()'],
    ['avg (f1)', 'avg(f1)'],
    ['if(a = 1, "x", -1)', 'if((= a 1), "x", (- 1))'],
    ['case(eventName like "x", 1, 0)', 'case((like eventName "x"), 1, 0)'],
    ['f(x).a.b[0].`c d`', '(. (at (. f(x) a.b) 0) <whole:c d>)'],
    ['items.0.instanceId', 'items.0.instanceId'],
    ['requestParameters.`x-amz-acl`', '<segment:requestParameters.x-amz-acl>'],
    ['`requestParameters.x-amz-acl`', '<whole:requestParameters.x-amz-acl>'],
    ['@`aws.tag.aws:stack`', '<whole:@aws.tag.aws:stack>'],
    ['größe + 名前', '(+ größe 名前)'],
    ['android + orders + nothing', '(+ (+ android orders) nothing)'],
    ['and.x', 'and.x'],
    ['1.5e3', '1500'],
    ['a / b / c', '(/ (/ a b) c)'],
  ])('%s', (text, tree) => {
    if (tree === null) expect(() => sketchExpression(text)).toThrow();
    else expect(sketchExpression(text)).toBe(tree);
  });

  test.each([
    ['"a\\"b"', 'a"b'],
    ["'a\\'b\"'", 'a\'b"'],
    ['"\\\\ \\n \\t \\r"', '\\ \n \t \r'],
    ['"\\d+\\."', '\\d+\\.'],
    ['"a|b # c\nd"', 'a|b # c\nd'],
    ['""', ''],
  ])('text %s', (text, value) => {
    expect(sketchExpression(text)).toBe(JSON.stringify(value));
  });

  const UNITS: Record<string, readonly string[]> = {
    ms: ['ms', 'msec', 'msecs', 'millisecond', 'milliseconds'],
    s: ['s', 'sec', 'secs', 'second', 'seconds'],
    m: ['m', 'M', 'min', 'mins', 'minute', 'minutes'],
    h: ['h', 'hr', 'hrs', 'hour', 'Hours'],
    d: ['d', 'day', 'days'],
    w: ['w', 'week', 'weeks'],
    mo: ['mo', 'mos', 'mon', 'mons', 'month', 'months'],
    q: ['q', 'qtr', 'qtrs', 'quarter', 'quarters'],
    y: ['y', 'yr', 'yrs', 'year', 'years'],
  };
  test.each(Object.entries(UNITS))('all spellings of the unit %s', (unit, spellings) => {
    for (const spelling of spellings) expect(sketchExpression(`bin(12${spelling})`)).toBe(`bin(12_${unit})`);
  });
});

function firstExpression(stage: Stage | undefined): Expression {
  if (stage?.kind !== 'fields') throw new Error('not fields');
  const item = stage.items[0];
  if (!item) throw new Error('no item');
  return item.expression;
}

describe('spans', () => {
  function spanTexts(text: string): string[] {
    const stage = parse(text).query?.stages[0];
    if (stage?.kind !== 'fields' && stage?.kind !== 'stats') throw new Error('no items');
    return stage.items.map(({ span }) => text.slice(span.start, span.end));
  }

  test('an item spans its first to its last token, parentheses and alias included', () => {
    expect(spanTexts('fields  a ,( a+ 1 ) , (a or b) or (c) , pct( x, 90 ) as  p # c')).toEqual([
      'a',
      '( a+ 1 )',
      '(a or b) or (c)',
      'pct( x, 90 ) as  p',
    ]);
    expect(spanTexts('stats count( * ), sum(x) /2 by y')).toEqual(['count( * )', 'sum(x) /2']);
  });

  test('an operator spans its operands as written', () => {
    const text = 'fields not (a) + ((b)) == f( c )';
    const { span } = firstExpression(parse(text).query?.stages[0]);
    expect(text.slice(span.start, span.end)).toBe('not (a) + ((b)) == f( c )');
  });

  test('== is told from = by the span of the operator', () => {
    const comparison = firstExpression(parse('fields a == 1').query?.stages[0]);
    expect(comparison).toMatchObject({ operator: '=', operatorSpan: { start: 9, end: 11 } });
  });

  test('a call spans to its closing parenthesis, its name alone has a span of its own', () => {
    const call = firstExpression(parse('fields count ( * )').query?.stages[0]);
    expect(call).toMatchObject({ calleeSpan: { start: 7, end: 12 }, span: { start: 7, end: 18 }, star: true });
  });

  test('stage and query span from the command word to the last token', () => {
    const query = parse(' # c\n fields a | limit 5 # end').query;
    expect(query?.span).toEqual({ start: 6, end: 24 });
    expect(query?.stages.map(({ keyword, span }) => [keyword, span])).toEqual([
      [
        { start: 6, end: 12 },
        { start: 6, end: 14 },
      ],
      [
        { start: 17, end: 22 },
        { start: 17, end: 24 },
      ],
    ]);
  });
});

describe('nesting', () => {
  const nested = (depth: number) => `filter ${'('.repeat(depth)}a${')'.repeat(depth)}`;

  test('brackets up to the limit are read, one more is an error', () => {
    expect(parse(nested(MAX_NESTING)).diagnostics).toEqual([]);
    expect(parse(nested(MAX_NESTING + 1)).diagnostics).toMatchObject([{ code: 'nesting-too-deep' }]);
  });

  test.each([
    ['open brackets', `filter ${'('.repeat(9_000)}`],
    ['closed brackets', nested(4_900)],
    ['calls', `fields ${'f('.repeat(3_000)}${')'.repeat(3_000)}`],
    ['indexes', `fields ${'a['.repeat(3_000)}`],
    ['signs', `fields ${'-'.repeat(9_000)}a`],
    ['negations', `filter ${'not '.repeat(2_000)}a`],
    ['sums', `fields ${'a+'.repeat(4_000)}a`],
    ['powers', `fields ${'a^'.repeat(4_000)}a`],
    ['comparisons', `fields ${'a='.repeat(4_000)}a`],
  ])('thousands of %s are an error, not a crash', (_, text) => {
    expect(parse(text).diagnostics).toMatchObject([{ code: 'nesting-too-deep' }]);
  });

  test('a thousand alternatives are no nesting', () => {
    expect(parse(`filter ${'a="b" or '.repeat(1_000)}a=1`).diagnostics).toEqual([]);
  });

  test('the error leaves the other stages alone', () => {
    const { query, diagnostics } = parse(`${nested(200)} | limit 5`);
    expect(diagnostics).toHaveLength(1);
    expect(query?.stages.map(({ kind }) => kind)).toEqual(['limit']);
  });
});

describe('length', () => {
  test('10,000 characters are read, one more is an error', () => {
    const text = `fields ${'a'.repeat(9_993)}`;
    expect(parse(text).diagnostics).toEqual([]);
    expect(parse(`${text}a`)).toMatchObject({ query: undefined, diagnostics: [{ code: 'query-too-long' }] });
  });
});
