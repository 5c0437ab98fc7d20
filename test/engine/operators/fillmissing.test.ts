import { describe, expect, test } from 'vitest';
import { createFillmissing, type FillmissingSpec } from '../../../src/engine/operators/fillmissing.ts';
import { OperatorLimit } from '../../../src/engine/operators/operator-limit.ts';
import { context, run } from './run.ts';

const HOUR = 3_600_000;
const spec = (options: Partial<FillmissingSpec> = {}): FillmissingSpec => ({
  name: 'fillmissing',
  period: { count: 1, unit: 'h' },
  offsetMs: 0,
  keys: 0,
  fills: [0],
  ...options,
});
const range = { start: HOUR + 5, end: 4 * HOUR };

describe('fillmissing', () => {
  test('empty bins get rows, newest first, from the bin of the start to the bin of the end', () => {
    expect(run(createFillmissing(spec(), context(range)), [[3 * HOUR, 7]])).toEqual([
      { source: undefined, values: [4 * HOUR, 0] },
      { source: 0, values: [3 * HOUR, 7] },
      { source: undefined, values: [2 * HOUR, 0] },
      { source: undefined, values: [HOUR, 0] },
    ]);
  });

  test('each combination of keys gets every bin, in the order of first appearance; null is a key', () => {
    const operator = createFillmissing(spec({ keys: 1, fills: [null] }), context({ start: 0, end: HOUR }));
    const rows = [
      [HOUR, '__proto__', 1],
      [HOUR, null, 2],
      [0, null, 3],
      [0, 'null', 4],
    ];
    expect(run(operator, rows)).toEqual([
      { source: 0, values: [HOUR, '__proto__', 1] },
      { source: 1, values: [HOUR, null, 2] },
      { source: undefined, values: [HOUR, 'null', null] },
      { source: undefined, values: [0, '__proto__', null] },
      { source: 2, values: [0, null, 3] },
      { source: 3, values: [0, 'null', 4] },
    ]);
  });

  test('rows that came in with rising bins come out oldest first', () => {
    const rows = [
      [HOUR, 1],
      [3 * HOUR, 2],
    ];
    const result = run(createFillmissing(spec(), context(range)), rows);
    expect(result.map(({ values }) => values)).toEqual([
      [HOUR, 1],
      [2 * HOUR, 0],
      [3 * HOUR, 2],
      [4 * HOUR, 0],
    ]);
  });

  test('rows of one bin and equal keys all stay, and rows without a bin come last', () => {
    const rows = [
      [null, 9],
      [0, 1],
      [0, 2],
    ];
    const result = run(createFillmissing(spec(), context()), rows);
    expect(result.map(({ source }) => source)).toEqual([1, 2, 0]);
  });

  test('bins have the offset of the query, and months have their lengths', () => {
    const offset = spec({ offsetMs: HOUR / 2 });
    expect(run(createFillmissing(offset, context({ start: 0, end: HOUR })), []).map(({ values }) => values[0])).toEqual(
      [HOUR / 2, -HOUR / 2],
    );
    const months = spec({ period: { count: 1, unit: 'mo' } });
    const year = { start: Date.UTC(2024, 0, 15), end: Date.UTC(2024, 3, 1) };
    expect(run(createFillmissing(months, context(year)), []).map(({ values }) => values[0])).toEqual(
      [3, 2, 1, 0].map((month) => Date.UTC(2024, month)),
    );
  });

  test('a bin outside the range is a bin like others', () => {
    const result = run(createFillmissing(spec(), context({ start: 0, end: 0 })), [[-5 * HOUR, 1]]);
    expect(result.map(({ values }) => values)).toEqual([
      [0, 0],
      [-5 * HOUR, 1],
    ]);
  });

  test('without rows there are all bins, but none with other keys', () => {
    expect(run(createFillmissing(spec(), context(range)), [])).toHaveLength(4);
    expect(run(createFillmissing(spec({ keys: 1 }), context(range)), [])).toEqual([]);
  });

  test.each([
    ['too many bins', { start: 0, end: 1_000_000 * HOUR }, 0],
    ['too many bins for the combinations', { start: 0, end: 600_000 * HOUR }, 1],
    ['a range without bounds', { start: -Infinity, end: Infinity }, 0],
  ])('refuses %s', (_, wide, keys) => {
    const operator = createFillmissing(spec({ keys }), context(wide));
    const rows = [
      [0, 'a', 1],
      [0, 'b', 1],
    ];
    expect(() => run(operator, rows)).toThrow(OperatorLimit);
  });

  test('makes 1,000,000 rows', () => {
    expect(run(createFillmissing(spec(), context({ start: 0, end: 999_999 * HOUR })), [])).toHaveLength(1_000_000);
  });
});
