import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAccum } from '../../../src/engine/operators/accum.ts';
import { run, valuesOf } from './run.ts';

const accum = () => createAccum({ name: 'accum' });

describe('accum', () => {
  test('each row has the sum of itself and the rows before, and null adds 0', () => {
    expect(run(accum(), [[null], [2], [null], [3], [-6]])).toEqual([
      { source: 0, values: [0] },
      { source: 1, values: [2] },
      { source: 2, values: [2] },
      { source: 3, values: [5] },
      { source: 4, values: [-1] },
    ]);
  });

  test('no rows give no rows', () => {
    expect(run(accum(), [])).toEqual([]);
  });

  test('rounding errors do not add up', () => {
    expect(valuesOf(accum(), Array(10).fill([0.1])).at(-1)).toEqual([1]);
  });

  test('a sum beyond the range of numbers is null from there on', () => {
    expect(valuesOf(accum(), [[1e308], [1e308], [1]])).toEqual([[1e308], [null], [null]]);
  });

  test('sums are those of the prefixes', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer())), (column) => {
        const prefixes = column.map((_, i) => [column.slice(0, i + 1).reduce<number>((sum, x) => sum + (x ?? 0), 0)]);
        expect(
          valuesOf(
            accum(),
            column.map((x) => [x]),
          ),
        ).toEqual(prefixes);
      }),
    );
  });
});
