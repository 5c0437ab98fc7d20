/** Rows that are found by the codes of their values, and groups that are made row by row: what comes out is what SQL gives. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runQuery } from '../../../src/engine/query.ts';
import { CodeIndex, NO_ROW } from '../../../src/store/code-index.ts';
import type { EventStore } from '../../../src/store/event-store.ts';
import { SEED } from '../support.ts';
import { copiedScans, withSegments } from './segmented.ts';

const START = 1_700_000_000_000;
const SEGMENT = 3000;

/** Segments whose times overlap; fields that have few values beside the rows, lack some, or are numbers in one of the segments. */
const EVENTS = Array.from({ length: 4 * SEGMENT }, (_, i) => {
  const random = (i * 7919 + (i % 13) * 104_729) % 10_007;
  const segment = Math.floor(i / SEGMENT);
  return {
    timestamp: START + (random % 3000) * 1000,
    message: JSON.stringify({
      a: `a${random % 5}`,
      b: random % 11 === 0 ? undefined : `b${(random * 31) % 40}`,
      c: segment === 2 && random % 7 === 0 ? random % 3 : String(random % 200),
      d: random % 1000 === 3 ? `rare${segment}` : undefined,
      e: segment < 2 ? 'all' : `e${random % 3}`,
    }),
  };
});

function expectAsInSql(store: EventStore, query: string, range: { start?: number; end?: number } = {}): void {
  const { rows } = runQuery(store, query, { ...range, pushdown: false });
  expect(runQuery(store, query, range).rows).toEqual(rows);
  expect(runQuery(store, query, range, copiedScans(store)).rows).toEqual(rows);
  expect(rows.length).toBeGreaterThan(0);
}

describe('conditions', () => {
  test.each([
    'a = "a3"',
    'a != "a3"',
    'a in ["a1", "a2", "a3", "a4"]',
    'b in ["b1", "b2"]',
    'ispresent(d)',
    'not ispresent(b)',
    'd like /^rare[02]/',
    'c like /^1[0-3]$/',
    'c = 2',
    'c = "2" and a = "a2"',
    'e = "all" and ispresent(d)',
    'e like /^e/ and strlen(b) = 2',
    'a = "a1" or b = "b7" or d = "rare1"',
  ])('%s', (condition) =>
    withSegments(EVENTS, SEGMENT, (store) => {
      const query = `filter ${condition} | fields a, b, c, d, e | limit 10000`;
      expectAsInSql(store, query);
      expectAsInSql(store, query, { start: START + 700_000, end: START + 2_100_500 });
    }),
  );
});

describe('groups', () => {
  test.each([
    'stats count(*) as n by a',
    'stats count(*) as n, count(b) as m by e',
    'stats count(*) as n by b, a',
    'stats count(*) as n by a, c',
    'stats count(*) as n, min(@timestamp) as first, max(@timestamp) as last by b, e, a',
    'stats count(*) as n by a, b, e, c | sort n desc | limit 30',
    'stats count_distinct(b) as x, count_distinct(c) as y, count_distinct(d) by a',
    'stats count_distinct(b), count_distinct(e), count(b) by a, e',
    'stats count_distinct(a), count_distinct(d)',
    'stats avg(c), count(*) by a, b',
    'filter b != "b3" | stats count(*), max(@timestamp) by e, b',
    'stats count(*) as n by a, b | stats max(n), count(*) by a',
    'stats count(*) by bin(5m), a',
    'filter a = "a1" | stats count(*) by bin(5m)',
    'stats count(*) as n by concat(a, ":", e) as k, b',
    'fields a, b, c | dedup a',
    'fields a, b | dedup a, b',
    'fields a, b, d | dedup d, b',
    'fields a, b, c | filter e = "e1" | dedup c, a',
  ])('%s', (query) =>
    withSegments(EVENTS, SEGMENT, (store) => {
      expectAsInSql(store, query);
      expectAsInSql(store, query, { start: START + 700_000, end: START + 2_100_500 });
    }),
  );
});

test('groups that SQL does nothing to are as SQLite would give them back', () => {
  const events = ['\ud83d\ude00', 'x', true, 7, -0.5, undefined].map((v, i) => ({
    timestamp: START + i,
    message: JSON.stringify({ v }),
  }));
  return withSegments(events, 4, (store) => {
    for (const query of [
      'stats count(*) as n, max(v) as most by v',
      'stats count(*) by substr(v, 0, 1) as half',
      'stats values(v) as all, sum(v) as total',
      'stats avg(v) by bin(1h) | limit 1',
    ]) {
      expectAsInSql(store, query);
    }
  });
});

describe('CodeIndex', () => {
  test('knows the rows of each code, how many they are, and the first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 200 }), (codes) => {
        const index = new CodeIndex(Uint8Array.from(codes), 10);
        for (let code = 0; code < 10; code++) {
          const rows = codes.flatMap((each, row) => (each === code ? [row] : []));
          expect([...index.rowsWith(code)]).toEqual(rows);
          expect(index.counts[code]).toBe(rows.length);
          expect(index.firsts[code]).toBe(rows[0] ?? NO_ROW);
        }
      }),
      { seed: SEED },
    );
  });
});
