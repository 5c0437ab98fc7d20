import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../src/engine/values/date-pattern.ts';
import { timeZone } from '../../../src/engine/values/time-zone.ts';

/** The date as ISO text, null, or the complaint about the pattern. */
function parsed(text: string, pattern: string, name = 'UTC'): string | null {
  const compiled = compilePattern(pattern);
  const zone = timeZone(name);
  if (!zone) throw new Error(`no zone ${name}`);
  if (!compiled.ok) return compiled.message;
  const instant = compiled.parse(text, zone);
  return instant === null ? null : new Date(instant).toISOString();
}

describe('numbers', () => {
  test.each<[text: string, pattern: string, expected: string | null]>([
    ['2024-05-01', 'yyyy-MM-dd', '2024-05-01T00:00:00.000Z'],
    ['2024-5-1', 'yyyy-M-d', '2024-05-01T00:00:00.000Z'],
    ['2024-05-01', 'y-M-d', '2024-05-01T00:00:00.000Z'],
    ['2024-5-1', 'yyyy-MM-dd', null],
    ['24-05-01', 'yyyy-MM-dd', null],
    ['24-05-01', 'yy-MM-dd', '2024-05-01T00:00:00.000Z'],
    ['99-05-01', 'uu-MM-dd', '2099-05-01T00:00:00.000Z'],
    ['20240501', 'yyyyMMdd', '2024-05-01T00:00:00.000Z'],
    ['20240501123456789', 'yyyyMMddHHmmssSSS', '2024-05-01T12:34:56.789Z'],
    ['240501', 'yyMMdd', '2024-05-01T00:00:00.000Z'],
    ['+12024-05-01', 'yyyy-MM-dd', '+012024-05-01T00:00:00.000Z'],
    ['12024-05-01', 'yyyy-MM-dd', null],
    ['+2024-05-01', 'yyyy-MM-dd', null],
    ['-0044-03-15', 'uuuu-MM-dd', '-000044-03-15T00:00:00.000Z'],
    ['-0044-03-15', 'yyyy-MM-dd', null],
    ['0001-01-01', 'yyyy-MM-dd', '0001-01-01T00:00:00.000Z'],
    ['999999999-01-01', 'y-MM-dd', null],
    ['2024-13-01', 'yyyy-MM-dd', null],
    ['2024-00-01', 'yyyy-MM-dd', null],
    ['2024-05-32', 'yyyy-MM-dd', null],
    ['2024-02-30', 'yyyy-MM-dd', '2024-02-29T00:00:00.000Z'],
    ['2023-02-29', 'yyyy-MM-dd', '2023-02-28T00:00:00.000Z'],
    ['2024-05-01 24:00', 'yyyy-MM-dd HH:mm', '2024-05-02T00:00:00.000Z'],
    ['2024-05-01 24:01', 'yyyy-MM-dd HH:mm', null],
    ['2024-05-01 23:59:60', 'yyyy-MM-dd HH:mm:ss', null],
    ['2024-05-01 7', 'yyyy-MM-dd H', '2024-05-01T07:00:00.000Z'],
    ['2024-05-01 30', 'yyyy-MM-dd mm', null],
    ['2024-05-01 7.123456789', 'yyyy-MM-dd H.SSSSSSSSS', null],
    ['2024-05-01 07:00:00.123456789', 'yyyy-MM-dd HH:mm:ss.SSSSSSSSS', '2024-05-01T07:00:00.123Z'],
    ['2024-05-01 07:00:00.5', 'yyyy-MM-dd HH:mm:ss.S', '2024-05-01T07:00:00.500Z'],
    ['2024-05-01 07:00:00.12', 'yyyy-MM-dd HH:mm:ss.SSS', null],
    ['2024-05-01 07:00:00.1234', 'yyyy-MM-dd HH:mm:ss.SSS', null],
    ['2024-05-01 07:00:00 999999999', 'yyyy-MM-dd HH:mm:ss n', '2024-05-01T07:00:00.999Z'],
    ['2024-05-01 07:00:00 1000000000', 'yyyy-MM-dd HH:mm:ss n', null],
    ['2024-05-01x', 'yyyy-MM-dd', null],
    [' 2024-05-01', 'yyyy-MM-dd', null],
    ['2024-05', 'yyyy-MM', null],
    ['07:00', 'HH:mm', null],
    ['', 'yyyy', null],
    ['', '', null],
    ['２０２４-05-01', 'yyyy-MM-dd', null],
  ])('%j in %j is %j', (text, pattern, expected) => {
    expect(parsed(text, pattern)).toBe(expected);
  });
});

