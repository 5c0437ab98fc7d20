import { describe, expect, test } from 'vitest';
import type { RowValue } from '../../../src/engine/functions/definition.ts';
import { createAnomaly } from '../../../src/engine/operators/anomaly.ts';
import { valuesOf } from './run.ts';

const T = Date.UTC(2024, 4, 1);
const MINUTE = 60_000;

type Row = readonly [text: string | null, time: number | null];

/** Pattern, type, description, score. */
function anomalies(rows: readonly Row[]): readonly (readonly RowValue[])[] {
  return valuesOf(createAnomaly({ name: 'anomaly' }), rows).map((values) => [values[0] ?? null, ...values.slice(7)]);
}

/** `count` rows in each minute from the first to before the last. */
function every(text: (n: number) => string, count = 1, first = 0, last = 60): readonly Row[] {
  return Array.from({ length: (last - first) * count }, (_, n) => [
    text(n),
    T + (first + Math.floor(n / count)) * MINUTE,
  ]);
}

describe('anomaly', () => {
  test('events that come evenly have no anomalies', () => {
    expect(anomalies(every(() => 'beat'))).toEqual([]);
    expect(anomalies(every((n) => `call ${n} from u-${n} with 200`, 3))).toEqual([]);
  });

  test('nothing is unusual about no rows, one row, or rows without times', () => {
    expect(anomalies([])).toEqual([]);
    expect(anomalies([['a', T]])).toEqual([]);
    expect(anomalies([[null, T]])).toEqual([]);
    expect(anomalies(Array.from({ length: 100 }, () => ['a', null]))).toEqual([]);
  });

  test('pattern frequency: a minute with far more events than usual', () => {
    // One is usual, and a deviation at least 1: 16 lie 15 deviations above, and 1 - 6 / 30 is 0.8.
    expect(anomalies([...every(() => 'beat'), ...every(() => 'beat', 15, 20, 21)])).toEqual([
      [
        'beat',
        'Pattern frequency',
        '16 events from 2024-05-01 00:20:00.000 to 2024-05-01 00:21:00.000, where 1 are usual',
        '0.80',
      ],
    ]);
  });

  test('pattern frequency: a minute without any, where many are usual', () => {
    const rows = every(() => 'beat', 100).filter(([, time]) => time !== T + 30 * MINUTE);
    // 100 lie 10 deviations of 10 below: 1 - 6 / 20.
    expect(anomalies(rows)).toMatchObject([['beat', 'Pattern frequency', expect.stringMatching(/^0 events/), '0.70']]);
  });

  test('new pattern: one that is not there in most of the time', () => {
    const rows = [
      ...every(() => 'beat', 10),
      ['sudden stop', T + 59 * MINUTE],
      ['sudden stop', T + 59 * MINUTE],
    ] as const;
    expect(anomalies(rows)).toEqual([
      [
        'sudden stop',
        'New pattern',
        'First seen 2024-05-01 00:59:00.000, not in the 59 minutes before',
        expect.any(String),
      ],
    ]);
    expect(anomalies([...every(() => 'beat', 10), ['sudden stop', T + 20 * MINUTE]])).toEqual([]);
  });

  test('token variation: a value that is not there in most of the time of its pattern', () => {
    const region = (n: number): string => `call in us-${n % 3}`;
    const rows = [
      ...every(region, 3),
      ['call in us-__proto__', T + 59 * MINUTE],
      ['call in us-__proto__', T + 59 * MINUTE],
    ] as const;
    expect(anomalies(rows)).toEqual([
      [
        'call in <Token-1>',
        'Token variation',
        '<Token-1> is "us-__proto__" for the first time 2024-05-01 00:59:00.000, 2 times in all',
        expect.any(String),
      ],
    ]);
  });

  test('numeric token: a number far above the upper quartile', () => {
    const size = (n: number): string => `read ${n === 100 ? 1000 : 100 + (n % 5)} bytes`;
    // 101 to 103 is usual; a tenth of the median, 10.2, is more than 2. (1000 - 103) / 10.2 is 87.9, and 1 - 10 / 175.9 is 0.94.
    expect(anomalies(every(size, 3))).toEqual([
      [
        'read <Number-1> bytes',
        'Numeric token',
        '<Number-1> is 1000 at 2024-05-01 00:33:00.000, where 101 to 103 is usual',
        '0.94',
      ],
    ]);
  });

  test('HTTP error code: a minute with far more errors than usual', () => {
    const status = (n: number): string => `GET / ${n >= 300 && n < 310 ? 500 : 200}`;
    expect(anomalies(every(status, 10)).filter(([, type]) => type === 'HTTP error code')).toEqual([
      [
        'GET / <Number-1>',
        'HTTP error code',
        '<Number-1> is an error 10 times in 10 from 2024-05-01 00:30:00.000 to 2024-05-01 00:31:00.000, 10 times in 600 in all',
        expect.any(String),
      ],
    ]);
  });

  test('the order of the rows changes nothing but ties, and long times have longer windows', () => {
    const slow = [...every(() => 'beat', 2), ...every(() => 'beat', 40, 20, 21)].map(
      ([text, time]): Row => [text, T + ((time ?? T) - T) * 1000],
    );
    const found = anomalies(slow);
    expect(found).toHaveLength(1);
    expect(anomalies(slow.toReversed())).toEqual(found);
  });

  test('the highest score comes first', () => {
    const rows = [
      ...every(() => 'beat'),
      ...every(() => 'beat', 15, 20, 21),
      ...every(() => 'pulse here'),
      ...every(() => 'pulse here', 99, 20, 21),
    ];
    expect(anomalies(rows).map(([pattern]) => pattern)).toEqual(['pulse here', 'beat']);
  });
});
