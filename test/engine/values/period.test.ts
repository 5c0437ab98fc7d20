import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ceilTo,
  effectivePeriod,
  fixedStepMs,
  floorTo,
  parsePeriod,
  periodText,
} from '../../../src/engine/values/period.ts';
import { timestampText } from '../../../src/engine/values/timestamp.ts';
import type { PeriodUnit } from '../../../src/parser/ast.ts';

const T = Date.UTC(2023, 6, 10, 12, 34, 56, 789);
const UNITS: readonly PeriodUnit[] = ['ms', 's', 'm', 'h', 'd', 'w', 'mo', 'q', 'y'];

describe('floor and ceiling', () => {
  test.each<[number, PeriodUnit, string, string]>([
    [5, 'm', '2023-07-10 12:30:00.000', '2023-07-10 12:35:00.000'],
    [300, 's', '2023-07-10 12:34:00.000', '2023-07-10 12:35:00.000'],
    [90, 'm', '2023-07-10 12:00:00.000', '2023-07-10 13:00:00.000'],
    [36, 'h', '2023-07-10 00:00:00.000', '2023-07-11 00:00:00.000'],
    [1, 'd', '2023-07-10 00:00:00.000', '2023-07-11 00:00:00.000'],
    [1, 'w', '2023-07-10 00:00:00.000', '2023-07-17 00:00:00.000'],
    [1, 'mo', '2023-07-01 00:00:00.000', '2023-08-01 00:00:00.000'],
    [1, 'q', '2023-07-01 00:00:00.000', '2023-10-01 00:00:00.000'],
    [1, 'y', '2023-01-01 00:00:00.000', '2024-01-01 00:00:00.000'],
    [10, 'y', '2020-01-01 00:00:00.000', '2030-01-01 00:00:00.000'],
    [100, 'ms', '2023-07-10 12:34:56.700', '2023-07-10 12:34:56.800'],
    [5000, 'ms', '2023-07-10 12:34:56.000', '2023-07-10 12:34:57.000'],
    [2500, 'y', '0000-01-01 00:00:00.000', '2500-01-01 00:00:00.000'],
  ])('of 2023-07-10 12:34:56.789 at %d%s', (count, unit, floor, ceiling) => {
    expect(timestampText(floorTo(T, count, unit))).toBe(floor);
    expect(timestampText(ceilTo(T, count, unit))).toBe(ceiling);
  });

  test('a length of zero or a time off the calendar gives no time', () => {
    for (const unit of UNITS) expect(floorTo(T, 0, unit)).toBeNaN();
    expect(floorTo(1e300, 1, 'mo')).toBeNaN();
    expect(ceilTo(T, 1e300, 'y')).toBeNaN();
  });

  test('a time lies between its floor and its ceiling, which are fixed points', () => {
    const time = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) });
    fc.assert(
      fc.property(time, fc.integer({ min: 1, max: 100 }), fc.constantFrom(...UNITS), (t, count, unit) => {
        const floor = floorTo(t, count, unit);
        const ceiling = ceilTo(t, count, unit);
        expect(floor).toBeLessThanOrEqual(t);
        expect(ceiling).toBeGreaterThanOrEqual(t);
        expect(floorTo(floor, count, unit)).toBe(floor);
        expect(ceilTo(floor, count, unit)).toBe(floor);
        expect(floorTo(ceiling, count, unit)).toBe(ceiling);
        expect(floor === ceiling).toBe(floor === t);
        const fixed = fixedStepMs(count, unit);
        if (fixed) expect(Math.floor((t - fixed.origin) / fixed.step) * fixed.step + fixed.origin).toBe(floor);
      }),
    );
  });
});

test('canonical texts are read back, others are not periods', () => {
  for (const unit of UNITS) expect(parsePeriod(periodText(15, unit))).toEqual({ count: 15, unit });
  for (const text of ['', '5', 'm', '5 m', '-5m', '5min', '5M', '1.5h']) expect(parsePeriod(text)).toBeUndefined();
});

test('counts above the maximum of a unit are reduced', () => {
  expect(effectivePeriod(300, 's')).toEqual({ count: 60, unit: 's' });
  expect(effectivePeriod(24, 'h')).toEqual({ count: 24, unit: 'h' });
  expect(effectivePeriod(400, 'd')).toEqual({ count: 400, unit: 'd' });
});

test('only months, quarters and years have no fixed step', () => {
  expect(UNITS.filter((unit) => fixedStepMs(1, unit) === undefined)).toEqual(['mo', 'q', 'y']);
});
