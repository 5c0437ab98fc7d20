import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../../src/engine/functions/definition.ts';
import { aggregate } from './call.ts';

const of = (...values: readonly Value[]): Value[][] => values.map((value) => [value]);

describe('results', () => {
  test.each<[name: string, values: Value[], expected: Value]>([
    ['count', [1, null, 'x', ''], 3],
    ['count_distinct', ['a', 'b', 'a', null], 2],
    ['countDistinct', [0, -0, 1], 2],
    ['sum', [1, 2.5, '3', 'x', null], 6.5],
    ['sum', [1e100, 1, -1e100], 1],
    ['sum', [1e308, 1e308], null],
    ['avg', [1, 2, '6', 'x'], 3],
    ['min', [3, '10', 2], 2],
    ['min', ['b', 'a', 1], 'a'],
    ['min', ['a10', 'a9'], 'a9'],
    ['max', ['9', '10', null], '10'],
    ['max', ['b', 'a', 1], 1],
    ['max', ['1', 1], '1'],
    ['stddev', [2, 4, 4, 4, 5, 5, 7, 9], 2],
    ['stddev', [5], 0],
    ['stddev', [1e9 + 1, 1e9 + 2, 1e9 + 3], Math.sqrt(2 / 3)],
    ['variance', [2, 4, 4, 4, 5, 5, 7, 9], 4],
    ['variance', [5, 'x', null], 0],
    ['median', [4, 1, 3, 2], 2],
    ['median', [3, '1', 'x', null, 2], 2],
    ['countOverTime', [1, null, 'x'], 2],
    ['sum_over_time', [1, '2.5', 'x'], 3.5],
    ['values', ['b', 'a', 'b', null, 1], '["b","a",1]'],
    ['collect_values', [1, '1', 1.0], '[1]'],
    ['values', ['__proto__', '"'], '["__proto__","\\""]'],
    ['sortsFirst', ['b', 1, 'a'], 'a'],
    ['sortsLast', ['b', 1, 'a'], 1],
  ])('%s of %j is %j', (name, values, expected) => {
    expect(aggregate(name, of(...values))).toEqual(expected);
  });

  test.each([
    ...['count', 'count_distinct', 'sum', 'avg', 'min', 'max', 'stddev', 'sortsFirst', 'sortsLast'],
    ...['variance', 'median', 'values', 'countOverTime', 'sumOverTime'],
  ])('%s is null where no row has a value', (name) => {
    expect(aggregate(name, of(null, null))).toBeNull();
    expect(aggregate(name, [])).toBeNull();
  });

  test.each(['sum', 'avg', 'stddev', 'variance', 'median', 'sumOverTime'])(
    '%s is null where no value is a number',
    (name) => {
      expect(aggregate(name, of('a', ''))).toBeNull();
    },
  );

  test('count without an argument counts rows', () => {
    expect(aggregate('count', [[], [], []])).toBe(3);
  });
});

test('a sum does not depend on the order of the rows', () => {
  const values = Array.from({ length: 1000 }, (_, i) => (i % 7) / 10 + i * 1e-3);
  expect(aggregate('sum', of(...values))).toBe(aggregate('sum', of(...values.toReversed())));
  expect(aggregate('sum', of(...Array<number>(10).fill(0.1)))).toBe(1);
});

test.each(['stddev', 'variance'])('%s does not depend on the order of the rows', (name) => {
  const values = Array.from({ length: 1000 }, (_, i) => (i % 7) / 10 + i * 1e-3);
  expect(aggregate(name, of(...values.toReversed()))).toBe(aggregate(name, of(...values)));
});

describe('pct', () => {
  const pct = (values: readonly Value[], p: Value): Value =>
    aggregate(
      'pct',
      values.map((value) => [value, p]),
    );

  test.each<[Value[], Value, Value]>([
    [[15, 20, 35, 40, 50], 5, 15],
    [[15, 20, 35, 40, 50], 30, 20],
    [[15, 20, 35, 40, 50], 40, 20],
    [[15, 20, 35, 40, 50], 50, 35],
    [[50, 40, 35, 20, 15], 100, 50],
    [[3, 1, 2], 0, 1],
    [['10', 9, 'x', null], 99, 10],
    [[1, 2], 101, null],
    [[1, 2], -1, null],
    [[1, 2], null, null],
    [[null], 50, null],
    [[], 50, null],
  ])('of %j at %j is %j', (values, p, expected) => {
    expect(pct(values, p)).toBe(expected);
  });

  test('p99 of 48 values is the greatest, p7 of 100 the seventh', () => {
    const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
    expect(pct(upTo(48), 99)).toBe(48);
    expect(pct(upTo(100), 7)).toBe(7);
    expect(pct(upTo(1000), 99.9)).toBe(999);
    expect(pct(upTo(3000), 0.1)).toBe(3);
  });

  test('is a value that at least p percent do not exceed', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (numbers, p) => {
        const result = Number(pct(numbers, p));
        expect(numbers).toContain(result);
        expect(numbers.filter((n) => n <= result).length * 100).toBeGreaterThanOrEqual(p * numbers.length);
        expect(numbers.filter((n) => n < result).length * 100).toBeLessThan(p * numbers.length);
      }),
    );
  });
});