describe('names, half days and parts that occur twice', () => {
  test.each<[text: string, pattern: string, expected: string | null]>([
    ['1 May 2024', 'd MMM yyyy', '2024-05-01T00:00:00.000Z'],
    ['1 September 2024', 'd MMMM yyyy', '2024-09-01T00:00:00.000Z'],
    ['1 Sept 2024', 'd MMM yyyy', null],
    ['1 may 2024', 'd MMM yyyy', null],
    ['01May2024', 'ddMMMyyyy', '2024-05-01T00:00:00.000Z'],
    ['Wed, 01 May 2024', 'EEE, dd MMM yyyy', '2024-05-01T00:00:00.000Z'],
    ['Wed, 01 May 2024', 'E, dd MMM yyyy', '2024-05-01T00:00:00.000Z'],
    ['Wednesday, 01 May 2024', 'EEEE, dd MMM yyyy', '2024-05-01T00:00:00.000Z'],
    ['Thu, 01 May 2024', 'E, dd MMM yyyy', null],
    ['4, 01 May 2024', 'e, dd MMM yyyy', '2024-05-01T00:00:00.000Z'],
    ['2024-05-01 01:00 PM', 'yyyy-MM-dd hh:mm a', '2024-05-01T13:00:00.000Z'],
    ['2024-05-01 12:00 AM', 'yyyy-MM-dd hh:mm a', '2024-05-01T00:00:00.000Z'],
    ['2024-05-01 12:00 PM', 'yyyy-MM-dd hh:mm a', '2024-05-01T12:00:00.000Z'],
    ['2024-05-01 13:00 PM', 'yyyy-MM-dd hh:mm a', null],
    ['2024-05-01 01:00 pm', 'yyyy-MM-dd hh:mm a', null],
    ['2024-05-01 01:00', 'yyyy-MM-dd hh:mm', null],
    ['2024-05-01 13:00 PM', 'yyyy-MM-dd HH:mm a', '2024-05-01T13:00:00.000Z'],
    ['2024-05-01 13:00 AM', 'yyyy-MM-dd HH:mm a', null],
    ['2024-05-01 13 01 PM', 'yyyy-MM-dd HH hh a', '2024-05-01T13:00:00.000Z'],
    ['2024-05-01 14 01 PM', 'yyyy-MM-dd HH hh a', null],
    ['2024-05-01 2024', 'yyyy-MM-dd yyyy', '2024-05-01T00:00:00.000Z'],
    ['2024-05-01 2025', 'yyyy-MM-dd yyyy', null],
    ['2024-05-01 2025', 'yyyy-MM-dd uuuu', null],
  ])('%j in %j is %j', (text, pattern, expected) => {
    expect(parsed(text, pattern)).toBe(expected);
  });
});

describe('offsets and zones', () => {
  const day = '2024-05-01 12:00';
  test.each<[tail: string, letters: string, expected: string | null]>([
    ['Z', 'X', '12:00'],
    ['+02', 'X', '10:00'],
    ['+0230', 'X', '09:30'],
    ['-02', 'x', '14:00'],
    ['Z', 'x', null],
    ['+02', 'XX', null],
    ['+0200', 'XX', '10:00'],
    ['+02:00', 'XXX', '10:00'],
    ['+0200', 'XXX', null],
    ['+023000', 'XXXX', '09:30'],
    ['+02:30:30', 'XXXXX', '09:29'],
    ['+02:00', 'XXXXX', '10:00'],
    ['+0200', 'Z', '10:00'],
    ['+0000', 'ZZZ', '12:00'],
    ['GMT+02:00', 'ZZZZ', '10:00'],
    ['GMT', 'ZZZZ', '12:00'],
    ['Z', 'ZZZZZ', '12:00'],
    ['+19:00', 'XXX', null],
    ['+02:60', 'XXX', null],
    ['-18:00', 'XXX', '06:00'],
    ['Europe/Berlin', 'VV', '10:00'],
    ['Z', 'VV', '12:00'],
    ['UTC+2', 'VV', '10:00'],
    ['+02:00', 'VV', '10:00'],
    ['Mars/Olympus', 'VV', null],
    ['UTC', 'z', '12:00'],
    ['EDT', 'z', '16:00'],
    ['PST', 'zzz', '19:00'],
    ['Asia/Kathmandu', 'z', '06:15'],
    ['+02:00 Asia/Tokyo', 'XXX VV', '10:00'],
  ])('%j by %j is %j UTC', (tail, letters, expected) => {
    const result = parsed(`${day} ${tail}`, `yyyy-MM-dd HH:mm ${letters}`, 'America/New_York');
    expect(result === null ? null : `${result.slice(11, 16)}`).toBe(expected);
  });

  test('the zone of the text goes before the given one, which is for texts without', () => {
    expect(parsed('2024-05-01 00:00', 'yyyy-MM-dd HH:mm', 'America/New_York')).toBe('2024-05-01T04:00:00.000Z');
    expect(parsed('2024-01-01 00:00', 'yyyy-MM-dd HH:mm', 'America/New_York')).toBe('2024-01-01T05:00:00.000Z');
  });

  test.each<[local: string, zone: string, expected: string]>([
    // Clocks go from 02:00 to 03:00.
    ['2024-03-31 01:59', 'Europe/Berlin', '2024-03-31T00:59:00.000Z'],
    ['2024-03-31 02:30', 'Europe/Berlin', '2024-03-31T01:30:00.000Z'],
    ['2024-03-31 03:00', 'Europe/Berlin', '2024-03-31T01:00:00.000Z'],
    // Clocks go from 03:00 back to 02:00: the first of the two.
    ['2024-10-27 02:30', 'Europe/Berlin', '2024-10-27T00:30:00.000Z'],
    ['2024-10-27 03:00', 'Europe/Berlin', '2024-10-27T02:00:00.000Z'],
    ['2024-10-05 12:00', 'Australia/Lord_Howe', '2024-10-05T01:30:00.000Z'],
    ['2024-10-06 02:15', 'Australia/Lord_Howe', '2024-10-05T15:45:00.000Z'],
  ])('%s in %s is %s', (local, zone, expected) => {
    expect(parsed(local, 'yyyy-MM-dd HH:mm', zone)).toBe(expected);
  });
});

