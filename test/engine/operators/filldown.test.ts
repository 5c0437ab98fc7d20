import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFilldown } from '../../../src/engine/operators/filldown.ts';
import { run, valuesOf } from './run.ts';

const filldown = () => createFilldown({ name: 'filldown' });

describe('filldown', () => {
  test('null takes the last value above it, each column for itself', () => {
    const rows = [
      [null, 1],
      ['a', null],
      [null, null],
      ['', 0],
      [null, null],
    ];
    expect(run(filldown(), rows)).toEqual([
      { source: 0, values: [null, 1] },
      { source: 1, values: ['a', 1] },
      { source: 2, values: ['a', 1] },
      { source: 3, values: ['', 0] },
      { source: 4, values: ['', 0] },
    ]);
  });

  test('no rows give no rows', () => {
    expect(run(filldown(), [])).toEqual([]);
  });

  test('filling twice is filling once, and values stay', () => {
    const cell = fc.option(fc.oneof(fc.string(), fc.integer()));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
        const once = valuesOf(filldown(), rows);
        expect(valuesOf(filldown(), once)).toEqual(once);
        for (const [i, row] of rows.entries()) {
          for (const [c, value] of row.entries()) if (value !== null) expect(once[i]?.[c]).toBe(value);
        }
      }),
    );
  });
});