describe('earliest and latest', () => {
  // Value, time, position in row order.
  test.each<[rows: Value[][], earliest: Value, latest: Value]>([
    [
      [
        ['b', 2, 1],
        ['a', 1, 2],
        ['c', 3, 0],
      ],
      'a',
      'c',
    ],
    [
      [
        [null, 1, 2],
        ['b', 2, 1],
        [null, 3, 0],
      ],
      'b',
      'b',
    ],
    [
      [
        ['second', 5, 1],
        ['first', 5, 0],
        ['third', 5, 2],
      ],
      'first',
      'first',
    ],
    [
      [
        ['x', null, 0],
        ['y', 1, 1],
      ],
      'y',
      'y',
    ],
    [[['x', null, 0]], null, null],
    [[[null, 1, 0]], null, null],
    [[], null, null],
  ])('of %j', (rows, earliest, latest) => {
    expect(aggregate('earliest', rows)).toBe(earliest);
    expect(aggregate('latest', rows)).toBe(latest);
  });

  test('do not depend on the order in which rows are fed', () => {
    const row = fc.tuple(fc.constantFrom('a', 'b', null), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (drawn) => {
        const rows = drawn.map(([value, time], position) => [value, time, position]);
        for (const name of ['earliest', 'latest']) {
          expect(aggregate(name, rows.toReversed())).toBe(aggregate(name, rows));
        }
      }),
    );
  });
});

describe('topk', () => {
  const topk = (k: number, values: readonly Value[]): Value =>
    aggregate(
      'topk',
      values.map((value) => [k, value]),
    );

  test.each<[k: number, values: Value[], expected: Value]>([
    [1, ['a', 'b', 'b'], '["b"]'],
    [2, ['a', 'b', 'b', 'c', 'c'], '["b","c"]'],
    [2, ['c', 'a', 'b'], '["c","a"]'],
    [9, ['a', null, 1, '1'], '[1,"a"]'],
    [3, [null], null],
    [3, [], null],
  ])('%d of %j is %j', (k, values, expected) => {
    expect(topk(k, values)).toBe(expected);
  });
});

test('values and topk follow the positions of the rows, not the order in which these are fed', () => {
  const rows = fc.array(fc.constantFrom('a', 'b', 'c', 1, null), { maxLength: 10 });
  fc.assert(
    fc.property(rows, (drawn) => {
      const values = drawn.map((value, position) => [value, position]);
      expect(aggregate('values', values.toReversed())).toBe(aggregate('values', values));
      const counted = values.map((row) => [2, ...row]);
      expect(aggregate('topk', counted.toReversed())).toBe(aggregate('topk', counted));
    }),
  );
});

describe('rate', () => {
  // Value, time in seconds, position in row order (newest first).
  const rate = (period: string, rows: readonly (readonly [Value, number | null, number])[]): Value =>
    aggregate(
      'rate',
      rows.map(([value, time, position]) => [value, period, time === null ? null : time * 1000, position]),
    );

  test.each<[name: string, period: string, rows: [Value, number | null, number][], expected: Value]>([
    [
      'is the change between the ends per period',
      '1m',
      [
        [70, 30, 0],
        [99, 20, 1],
        [10, 0, 2],
      ],
      120,
    ],
    [
      'may be negative',
      '1s',
      [
        [1, 4, 0],
        [3, 0, 1],
      ],
      -0.5,
    ],
    [
      'is 0 of a constant',
      '1h',
      [
        [5, 9, 0],
        [5, 0, 1],
      ],
      0,
    ],
    ['is 0 of a single row', '1h', [[5, 9, 0]], 0],
    ['is null without a row', '1h', [], null],
    [
      'skips what is no number or has no time',
      '1s',
      [
        ['x', 9, 0],
        [7, null, 1],
        [3, 2, 2],
        [1, 0, 3],
      ],
      1,
    ],
    [
      'is null of a change in no time',
      '1s',
      [
        [2, 5, 1],
        [1, 5, 0],
      ],
      null,
    ],
    [
      'takes rows of one time in the order of the log',
      '1s',
      [
        [9, 5, 0],
        [7, 5, 1],
        [1, 0, 2],
      ],
      1.2,
    ],
    [
      'knows months by their mean length',
      '1mo',
      [
        [2, 2_629_746, 0],
        [1, 0, 1],
      ],
      1,
    ],
  ])('%s', (_, period, rows, expected) => {
    expect(rate(period, rows)).toBe(expected);
    expect(rate(period, rows.toReversed())).toBe(expected);
  });
});

test('standard deviation is that of the definition', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 }), (numbers) => {
      const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
      const expected = Math.sqrt(numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length);
      expect(aggregate('stddev', of(...numbers))).toBeCloseTo(expected, 8);
    }),
  );
});
