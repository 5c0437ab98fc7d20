import { describe, expect, test } from 'vitest';
import { parseTimeArgument, resolveTime, TimeArgumentError } from '../../src/cli/times.ts';

const NOW = Date.UTC(2024, 5, 15, 12);

describe('time arguments', () => {
  test.each([
    ['2024-05-01', '2024-05-01T00:00:00.000Z'],
    ['2024-05-01T10:20', '2024-05-01T10:20:00.000Z'],
    ['2024-05-01T10:20:30', '2024-05-01T10:20:30.000Z'],
    ['2024-05-01T10:20:30Z', '2024-05-01T10:20:30.000Z'],
    ['2024-05-01T10:20:30.5Z', '2024-05-01T10:20:30.500Z'],
    ['2024-05-01T10:20:30.123456789Z', '2024-05-01T10:20:30.123Z'],
    ['2024-05-01 10:20:30.123', '2024-05-01T10:20:30.123Z'],
    ['2024-05-01T10:20:30+02:00', '2024-05-01T08:20:30.000Z'],
    ['2024-05-01T10:20:30-0530', '2024-05-01T15:50:30.000Z'],
    ['2024-05-01t10:20:30z', '2024-05-01T10:20:30.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['1714557600', '2024-05-01T10:00:00.000Z'],
    ['1714557600.25', '2024-05-01T10:00:00.250Z'],
    ['1714557600000', '2024-05-01T10:00:00.000Z'],
    ['99999999999', '5138-11-16T09:46:39.000Z'],
    ['100000000000', '1973-03-03T09:46:40.000Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
    ['now', '2024-06-15T12:00:00.000Z'],
    ['NOW', '2024-06-15T12:00:00.000Z'],
    ['-90s', '2024-06-15T11:58:30.000Z'],
    ['-30m', '2024-06-15T11:30:00.000Z'],
    ['-12h', '2024-06-15T00:00:00.000Z'],
    ['-7d', '2024-06-08T12:00:00.000Z'],
    ['-1w', '2024-06-08T12:00:00.000Z'],
    ['now-1d', '2024-06-14T12:00:00.000Z'],
    ['-1mo', '2024-05-15T12:00:00.000Z'],
    ['-18mo', '2022-12-15T12:00:00.000Z'],
    [' 2024-05-01 ', '2024-05-01T00:00:00.000Z'],
  ])('%j is %s', (text, time) => {
    expect(new Date(resolveTime(parseTimeArgument(text), NOW)).toISOString()).toBe(time);
  });

  test.each([
    [''],
    ['yesterday'],
    ['2024-02-30'],
    ['2023-02-29'],
    ['2024-13-01'],
    ['2024-05-01T24:00'],
    ['2024-05-01T10:60'],
    ['2024-05-01T10:00+99:00'],
    ['2024-5-1'],
    ['-7'],
    ['-7x'],
    ['7d'],
    ['+7d'],
    ['-99999999999999d'],
    ['-9999999mo'],
    ['-1y'],
    ['9999999999999999999'],
    ['1e12'],
    ['-5'],
  ])('%j is no time', (text) => {
    expect(() => parseTimeArgument(text)).toThrow(TimeArgumentError);
  });

  test.each([['2024'], ['202405'], ['20240501']])('%s is not taken for a time in 1970', (text) => {
    expect(() => parseTimeArgument(text)).toThrow(/would be a time in 1970.*2024-05-01/);
  });

  test.each([['-1M'], ['-7D'], ['now-2H'], ['-1MO'], ['-1Mo']])(
    '%s is refused: units are in lower case, m is minutes and mo months',
    (text) => {
      expect(() => parseTimeArgument(text)).toThrow(/Units are in lower case: .*m \(minutes\).*mo \(months\)/);
    },
  );

  test('months are those of the calendar; in a shorter month it is the last day', () => {
    const months = (now: string, count: number) =>
      new Date(resolveTime(parseTimeArgument(`-${count}mo`), Date.parse(now))).toISOString();
    expect(months('2024-03-31T10:00:00.000Z', 1)).toBe('2024-02-29T10:00:00.000Z');
    expect(months('2023-03-31T10:00:00.000Z', 1)).toBe('2023-02-28T10:00:00.000Z');
    expect(months('2024-07-31T10:00:00.000Z', 1)).toBe('2024-06-30T10:00:00.000Z');
    expect(months('2024-01-31T10:00:00.000Z', 13)).toBe('2022-12-31T10:00:00.000Z');
    expect(months('0000-01-01T00:00:00.000Z', 3_000_000)).toMatch(/^-25/);
  });
});
