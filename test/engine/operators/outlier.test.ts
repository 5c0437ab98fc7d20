import { describe, expect, test } from 'vitest';
import { createOutlier, type OutlierSpec } from '../../../src/engine/operators/outlier.ts';
import { run, valuesOf } from './run.ts';

const outlier = (options: Partial<OutlierSpec> = {}) =>
  createOutlier({
    name: 'outlier',
    action: 'transform',
    param: 1,
    uselower: false,
    mark: false,
    fields: 1,
    ...options,
  });

// Sorted: -50 1 2 3 4 100. Quartiles lie at 1.25 and 3.75 of 0 to 5: 1.25 and 3.75, so that IQR is 2.5 and the bounds are -1.25 and 6.25.
const COLUMN = [[1], [100], [2], [3], [-50], [4]];

describe('outlier', () => {
  test('an outlier becomes the upper bound; the lower is off', () => {
    expect(valuesOf(outlier(), COLUMN)).toEqual([[1], [6.25], [2], [3], [-50], [4]]);
  });

  test('with uselower and mark, both bounds hold and outliers are told', () => {
    expect(valuesOf(outlier({ uselower: true, mark: true }), COLUMN)).toEqual([
      [1, 0],
      [6.25, 1],
      [2, 0],
      [3, 0],
      [-1.25, 1],
      [4, 0],
    ]);
  });

  test('remove drops the rows of outliers', () => {
    expect(run(outlier({ action: 'remove', uselower: true }), COLUMN).map(({ source }) => source)).toEqual([
      0, 2, 3, 5,
    ]);
  });

  test('one outlier is enough to drop a row', () => {
    const rows = [...COLUMN.map(([x]) => [1, x ?? null])];
    expect(run(outlier({ action: 'remove', fields: 2 }), rows).map(({ source }) => source)).toEqual([0, 2, 3, 4, 5]);
  });

  test('what is no number counts for nothing and stays as it is, as do numeric texts that are no outliers', () => {
    const rows = [[null], ['-'], ['01'], ...COLUMN.slice(1), [null]];
    expect(valuesOf(outlier({ mark: true }), rows)).toEqual([
      [null, 0],
      ['-', 0],
      ['01', 0],
      [6.25, 1],
      [2, 0],
      [3, 0],
      [-50, 0],
      [4, 0],
      [null, 0],
    ]);
  });

  test('a larger param widens the bounds', () => {
    expect(valuesOf(outlier({ param: 100 }), COLUMN)).toEqual(COLUMN);
  });

  test('no rows, one row and no numbers have no outliers', () => {
    expect(run(outlier(), [])).toEqual([]);
    expect(valuesOf(outlier(), [[5]])).toEqual([[5]]);
    expect(valuesOf(outlier({ mark: true }), [['x'], [null]])).toEqual([
      ['x', 0],
      [null, 0],
    ]);
  });

  test('quartiles too far apart to subtract make no outliers', () => {
    const far = [[-1.7e308], [-1.7e308], [1.7e308], [1.7e308]];
    expect(valuesOf(outlier(), far)).toEqual(far);
  });
});
