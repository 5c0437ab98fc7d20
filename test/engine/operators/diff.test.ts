import { describe, expect, test } from 'vitest';
import type { RowValue } from '../../../src/engine/functions/definition.ts';
import { createDiff } from '../../../src/engine/operators/diff.ts';
import { context, valuesOf } from './run.ts';

const rows = (texts: readonly (string | null)[]): readonly (readonly RowValue[])[] => texts.map((text, i) => [text, i]);

/** Pattern, share and count now, difference, description. */
function diff(now: readonly (string | null)[], before: readonly (string | null)[]): readonly (readonly RowValue[])[] {
  const operator = createDiff({ name: 'diff' }, context({}, rows(before)));
  return valuesOf(operator, rows(now)).map((values) => [...values.slice(0, 3), ...values.slice(7)]);
}

describe('diff', () => {
  test('the largest difference comes first, whatever its sign; of equal ones the first to appear, those of now before others', () => {
    const now = ['a', 'b', 'b', 'c', 'd', 'd', null];
    const before = ['e', 'c', 'a', 'a', 'a', 'a', 'd', null];
    expect(diff(now, before)).toEqual([
      ['a', '0.17', '1', '-3', 'Decreased'],
      ['b', '0.33', '2', '+2', 'New pattern'],
      ['d', '0.33', '2', '+1', 'Increased'],
      ['e', '0.00', '0', '-1', 'Disappeared pattern'],
      ['c', '0.17', '1', '0', 'Unchanged'],
    ]);
  });

  test('patterns are found in both ranges together', () => {
    expect(diff(['user u-1 left', 'user u-1 left'], ['user u-2 left'])).toEqual([
      ['user <Token-1> left', '1.00', '2', '+1', 'Increased'],
    ]);
  });

  test('without events now everything has disappeared, without events at all there are no rows', () => {
    expect(diff([], ['a'])).toEqual([['a', '0.00', '0', '-1', 'Disappeared pattern']]);
    expect(diff([], [])).toEqual([]);
    expect(valuesOf(createDiff({ name: 'diff' }, context()), [])).toEqual([]);
  });
});
