import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RowValue } from '../../../src/engine/functions/definition.ts';
import { createRelevantfields } from '../../../src/engine/operators/relevantfields.ts';
import { valuesOf } from './run.ts';

function relevant(fields: readonly string[], rows: readonly (readonly RowValue[])[]): readonly (readonly RowValue[])[] {
  return valuesOf(createRelevantfields({ name: 'relevantfields', fields }), rows);
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
const scoreOf = (row: readonly RowValue[] | undefined): number => Number(row?.[1]);

describe('relevantfields', () => {
  test('a value that only and all rows meeting the condition have tells nearly all, one that all rows have nothing', () => {
    const rows = range(100).map((i) => (i < 10 ? [1, 'eu', 'AccessDenied'] : [0, 'eu', null]));
    // The condition has 0.469 bits; two values remove 1 / (200 ln 2) = 0.0072 bits of them by chance: 1 - 0.0072 / 0.469.
    expect(relevant(['region', 'errorCode'], rows)).toEqual([
      ['errorCode', 0.9846, '[{"value":"AccessDenied","conditional":1,"baseline":0}]', null, null],
      ['region', 0, '[]', null, null],
    ]);
  });

  test('a missing value is a value', () => {
    const rows = range(40).map((i) => (i % 2 === 0 ? [1, null] : [0, '__proto__']));
    const [row] = relevant(['f'], rows);
    expect(scoreOf(row)).toBeGreaterThan(0.9);
    expect(row?.[2]).toBe('[{"value":null,"conditional":1,"baseline":0}]');
  });

  test('an identifier that is different in every row tells nothing', () => {
    const rows = range(500).map((i) => [i % 2, `id-${i}`]);
    expect(scoreOf(relevant(['id'], rows)[0])).toBe(0);
  });

  test('numbers have medians and the score of their distributions', () => {
    const rows = range(200).map((i) => (i < 100 ? [1, 1000 + i, String(i)] : [0, i - 100, String(i - 100)]));
    expect(relevant(['far', 'same'], rows)).toEqual([
      ['far', 1, null, 1049, 49],
      ['same', 0, null, 49, 49],
    ]);
  });

  test('ten different numbers are codes, whose medians are told all the same, and a text among numbers makes a field categorical', () => {
    const few = range(100).map((i) => [i % 2, 400 + (i % 2)]);
    expect(relevant(['status'], few)[0]?.slice(2)).toEqual([
      '[{"value":"401","conditional":1,"baseline":0}]',
      401,
      400,
    ]);
    const mixed = range(100).map((i) => [i % 2, i === 0 ? 'x' : i]);
    expect(relevant(['mixed'], mixed)[0]?.slice(3)).toEqual([null, null]);
  });

  test('equal scores keep the order of the fields', () => {
    const rows = range(20).map((i) => [i % 2, 'a', 'b']);
    expect(relevant(['z', 'a'], rows).map(([name]) => name)).toEqual(['z', 'a']);
  });

  test('without rows, or when the condition is always or never met, every field scores 0', () => {
    expect(relevant(['f'], [])).toEqual([['f', 0, '[]', null, null]]);
    expect(scoreOf(relevant(['f'], [[1, 'a']])[0])).toBe(0);
    for (const condition of [0, 1]) {
      const rows = range(50).map((i) => [condition, i, i % 2 === 0 ? 'a' : 'b']);
      expect(relevant(['n', 'c'], rows).map(scoreOf)).toEqual([0, 0]);
    }
  });

  test('values beyond the first 10,000 count as one, and huge texts by their beginning', () => {
    const rows = range(30_000).map((i) => [i % 2, i < 15_000 ? `v${i}` : i % 2 === 0 ? 'late' : 'later']);
    expect(scoreOf(relevant(['f'], rows)[0])).toBeLessThan(0.1);
    const huge = range(10).map((i) => [i % 2, `${'x'.repeat(100_000)}${i}`]);
    expect(relevant(['f'], huge)).toEqual([['f', 0, '[]', null, null]]);
  });

  test('medians of many different numbers are right to within 0.4 percent', () => {
    const rows = range(20_000).map((i) => [i % 2, i]);
    const [, , , meeting, others] = relevant(['f'], rows)[0] ?? [];
    for (const median of [meeting, others]) expect(Math.abs(Number(median) - 10_000) / 10_000).toBeLessThan(0.004);
  });

  test('scores lie between 0 and 1, and rows in another order have the same', () => {
    const cell = fc.oneof(fc.constantFrom('a', 'b', null), fc.integer({ min: 0, max: 30 }), fc.double({ noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(0, 1), cell), { maxLength: 60 }), (rows) => {
        const score = scoreOf(relevant(['f'], rows)[0]);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(scoreOf(relevant(['f'], rows.toReversed())[0])).toBeCloseTo(score, 3);
      }),
    );
  });
});
