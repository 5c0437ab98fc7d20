import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { cellOf, type Leaf, newPath, scan, scanColumn, storeOf, type TestEvent, write } from './support.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'a', 'b', 'true', '1'), fc.uuid());
const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.bigInt({ min: 2n ** 54n }).map((n) => ({ exact: String(n) })) },
);
const path = fc.oneof(
  fc.constantFrom('eventName', 'EventName', '__proto__', 'constructor', '', '@@at', '@logStream'),
  fc.string({ unit: 'grapheme' }).filter((p) => !/^@(?!@)/.test(p)),
);
const event: fc.Arbitrary<TestEvent> = fc.record({
  time: fc.integer({ min: 0, max: 50 }).map((n) => 1_700_000_000_000 + n),
  message: fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array()),
  leaves: fc.uniqueArray(fc.tuple(path, leaf), { selector: ([p]) => p, maxLength: 8 }),
});

test('what is fed comes back, in default order, after the file has been closed and opened', () => {
  fc.assert(
    fc.property(fc.array(fc.array(event, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 4 }), (lists) => {
      let ordinal = 0;
      const segments = lists.map((list) => list.map((each) => ({ ...each, ordinal: ordinal++ })));
      const file = newPath();
      const writer = StoreWriter.open(file);
      write(writer, ...segments);
      writer.close();
      const store = EventStore.open(file);
      const paths = [...new Set(segments.flat().flatMap(({ leaves }) => (leaves ?? []).map(([p]) => p)))];
      const expected = segments
        .flat()
        .toSorted((a, b) => b.time - a.time || a.ordinal - b.ordinal)
        .map(({ leaves, message, time }, index) => {
          const cells = new Map((leaves ?? []).map(([p, l]) => [p, cellOf(l)]));
          return [...paths.map((p) => cells.get(p) ?? null), Buffer.from(message ?? '').toString(), time, index];
        });
      const columns = [...paths, '@message', '@timestamp', '#position'];
      expect(scan(store, columns)).toEqual(expected);
      for (const [index, row] of scanColumn(store, '#row').entries()) {
        for (const [at, p] of columns.slice(0, -1).entries()) {
          expect(store.cell(Number(row), p)).toEqual(expected[index]?.[at]);
        }
      }
      store.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('paths that differ in case, and odd paths, are fields of their own', () => {
  const paths = ['a', 'A', 'a"b', "a'b", '`a`', '😀.x', '__proto__', 'toString', '', 'a\u0000b', '@@x', ' a '];
  const store = storeOf([{ time: 1, leaves: paths.map((p, i) => [p, i]) }]);
  expect(scan(store, paths)).toEqual([paths.map((_, i) => i)]);
  expect(store.fields().map((field) => field.path)).toEqual(paths.toSorted());
});

test('a path with a lone surrogate is the field that its UTF-8 names', () => {
  const store = storeOf([
    {
      time: 1,
      leaves: [
        ['a\ud800', 'x'],
        ['a\udfff', 'y'],
      ],
    },
  ]);
  expect(scanColumn(store, 'a\ufffd')).toEqual(['x']);
});

test('3,000 distinct paths in one segment all come back', () => {
  const events = Array.from({ length: 300 }, (_, e) => ({
    time: -e,
    leaves: Array.from({ length: 10 }, (_, i) => [`p${e * 10 + i}`, `v${e * 10 + i}`] as const),
  }));
  const store = storeOf(events);
  expect(store.fields()).toHaveLength(3000);
  const rows = scanColumn(store, '#row');
  for (let i = 0; i < 3000; i++) expect(store.cell(Number(rows[Math.floor(i / 10)]), `p${i}`)).toBe(`v${i}`);
});

test('a string of 5 MB and a record of 5 MB come back whole', () => {
  const long = 'äb'.repeat(5_000_000 / 3);
  const store = storeOf([
    { time: 2, leaves: [['long', long]], message: long },
    { time: 1, message: 'short' },
  ]);
  expect(scanColumn(store, 'long')[0] === long).toBe(true);
  expect(scanColumn(store, '@message')[0] === long).toBe(true);
  expect(scanColumn(store, '@message')[1]).toBe('short');
});

test('invalid UTF-8 is read as U+FFFD and stored as it is', () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0x62);
  const store = storeOf([{ time: 1, leaves: [['a', { bytes }]], message: bytes }]);
  expect(scan(store, ['a', '@message'])).toEqual([['a\ufffdb', 'a\ufffdb']]);
});

test('numbers are REAL, booleans INTEGER, exact numbers TEXT', () => {
  const store = storeOf([
    {
      time: 1,
      leaves: [
        ['n', 3],
        ['b', true],
        ['e', { exact: '12345678901234567890' }],
        ['z', -0],
      ],
    },
  ]);
  expect(scan(store, ['n', 'b', 'e'])).toEqual([[3, 1n, '12345678901234567890']]);
  expect(Object.is(scanColumn(store, 'z')[0], -0)).toBe(true);
});
