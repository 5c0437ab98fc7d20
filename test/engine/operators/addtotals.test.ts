import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AddtotalsSpec, createAddtotals } from '../../../src/engine/operators/addtotals.ts';
import { run } from './run.ts';

const addtotals = (summed: readonly boolean[], labels: readonly number[] = []) =>
  createAddtotals({ name: 'addtotals', summed, labels } satisfies AddtotalsSpec);

describe('addtotals col=true', () => {
  test('a last row has the sums, numeric texts included, and the first column without a sum says Total', () => {
    const rows = [
      [404, 'ec2', 'x', 2, ' 200 '],
      [404, 's3', 'y', null, '400'],
    ];
    expect(run(addtotals([false, true, false, true, true], [0, 1, 2]), rows)).toEqual([
      { source: 0, values: rows[0] },
      { source: 1, values: rows[1] },
      { source: undefined, values: ['Total', null, null, 2, 600] },
    ]);
    expect(run(addtotals([true, true, true, true, true], [0, 1, 2]), rows).at(-1)?.values).toEqual([
      808,
      'Total',
      null,
      2,
      600,
    ]);
  });

  test('a summed column without numbers has no sum, and without a fitting column nothing says Total', () => {
    expect(run(addtotals([true, true], [1]), [['a', 1]]).at(-1)?.values).toEqual([null, 1]);
  });

  test('no rows give no rows', () => {
    expect(run(addtotals([true]), [])).toEqual([]);
  });

  test('the last row has the sums of the columns', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.option(fc.integer()), fc.integer()), { minLength: 1 }), (rows) => {
        const last = run(addtotals([true, true]), rows).at(-1)?.values;
        const numbers = rows.map(([a]) => a).filter((a) => a !== null);
        expect(last).toEqual([
          numbers.length === 0 ? null : numbers.reduce((x, y) => x + y, 0),
          rows.reduce((sum, [, b]) => sum + b, 0),
        ]);
      }),
    );
  });
});
