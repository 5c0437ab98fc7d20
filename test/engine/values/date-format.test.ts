import { describe, expect, test } from 'vitest';
import { compileFormat } from '../../../src/engine/values/date-format.ts';
import { timeZone } from '../../../src/engine/values/time-zone.ts';

function formatted(instant: number, format: string, name = 'UTC'): string | null {
  const compiled = compileFormat(format);
  const zone = timeZone(name);
  if (!zone) throw new Error(`no zone ${name}`);
  return compiled.ok ? compiled.format(instant, zone) : compiled.message;
}

const T = Date.UTC(2024, 1, 29, 9, 5, 7, 89);

describe('directives', () => {
  test.each<[format: string, expected: string]>([
    ['%Y-%m-%d %H:%M:%S.%L', '2024-02-29 09:05:07.089'],
    ['%F %T', '2024-02-29 09:05:07'],
    ['%f', '089000'],
    ['%j', '060'],
    ['%a %A %b %B', 'Thu Thursday Feb February'],
    ['%I %p', '09 AM'],
    ['%y', '24'],
    ['%Z %z', 'UTC +0000'],
    ['%s', '1709197507'],
    ['100%%', '100%'],
    ['%%Y', '%Y'],
    ['a\nb é 😀', 'a\nb é 😀'],
    ['', ''],
  ])('%j gives %j', (format, expected) => {
    expect(formatted(T, format)).toBe(expected);
  });

  test.each([
    ['%Q', 'the date format has no directive %Q'],
    ['%e', 'the date format has no directive %e'],
    ['50%', 'the date format has no directive %'],
    ['%😀', 'the date format has no directive %😀'],
    ['%Y-%-m', 'the date format has no directive %-'],
  ])('%j is refused', (format, message) => {
    expect(formatted(T, format)).toBe(message);
  });
});

describe('times', () => {
  test.each<[instant: number, format: string, expected: string | null]>([
    [0, '%F %T %j %A', '1970-01-01 00:00:00 001 Thursday'],
    [-1, '%F %T.%L %s', '1969-12-31 23:59:59.999 -1'],
    [0.9, '%L', '000'],
    [Date.UTC(2024, 11, 31, 12), '%j %I %p', '366 12 PM'],
    [Date.UTC(2024, 11, 31), '%I %p', '12 AM'],
    [-62_135_596_800_001, '%Y-%m-%d', '0000-12-31'],
    [-62_198_755_200_000, '%Y', '-0001'],
    [8.64e15, '%F', '275760-09-13'],
    [8.64e15 + 1, '%F', null],
    [Number.NaN, '%F', null],
    [Number.POSITIVE_INFINITY, '%F', null],
  ])('%d as %j is %j', (instant, format, expected) => {
    expect(formatted(instant, format)).toBe(expected);
  });
});

describe('zones', () => {
  test.each<[instant: number, zone: string, expected: string]>([
    [Date.UTC(2024, 2, 31, 0, 59, 59), 'Europe/Berlin', '2024-03-31 01:59:59 +0100'],
    [Date.UTC(2024, 2, 31, 1, 0, 0), 'Europe/Berlin', '2024-03-31 03:00:00 +0200'],
    [Date.UTC(2024, 9, 27, 0, 59, 59), 'Europe/Berlin', '2024-10-27 02:59:59 +0200'],
    [Date.UTC(2024, 9, 27, 1, 0, 0), 'Europe/Berlin', '2024-10-27 02:00:00 +0100'],
    [Date.UTC(2024, 0, 1), 'America/New_York', '2023-12-31 19:00:00 -0500'],
    [Date.UTC(2024, 0, 1), 'Asia/Kathmandu', '2024-01-01 05:45:00 +0545'],
    [Date.UTC(2024, 0, 1), 'america/st_johns', '2023-12-31 20:30:00 -0330'],
    // A change one minute past the hour.
    [Date.UTC(2010, 2, 14, 3, 30, 30), 'America/St_Johns', '2010-03-14 00:00:30 -0330'],
    [Date.UTC(2010, 2, 14, 3, 31, 0), 'America/St_Johns', '2010-03-14 01:01:00 -0230'],
    [Date.UTC(1880, 0, 1), 'America/New_York', '1879-12-31 19:03:58 -045602'],
  ])('%d in %s is %s', (instant, zone, expected) => {
    expect(formatted(instant, '%F %T %z', zone)).toBe(expected);
    // Once more, from what is remembered.
    expect(formatted(instant, '%F %T %z', zone)).toBe(expected);
  });

  test('abbreviations are those of the time', () => {
    expect(formatted(Date.UTC(2024, 0, 1), '%Z', 'America/New_York')).toBe('EST');
    expect(formatted(Date.UTC(2024, 6, 1), '%Z', 'America/New_York')).toBe('EDT');
  });

  test.each(['', ' ', 'Mars/Olympus', '+02:00', 'Europe/Berlin ', '__proto__', 'x'.repeat(100_000)])(
    '%j is none (case %#)',
    (name) => {
      expect(timeZone(name)).toBeUndefined();
    },
  );
});
