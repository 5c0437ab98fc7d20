/** Finding in a bucket what must be listed: exactly what the names say, for few requests. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsOf, isCloudTrailKind } from '../../../src/ingest/archive-key.ts';
import { type FilterOptions, ObjectFilter } from '../../../src/ingest/object-filter.ts';
import { dayPrefixes } from '../../../src/ingest/s3/day-prefixes.ts';
import { Discovery } from '../../../src/ingest/s3/discovery.ts';
import { listObjects } from '../../../src/ingest/s3/list-objects.ts';
import { resolveRoot } from '../../../src/ingest/s3/resolve-root.ts';
import { MemoryBucket } from './memory-bucket.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2024, 5, 1);

/** The keys below a root that are listed and chosen. */
async function found(bucket: MemoryBucket, root: string, options: FilterOptions): Promise<string[]> {
  const filter = new ObjectFilter(options);
  const discovery = new Discovery(bucket.list, filter, NOW);
  const keys: string[] = [];
  for await (const { key } of listObjects(discovery.tasks(root), bucket.list)) if (filter.chooses(key)) keys.push(key);
  return keys;
}

function keyOf(account: string, kind: string, region: string, time: number, before = '', tail = 'aaaa'): string {
  const iso = new Date(time).toISOString();
  const stamp = iso.slice(0, 16).replaceAll(/[-:]/g, '');
  const folder = `${before}AWSLogs/${account}/${kind}/${region}/${iso.slice(0, 10).replaceAll('-', '/')}`;
  return kind === 'CloudTrail-Digest'
    ? `${folder}/${account}_${kind}_${region}_my_trail_${region}_${stamp}00Z.json.gz`
    : `${folder}/${account}_${kind}_${region}_${stamp}Z_${tail}.json.gz`;
}

const ACCOUNTS = ['000000000001', '111122223333', '444455556666'];
const REGIONS = ['eu-west-1', 'us-east-1', 'us-gov-west-1'];
const KINDS = ['CloudTrail', 'CloudTrail-Insight', 'CloudTrail-Digest', 'CloudTrail-New', 'Config'];
const FIRST = Date.UTC(2023, 0, 1);
/** Anywhere in 500 days, but mostly in a few of them, so that ranges have something at their ends. */
const time = fc
  .oneof(
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 500 * 24 * 12 }) },
    { weight: 4, arbitrary: fc.integer({ min: 200 * 24 * 12, max: 206 * 24 * 12 }) },
  )
  .map((steps) => FIRST + steps * 300_000);

const logKey = fc
  .tuple(
    fc.constantFrom(...ACCOUNTS),
    fc.constantFrom(...KINDS),
    fc.constantFrom(...REGIONS),
    time,
    fc.stringMatching(/^[A-Za-z0-9]{4}$/),
  )
  .map(([account, kind, region, at, tail]) => ({ account, kind, region, at, tail }));

const filterOptions: fc.Arbitrary<FilterOptions> = fc.record(
  {
    accounts: fc.subarray(ACCOUNTS, { minLength: 1 }),
    regions: fc.subarray(REGIONS, { minLength: 1 }),
    kinds: fc.subarray(['cloudtrail', 'Insight', 'CloudTrail-Digest', 'new'], { minLength: 1 }),
    from: time,
    to: time,
    lateDays: fc.integer({ min: 0, max: 4 }),
    digests: fc.boolean(),
  },
  { requiredKeys: [] },
);

