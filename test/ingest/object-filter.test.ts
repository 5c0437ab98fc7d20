/** What the name of an object tells, and which objects are chosen by it. */
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../src/ingest/archive-key.ts';
import { ObjectFilter } from '../../src/ingest/object-filter.ts';

const NAME = '111122223333_CloudTrail_eu-west-1_20240501T1205Z_abcdefghijklmnop.json.gz';
const KEY = `AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/${NAME}`;
const at = (hour: number, day = 1): number => Date.UTC(2024, 4, day, hour);

describe('what a name tells', () => {
  test.each([
    KEY,
    `a/b/${KEY}`,
    KEY.replace('AWSLogs/', 'o-exampleorg/AWSLogs/o-exampleorg/'),
    `C:\\logs\\${KEY.replaceAll('/', '\\')}`,
  ])('%s', (key) => {
    expect(factsOf(key)).toEqual({
      account: '111122223333',
      kind: 'CloudTrail',
      region: 'eu-west-1',
      day: at(0),
      time: Date.UTC(2024, 4, 1, 12, 5),
      name: NAME,
    });
  });

  test('a flat name, a digest of a trail whose name looks like a time, and a name that tells nothing', () => {
    expect(factsOf(`flat/${NAME}`)).toMatchObject({ account: '111122223333', day: undefined, region: 'eu-west-1' });
    const digest =
      '111122223333_CloudTrail-Digest_eu-west-1_x_20200101T000000Z_y_us-east-1_20240501T130000Z_backfill.json.gz';
    expect(factsOf(digest)).toMatchObject({ kind: 'CloudTrail-Digest', region: 'eu-west-1', time: at(13) });
    expect(factsOf('a/b.json')).toEqual({
      account: undefined,
      kind: undefined,
      region: undefined,
      day: undefined,
      time: undefined,
      name: 'b.json',
    });
  });
});

describe('a filter', () => {
  const chooses = (options: ConstructorParameters<typeof ObjectFilter>[0], key = KEY) =>
    new ObjectFilter(options).chooses(key);

  test('of accounts, Regions and kinds', () => {
    expect(chooses({})).toBe(true);
    expect(chooses({ accounts: ['111122223333', '444455556666'], regions: ['eu-west-1'], kinds: ['cloudtrail'] })).toBe(
      true,
    );
    expect(chooses({ accounts: ['444455556666'] })).toBe(false);
    expect(chooses({ regions: ['us-east-1'] })).toBe(false);
    expect(chooses({ kinds: ['insight', 'network-activity'] })).toBe(false);
    expect(chooses({ kinds: ['Network_Activity'] }, KEY.replaceAll('CloudTrail', 'CloudTrail-NetworkActivity'))).toBe(
      true,
    );
    expect(chooses({ digests: false }, KEY.replaceAll('CloudTrail', 'CloudTrail-Digest'))).toBe(false);
  });

  test('of times: from the hour of the first on, until days after the last', () => {
    expect(chooses({ from: Date.UTC(2024, 4, 1, 12, 59) })).toBe(true);
    expect(chooses({ from: at(13) })).toBe(false);
    expect(chooses({ to: Date.UTC(2024, 3, 29, 12, 5) })).toBe(true);
    expect(chooses({ to: Date.UTC(2024, 3, 29, 12, 4) })).toBe(false);
    expect(chooses({ to: Date.UTC(2024, 3, 29, 12, 4), lateDays: 3 })).toBe(true);
    expect(chooses({ to: at(13), lateDays: 0 })).toBe(true);
    expect(chooses({ to: at(12), lateDays: 0 })).toBe(false);
  });

  test('leaves nothing out whose name does not tell', () => {
    const all = {
      accounts: ['444455556666'],
      regions: ['us-east-1'],
      kinds: ['insight'],
      from: at(0, 9),
      to: at(1, 9),
    };
    expect(chooses(all, 'export/events.ndjson')).toBe(true);
  });
});
