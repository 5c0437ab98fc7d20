import { describe, expect, test } from 'vitest';
import { createAutoregress } from '../../../src/engine/operators/autoregress.ts';
import { run } from './run.ts';

const autoregress = (...lags: number[]) => createAutoregress({ name: 'autoregress', lags });

describe('autoregress', () => {
  test('each lag has the value of so many rows before, null where there is none', () => {
    expect(run(autoregress(1, 3), [['a'], [2], [null], ['d']])).toEqual([
      { source: 0, values: [null, null] },
      { source: 1, values: ['a', null] },
      { source: 2, values: [2, null] },
      { source: 3, values: [null, 'a'] },
    ]);
  });

  test('a lag longer than the rows is null', () => {
    expect(run(autoregress(100), [['a']])).toEqual([{ source: 0, values: [null] }]);
  });

  test('no rows give no rows', () => {
    expect(run(autoregress(1), [])).toEqual([]);
  });
});
