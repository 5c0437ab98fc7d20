/** Groups and columns of a scan over segments that are not small. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runQuery } from '../../../src/engine/query.ts';
import { PairTable } from '../../../src/engine/scan/pair-table.ts';
import { SEED } from '../support.ts';
import { withSegments } from './segmented.ts';

describe('PairTable', () => {
  test('numbers pairs as they appear and knows them again', () => {
    const pair = fc.tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 0xffffffff }).map((n) => n - (n % 0x1000000)),
    );
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 5000 }), fc.boolean(), (pairs, areMany) => {
        const table = new PairTable({ areMany });
        const known = new Map<string, number>();
        for (const [left, right] of pairs) {
          const name = `${left} ${right}`;
          const expected = known.get(name) ?? known.size;
          known.set(name, expected);
          expect(table.id(left, right)).toBe(expected);
          expect([table.left(expected), table.right(expected)]).toEqual([left, right]);
        }
        expect(table.count).toBe(known.size);
      }),
      { numRuns: 20, seed: SEED },
    );
  });

  test('grows', () => {
    const table = new PairTable();
    // The table of all combinations first, until it is too large.
    for (let i = 0; i < 10_000; i++) expect(table.id(i % 100, i)).toBe(i);
    for (let i = 0; i < 10_000; i++) expect([table.left(i), table.right(i)]).toEqual([i % 100, i]);
    expect(table.id(1 << 20, 1 << 20)).toBe(10_000);
    expect(table.id(0, 0xffffffff)).toBe(10_001);
    for (let i = 0; i < 10_000; i++) expect(table.id(i % 100, i)).toBe(i);
    expect(table.count).toBe(10_002);
  });
});

/** Each id is used once or twice, and each time by two or three events; a third of them has another type of `mixed`. */
const EVENTS = Array.from({ length: 4000 }, (_, i) => ({
  timestamp: Date.UTC(2024, 4, 1) + Math.floor(i / 2.5) * 700,
  message: JSON.stringify({
    id: `id-${(i * 7919) % 3000}`,
    name: `name-${i % 17}`,
    mixed: i % 3 === 0 ? i % 5 : i % 3 === 1 ? String(i % 5) : i % 2 === 0,
  }),
}));

describe.each([
  ['one segment', 4000],
  ['two segments that are interleaved in time', 2000],
])('in %s, scan and SQL give the same', (name, size) => {
  const events =
    name === 'one segment'
      ? EVENTS
      : [...EVENTS.filter((_, i) => i % 2 === 0), ...EVENTS.filter((_, i) => i % 2 === 1)];

  test.each([
    // Ties, and more groups than the limit leaves.
    'stats count(*) as n by id | sort n desc | limit 20',
    'stats count(*) as n by id | sort n asc, id desc | limit 7',
    'stats count(*) as n, latest(mixed) as last by id, name | sort last asc, n desc | limit 50',
    'stats count(*) as n by mixed, name | sort mixed desc | limit 9',
    'stats max(@timestamp) as t by bin(1s) as b, name | sort t desc | limit 30',
    'stats count(*) by id',
    'stats count(*) by id, name',
    'stats count(*) by id, name, @timestamp',
    'stats count(*), min(@timestamp), max(@timestamp) by name, id, mixed',
    'stats count(*) by mixed, name | sort mixed asc, name asc',
    'stats count(*) by @timestamp',
    'stats count(*) by bin(1s), name',
    'stats min(toMillis(@timestamp)) as first, max(@timestamp) by mixed',
    'stats count(*) by datefloor(@timestamp, 1ms) as t, id | limit 50',
    'stats count_distinct(id), count_distinct(mixed) by name',
    'stats count(*) as n by strlen(id), concat(id, name) as both | stats sum(n), count(*)',
    'stats count(*) as n by id, name | stats max(n) as most, count(*) as ids by name | sort most desc, name asc | limit 3',
    'stats count(*) as n by id, name | stats sum(n) as s, avg(n), pct(n, 90) by n',
    'stats count(*) as n by mixed, name | stats count_distinct(mixed), count_distinct(name), sum(n) by mixed',
    'stats count(*) as n by id, mixed | filter n > 1 | stats count(*) as c by mixed',
    'stats count(*) as n by id, name | stats max(n) as m by name | stats sum(m), min(name), count(*)',
    'stats count(*) as n, min(@timestamp) as t by id, bin(1m) as b | stats min(t), max(b), sum(n) by b | sort b desc',
    'stats count(*) as n by name, id | stats values(id) as ids, max(id) by name | sort name asc',
    'fields id, name | dedup id, name | limit 10000',
    'fields id, missing | dedup id, missing | limit 10000',
    'fields @timestamp, id | sort id desc, name asc | limit 33',
  ])('%s', (query) =>
    withSegments(events, size, (store) => {
      const { rows } = runQuery(store, query);
      expect(rows).not.toHaveLength(0);
      expect(rows).toEqual(runQuery(store, query, { pushdown: false }).rows);
    }),
  );
});

test('groups of which a filter leaves none are no groups, in the scan as in SQL', () =>
  withSegments(EVENTS, 1000, (store) => {
    const query = 'stats count(*) as n by id | filter n > 100 | stats count(*) as c, sum(n)';
    expect(runQuery(store, query).rows).toEqual(runQuery(store, query, { pushdown: false }).rows);
  }));
