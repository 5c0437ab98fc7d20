import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { originOf } from '../../src/ingest/origin.ts';
import { parseTime } from '../../src/ingest/time.ts';

const parse = (text: string) => parseTime(Buffer.from(text));

describe('times', () => {
  test('every time that Date prints is read back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        (date) => {
          expect(parse(date.toISOString())).toBe(date.getTime());
          expect(parse(date.toISOString().replace(/\.\d+/, ''))).toBe(Math.floor(date.getTime() / 1000) * 1000);
        },
      ),
    );
  });

  test.each([
    ['2024-05-01T10:00:00+02:00', '2024-05-01T08:00:00Z'],
    ['2024-05-01T10:00:00.123456Z', '2024-05-01T10:00:00.123Z'],
    ['2024-05-01 10:00:00', '2024-05-01T10:00:00Z'],
    ['2024-05-01T10:00-0130', '2024-05-01T11:30:00Z'],
  ])('%s is %s', (text, same) => expect(parse(text)).toBe(Date.parse(same)));

  test.each([
    '',
    'today',
    '2024-13-01T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-0xT00:00:00Z',
    '1714557600',
  ])('%s is no time', (text) => expect(parse(text)).toBeNaN());
});

describe('what a path tells', () => {
  test.each([
    [
      '/x/111122223333_CloudTrail_us-east-1_20240501T1205Z_aB.json.gz',
      '111122223333',
      'us-east-1',
      Date.UTC(2024, 4, 1, 12, 5),
    ],
    [
      '/x/111122223333_CloudTrail-Insight_us-east-1_20240501T120507Z_aB.json',
      '111122223333',
      'us-east-1',
      Date.UTC(2024, 4, 1, 12, 5, 7),
    ],
    ['/p/AWSLogs/o-abcdefghij/111122223333/CloudTrail/eu-west-1/2024/05/01/x.gz', '111122223333', 'eu-west-1', 5],
    ['/p/o-abc/AWSLogs/111122223333/CloudTrail-NetworkActivity/eu-west-1/x.gz', '111122223333', 'eu-west-1', 5],
    ['/flat/file.json', '', '', 5],
  ])('%s', (path, account, region, delivered) => expect(originOf(path, 5, 9)).toEqual({ account, region, delivered }));

  test('without a modification time the time of loading counts', () =>
    expect(originOf('-', null, 9).delivered).toBe(9));
});