describe('with random layouts and filters', () => {
  test('exactly the objects are found that a look at every key would choose', async () => {
    const prefixes = fc.constantFrom('', 'p/', 'a/b/c/', 'o-exampleorg1/');
    const organization = fc.constantFrom('', 'o-exampleorg1/');
    await fc.assert(
      fc.asyncProperty(
        fc.array(logKey, { maxLength: 60 }),
        fc.uniqueArray(fc.tuple(prefixes, organization), { maxLength: 3, minLength: 1, selector: String }),
        filterOptions,
        fc.integer({ min: 1, max: 7 }),
        async (logs, places, options, pageSize) => {
          const keys = logs.map(({ account, kind, region, at, tail }, i) => {
            const [prefix, organizationFolder] = places[i % places.length] ?? ['', ''];
            const key = keyOf(account, kind, region, at, '', tail);
            return prefix + key.replace('AWSLogs/', `AWSLogs/${organizationFolder}`);
          });
          const bucket = new MemoryBucket([...new Set(keys)], pageSize);
          const filter = new ObjectFilter(options);
          const isOther = (key: string): boolean => !isCloudTrailKind(factsOf(key).kind ?? '');
          const expected = [...new Set(keys)].filter((key) => filter.chooses(key) && !isOther(key));
          expect((await found(bucket, '', options)).sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 200 },
    );
  });

  test('also from any folder of the layout on, and without any layout', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(logKey, { minLength: 1, maxLength: 40 }),
        filterOptions,
        fc.nat(),
        fc.nat(12),
        fc.boolean(),
        async (logs, options, pick, depth, flat) => {
          const all = logs
            .filter(({ kind }) => kind !== 'Config')
            .map(({ account, kind, region, at, tail }) => keyOf(account, kind, region, at, 'x/', tail));
          const keys = [...new Set(flat ? all.map((key) => `flat/${key.slice(key.lastIndexOf('/') + 1)}`) : all)];
          const folders = keys[pick % Math.max(keys.length, 1)]?.split('/').slice(0, -1) ?? [];
          const root = folders
            .slice(0, 1 + (depth % Math.max(folders.length, 1)))
            .map((name) => `${name}/`)
            .join('');
          const filter = new ObjectFilter(options);
          const expected = keys.filter((key) => key.startsWith(root) && filter.chooses(key));
          expect((await found(new MemoryBucket(keys, 5), root, options)).sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('how many requests it takes', () => {
  /** A year of three accounts with five objects a day in each of three Regions. */
  const year = ACCOUNTS.flatMap((account) =>
    REGIONS.flatMap((region) =>
      Array.from({ length: 366 * 5 }, (_, i) =>
        keyOf(account, 'CloudTrail', region, Date.UTC(2024, 0, 1) + i * (DAY / 5)),
      ),
    ),
  );

  test('a day of one account never lists a year', async () => {
    const bucket = new MemoryBucket(year);
    const from = Date.UTC(2024, 4, 1);
    const keys = await found(bucket, '', { accounts: ['111122223333'], from, to: from + DAY - 1 });
    // A day and two more for what comes late, in three Regions.
    expect(keys).toHaveLength(3 * 3 * 5);
    // The root, AWSLogs/, the account, its kind, and three days in three Regions.
    expect(bucket.requests).toBe(1 + 1 + 1 + 1 + 9);
    expect(bucket.listed).toBeLessThan(60);
  });

  test('a Region leaves out the others, and an hour begins within its day', async () => {
    const bucket = new MemoryBucket(year);
    const from = Date.UTC(2024, 4, 1, 20);
    const keys = await found(bucket, 'AWSLogs/', {
      accounts: ['111122223333'],
      regions: ['us-east-1'],
      from,
      to: from,
      lateDays: 0,
    });
    expect(keys).toHaveLength(0);
    expect(bucket.requests).toBe(1 + 1 + 1 + 1);
    expect(bucket.listed).toBeLessThan(10);
  });

  test('more than 60 days are listed by month, and begin with the first day', async () => {
    const bucket = new MemoryBucket(year);
    const options = {
      accounts: ['111122223333'],
      regions: ['us-east-1'],
      from: Date.UTC(2024, 1, 20),
      to: Date.UTC(2024, 7, 1),
    };
    const keys = await found(bucket, 'AWSLogs/', options);
    expect(keys.length).toBeGreaterThan(5 * 162);
    expect(bucket.requests).toBe(1 + 1 + 1 + 7);
    expect(bucket.listed - keys.length).toBeLessThan(5 * 31);
  });
});

test('prefixes of days cover the range and nothing else', () => {
  expect(dayPrefixes(Date.UTC(2024, 1, 28, 5), Date.UTC(2024, 2, 1))).toEqual([
    '2024/02/28/',
    '2024/02/29/',
    '2024/03/01/',
  ]);
  expect(dayPrefixes(Date.UTC(2023, 11, 31), Date.UTC(2024, 2, 5))).toEqual([
    '2023/12/',
    '2024/01/',
    '2024/02/',
    '2024/03/',
  ]);
  expect(dayPrefixes(Date.UTC(2024, 1, 2), Date.UTC(2024, 1, 1))).toEqual([]);
});

test('files beside the layout, other services and unknown folders', async () => {
  const keys = [
    'AWSLogs/readme.txt',
    'AWSLogs/111122223333/CloudTrail/note.txt',
    'AWSLogs/111122223333/Config/eu-west-1/2024/5/1/x.json.gz',
    'AWSLogs/111122223333/CloudTrail-Lake/Query/2024/05/01/q/result_1.csv.gz',
    'AWSLogs/odd/x.json.gz',
    'beside/x.json.gz',
  ];
  const bucket = new MemoryBucket(keys);
  const discovery = new Discovery(bucket.list, new ObjectFilter(), NOW);
  const names: string[] = [];
  for await (const { key } of listObjects(discovery.tasks(''), bucket.list)) names.push(key);
  expect(names.sort()).toEqual([keys[3], keys[1], keys[0]]);
  expect(discovery.notes).toEqual([expect.stringContaining('AWSLogs/odd/'), expect.stringContaining('beside/')]);
  expect(await found(bucket, 'AWSLogs/odd/', {})).toEqual(['AWSLogs/odd/x.json.gz']);
  expect(await found(bucket, 'AWSLogs/111122223333/Config/', {})).toHaveLength(1);
});

test('a place is a folder, or an object, or there is a hint', async () => {
  const { list } = new MemoryBucket(['a/b', 'a-b/c', 'd']);
  const resolve = (prefix: string): Promise<string> => resolveRoot({ bucket: 'b', prefix }, list);
  expect(await resolve('')).toBe('');
  expect(await resolve('a')).toBe('a/');
  expect(await resolve('a/')).toBe('a/');
  expect(await resolve('d')).toBe('d');
  await expect(resolve('a-')).rejects.toMatchObject({ hint: 'There is s3://b/a-b/.' });
});
