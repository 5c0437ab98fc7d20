/** Conditions that the scan decides by codes, by bytes and by records: the rows are those of SQL. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runQuery } from '../../../src/engine/query.ts';
import type { EventStore } from '../../../src/store/event-store.ts';
import { SEED } from '../support.ts';
import { withSegments } from './segmented.ts';

/** More different ids than are decided before a row is looked at; a few of them more than once, some of another type. */
const EVENTS = Array.from({ length: 9000 }, (_, i) => ({
  timestamp: 1_700_000_000_000 + i * 250,
  message: JSON.stringify({
    id: i % 900 === 0 ? i : i % 901 === 0 ? true : i % 902 === 0 ? undefined : `id-${i % 8000}`,
    uuid: `00000000-0000-4000-8000-${String(i % 8500).padStart(12, '0')}`,
    number: String(i % 7000),
    name: `name-${i % 5}`,
    rare: i % 3000 === 17 ? 'rare' : undefined,
    often: i < 4000 ? 'first' : i % 50 === 0 ? 'other' : 'then',
  }),
}));

function expectSame(store: EventStore, condition: string, least = 1): void {
  const query = `filter ${condition} | fields @timestamp, id | limit 10000`;
  const { rows } = runQuery(store, query);
  expect(rows).toEqual(runQuery(store, query, { pushdown: false }).rows);
  expect(rows.length).toBeGreaterThanOrEqual(least);
}

describe('in a segment with many values', () => {
  test.each([
    'id = "id-17"',
    'id = "id-8001" or id = "id-1"',
    'id = "true"',
    'id != "id-17"',
    'id = 900',
    'id = "900"',
    'number = "17"',
    'number = 17',
    'uuid = "00000000-0000-4000-8000-000000000017"',
    'not (uuid = "00000000-0000-4000-8000-000000000017")',
    'name = "name-3" and uuid = "00000000-0000-4000-8000-000000000018"',
    'rare = "rare"',
    'rare = "rare" or rare = "none"',
    'not ispresent(rare)',
    'often = "first"',
    'often = "then"',
    'often = "other"',
    'often = "other" and name = "name-0"',
    'name = "name-1" or rare = "rare" or id = "id-5"',
    'not (name = "name-1" or often = "then")',
    'name = "name-1" and (rare = "rare" or @message like "id-51")',
    'not (@message like "id-51") and name = "name-2"',
    '@message like "id-52" or @message like /name-[34].*first/ or rare = "rare"',
  ])('%s', (condition) => withSegments(EVENTS, 9000, (store) => expectSame(store, condition)));

  test('and nothing passes', () =>
    withSegments(EVENTS, 9000, (store) => {
      expectSame(store, 'uuid = "00000000-0000-4000-8000-00000000001"', 0);
      expectSame(store, 'id = "id-90000" or rare = ""', 0);
      expectSame(store, 'number = "017"', 0);
    }));

  test('only the rows of the time range count', () =>
    withSegments(EVENTS, 9000, (store) => {
      const range = { start: 1_700_000_000_000 + 8500 * 250, end: 1_700_000_000_000 + 8800 * 250 };
      for (const condition of ['uuid = "00000000-0000-4000-8000-000000000017"', 'often = "other"', 'rare = "rare"']) {
        const query = `filter ${condition} | fields @timestamp | limit 10000`;
        const { rows } = runQuery(store, query, range);
        expect(rows).toEqual(runQuery(store, query, { ...range, pushdown: false }).rows);
      }
    }));
});

const leaf = fc.constantFrom(
  'name = "name-1"',
  'name in ["name-1", "name-2"]',
  'often = "first"',
  'often != "then"',
  'ispresent(rare)',
  'id = "id-3"',
  'number > 3000',
  'strlen(name) = strlen(often)',
  '@message like "id-1"',
  '@message like /uuid.*7"/',
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('condition').map((inner) => `not (${inner})`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a}) and (${b})`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a}) or (${b})`),
  ),
}));

test('any tree of conditions selects the same rows as in SQL', () =>
  withSegments(EVENTS.slice(0, 600), 250, (store) =>
    fc.assert(
      fc.property(condition, (text) => expectSame(store, text, 0)),
      { seed: SEED, numRuns: 150 },
    ),
  ));
