/** Texts that are told apart by numbers across segments: the rows are those of SQL, which knows nothing of the numbers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runQuery } from '../../../src/engine/query.ts';
import { FieldValues, TooManyTexts } from '../../../src/store/field-values.ts';
import { storeOf } from '../../store/support.ts';
import { SEED } from '../support.ts';
import { copiedScans, withSegments } from './segmented.ts';

const UUID = '0ab1c2d3-0000-4fff-8abc-0123456789ab';

describe('FieldValues', () => {
  test('a UUID has one number, packed or as text', () => {
    const values = new FieldValues();
    const bytes = Buffer.from(`x${UUID}`);
    const number = values.number(UUID);
    expect(values.numberOfUuid(Buffer.from(UUID.replaceAll('-', ''), 'hex'), 0)).toBe(number);
    expect(values.numberOfBytes(bytes, 1, bytes.length)).toBe(number);
    expect(values.text(number)).toBe(UUID);
    expect(values.number(UUID.toUpperCase())).not.toBe(number);
    expect(values.number(UUID.replace('-', '_'))).not.toBe(number);
  });

  test('texts have the same number when they are the same, and come back', () => {
    const texts = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.uuid(), fc.constantFrom('', 'a', 'b')), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(texts, (list) => {
        const values = new FieldValues();
        const numbers = list.map((text) => values.number(text));
        expect(numbers.map((number) => values.text(number))).toEqual(list);
        expect(new Set(numbers).size).toBe(new Set(list).size);
        expect(values.count).toBe(new Set(list).size);
      }),
      { seed: SEED },
    );
  });

  test('more texts than may be held are an error', () => {
    const values = new FieldValues(10_000);
    expect(() => {
      for (let i = 0; i < 1000; i++) values.number(`text-${i}`);
    }).toThrow(TooManyTexts);
  });

  test('ids that never repeat are still found again', () => {
    const values = new FieldValues();
    const ids = Array.from({ length: 20_000 }, (_, i) => `id-${i * 7919}`);
    const numbers = ids.map((id) => values.number(id));
    expect(ids.map((id) => values.number(id))).toEqual(numbers);
  });
});

test('texts whose bytes are no valid UTF-8 are one value when they are read as the same text', () => {
  const event = (time: number, byte: number) => ({
    time,
    message: '{}',
    leaves: [['f', { bytes: Uint8Array.of(0x61, byte) }]] as const,
  });
  const store = storeOf([event(1, 0xff)], [event(2, 0xfe), event(3, 0xfe)]);
  try {
    for (const query of ['stats count(*) by f', 'stats count_distinct(f)', 'fields f | dedup f']) {
      const { rows } = runQuery(store, query);
      expect(rows).toEqual(runQuery(store, query, { pushdown: false }).rows);
      expect(rows).toHaveLength(1);
    }
  } finally {
    store.close();
  }
});

const QUERIES = [
  'stats count(*) as n, count(b) as bs by a',
  'stats count(*) as n, min(@timestamp), max(@timestamp) by a, b',
  'stats count(*) as n by a, b, c | sort n desc, a asc | limit 4',
  'stats count_distinct(a) as x, count_distinct(b), count_distinct(c)',
  'stats count_distinct(a), count_distinct(c) by b',
  'stats sum(c), avg(c), min(c), max(c), pct(c, 50) by a',
  'stats count(*) by concat(a, "-"), b',
  'stats count(*), max(c) by bin(1m), a',
  'filter a != "x" | stats count(*) by a, c',
  'fields a, b, c | dedup a',
  'fields a, b, c | dedup a, c',
  'fields a, b, c | sort a desc, c asc | limit 5',
  'fields a, b, c | sort c asc, b desc | limit 3',
];

/** What looks the same is the same group, whatever its type; `a` is mostly text, `c` mostly numbers. */
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('x', 'y', 'é', '', UUID, UUID.toUpperCase(), '1', '10', '9') },
  { weight: 1, arbitrary: fc.constantFrom(1, 1.5, true, false, null, undefined) },
);
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('1', 'x', true, undefined, 0.1, 1e20) },
);
const message = fc.record({ a: cell, b: cell, c: amount }).map((fields) => JSON.stringify(fields));
const events = fc.array(fc.record({ timestamp: fc.integer({ min: 0, max: 400_000 }), message }), {
  minLength: 1,
  maxLength: 24,
});

test.each(QUERIES)('over segments, shared or not, as in SQL: %s', async (query) => {
  await fc.assert(
    fc.asyncProperty(events, fc.integer({ min: 1, max: 6 }), (list, size) =>
      withSegments(list, size, (store) => {
        const expected = runQuery(store, query, { pushdown: false }).rows;
        expect(runQuery(store, query).rows).toEqual(expected);
        // The numbers are known by now.
        expect(runQuery(store, query).rows).toEqual(expected);
        expect(runQuery(store, query, {}, copiedScans(store)).rows).toEqual(expected);
      }),
    ),
    { seed: SEED, numRuns: 60 },
  );
});