describe('literals and optional sections', () => {
  test.each<[text: string, pattern: string, expected: string | null]>([
    ['2024-05-01T12:00:00Z', "yyyy-MM-dd'T'HH:mm:ssX", '2024-05-01T12:00:00.000Z'],
    ["on 1 o'clock 2024-05-01", "'on 1 o''clock 'yyyy-MM-dd", '2024-05-01T00:00:00.000Z'],
    ["'2024-05-01", "''yyyy-MM-dd", '2024-05-01T00:00:00.000Z'],
    ['2024-05-01T12:00:00.5Z', "yyyy-MM-dd'T'HH:mm:ss[.SSS][.S]X", '2024-05-01T12:00:00.500Z'],
    ['2024-05-01T12:00:00Z', "yyyy-MM-dd'T'HH:mm:ss[.SSS]X", '2024-05-01T12:00:00.000Z'],
    ['2024-05-01', "yyyy-MM-dd['T'HH:mm[:ss]]", '2024-05-01T00:00:00.000Z'],
    ['2024-05-01T07:30', "yyyy-MM-dd['T'HH:mm[:ss]]", '2024-05-01T07:30:00.000Z'],
    ['2024-05-01T07:30:15', "yyyy-MM-dd['T'HH:mm[:ss]", '2024-05-01T07:30:15.000Z'],
    // What a section has read in vain is forgotten.
    ['2024-05-01 07', 'yyyy-MM-dd[ HH:mm][ HH]', '2024-05-01T07:00:00.000Z'],
  ])('%j in %j is %j', (text, pattern, expected) => {
    expect(parsed(text, pattern)).toBe(expected);
  });
});

test.each<[pattern: string, message: string]>([
  ['yyyy-bb', 'the date pattern has the unknown letter b'],
  ['YYYY', 'the date pattern has the unknown letter Y'],
  ['MMMMM', 'the date pattern has too many or too few letters M'],
  ['V', 'the date pattern has too many or too few letters V'],
  ['HHH', 'the date pattern has too many or too few letters H'],
  ['aa', 'the date pattern has too many or too few letters a'],
  ["yyyy'T", 'the date pattern has a quote that is not closed'],
  ['yyyy]', 'the date pattern has a ] without ['],
  ['yyyy{', 'the date pattern has the reserved character {'],
  ['['.repeat(10_000), 'the date pattern has too many sections inside each other'],
])('the pattern %j is refused', (pattern, message) => {
  expect(parsed('2024', pattern.slice(0, 20_000))).toBe(message);
});

test('long texts and patterns take no more than a pass', () => {
  const long = 'x'.repeat(1_000_000);
  expect(parsed(long, 'yyyy')).toBeNull();
  expect(parsed('1'.repeat(1_000_000), 'yMMddHHmmss')).toBeNull();
  expect(parsed(long, `'${long}'`)).toBeNull();
  expect(parsed('2024', '[y]'.repeat(100_000))).toBeNull();
  expect(parsed("'".repeat(100_001), "'".repeat(100_001))).toBe('the date pattern has a quote that is not closed');
});
