import { describe, expect, test } from 'vitest';
import type { Value } from '../../../src/engine/functions/definition.ts';
import { equals, greater, greaterOrEqual, less, lessOrEqual, notEquals } from '../../../src/engine/values/compare.ts';
import { isTrue } from '../../../src/engine/values/truth.ts';

describe('equality', () => {
  test.each<[Value, Value, boolean]>([
    ['a', 'a', true],
    ['a', 'A', false],
    ['012', '12', false],
    [12, '012', true],
    ['200', 200, true],
    [' 200 ', 200, true],
    [1, 'true', false],
    [0, '', false],
    [0.1, '1e-1', true],
    [null, null, false],
    [null, 'a', false],
    [0, null, false],
  ])('%j = %j is %j, != the contrary', (a, b, expected) => {
    expect(equals(a, b)).toBe(expected);
    expect(equals(b, a)).toBe(expected);
    expect(notEquals(a, b)).toBe(!expected);
  });
});

describe('order', () => {
  test.each<[Value, Value, 'less' | 'equal' | 'none']>([
    [1, 2, 'less'],
    ['9', '10', 'less'],
    ['9', 10, 'less'],
    [' 9', '1e1', 'less'],
    ['10', '9a', 'less'],
    ['A', 'a', 'less'],
    ['\uffff', '\u{1f600}', 'less'],
    ['2026-03-01', '2026-03-02T00:00:00Z', 'less'],
    ['1.0', '1', 'equal'],
    [1, '1.0', 'equal'],
    ['a', 'a', 'equal'],
    [1, 'a', 'none'],
    ['a', 1, 'none'],
    ['', 0, 'none'],
    [null, 1, 'none'],
    ['a', null, 'none'],
    [null, null, 'none'],
  ])('%j and %j: %s', (a, b, relation) => {
    expect([less(a, b), greater(b, a)]).toEqual(Array(2).fill(relation === 'less'));
    expect([lessOrEqual(a, b), greaterOrEqual(b, a)]).toEqual(Array(2).fill(relation !== 'none'));
    expect([greater(a, b), less(b, a)]).toEqual([false, false]);
    expect([greaterOrEqual(a, b), lessOrEqual(b, a)]).toEqual(Array(2).fill(relation === 'equal'));
  });
});

test.each<[Value, boolean]>([
  [1, true],
  [0, false],
  [-0.5, true],
  [null, false],
  ['', false],
  ['1', false],
  ['true', false],
])('%j as a condition is %j', (value, expected) => {
  expect(isTrue(value)).toBe(expected);
});
