import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoreError } from '../../src/store/errors.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { newPath, type Range, scan, scanColumn, storeOf, type TestEvent, write } from './support.ts';

const at = (...times: number[]): TestEvent[] => times.map((time) => ({ time }));

test.each<[Range, number[]]>([
  [{}, [50, 40, 30, 20, 10]],
  [{ start: 20, end: 40 }, [40, 30, 20]],
  [{ start: 40 }, [50, 40]],
  [{ end: 20 }, [20, 10]],
  [{ start: 30, end: 30 }, [30]],
  [{ start: 31, end: 39 }, []],
  [{ start: 40, end: 20 }, []],
  [{ start: 51 }, []],
  [{ end: 9 }, []],
  [{ start: 10, end: 50 }, [50, 40, 30, 20, 10]],
])('both bounds of the range %o are inclusive', (range, times) => {
  for (const store of [storeOf(at(10, 20, 30, 40, 50)), storeOf(at(10, 40), at(50, 20, 30))]) {
    expect(scanColumn(store, '@timestamp', range)).toEqual(times);
    expect(scanColumn(store, '#position', range)).toEqual(times.map((_, i) => i));
    expect(store.eventCount(range.start, range.end)).toBe(times.length);
  }
});

test('times that are no whole milliseconds, and times far apart, come back', () => {
  const times = [1e15, 1700000000000.5, 1700000000000.25, 0, -1e15];
  expect(scanColumn(storeOf(at(...times)), '@timestamp')).toEqual(times);
  expect(scanColumn(storeOf(at(2 ** 33, 0)), '@timestamp')).toEqual([2 ** 33, 0]);
  expect(scanColumn(storeOf(at(2 ** 32 - 1, 0)), '@timestamp')).toEqual([2 ** 32 - 1, 0]);
});

test('overlapping segments merge: newest first, ties by source, then ordinal', () => {
  const origin = fc.record({
    time: fc.integer({ min: 0, max: 8 }),
    source: fc.constantFrom(1, 2, 300, 70_000),
    segment: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(origin, { minLength: 1, maxLength: 80 }), (origins) => {
      const events = origins.map((each, i) => ({ ...each, ordinal: (i * 7919) % 100_003, message: String(i) }));
      const segments = [0, 1, 2, 3, 4, 5].map((n) => events.filter(({ segment }) => segment === n));
      const store = storeOf(...segments.filter((list) => list.length > 0));
      const sorted = events.toSorted((a, b) => b.time - a.time || a.source - b.source || a.ordinal - b.ordinal);
      expect(scanColumn(store, '@message')).toEqual(sorted.map(({ message }) => message));
      const late = scanColumn(store, '#row').map((row) => store.message(Number(row)));
      expect(late).toEqual(sorted.map(({ message }) => message));
    }),
    { numRuns: 100 },
  );
});

test('statistics count what SQL has read, as it reads', () => {
  const store = storeOf(
    [
      { time: 1, message: 'a' },
      { time: 2, message: 'bb' },
    ],
    [
      { time: 5, message: 'cccc' },
      { time: 6, message: 'dddddddd' },
    ],
    [{ time: 9 }],
  );
  const request = { columns: [{ name: 't', column: { kind: 'field', path: '@timestamp' } as const }], end: 6 };
  const some = store.defineEvents(request);
  expect(some).toEqual({ events: 0, bytes: 0, segments: 0, segmentsSkipped: 1 });
  expect(store.database.prepare('SELECT t FROM events LIMIT 1').pluck().all()).toEqual([6]);
  expect(some).toMatchObject({ segments: 1, segmentsSkipped: 1 });
  expect(some.events).toBeLessThanOrEqual(2);
  const all = store.defineEvents(request);
  store.database.prepare('SELECT t FROM events').all();
  expect(all).toEqual({ events: 4, bytes: 15, segments: 2, segmentsSkipped: 1 });
});

test('events can be defined again and again, with any columns or none', () => {
  const store = storeOf([{ time: 2, leaves: [['a', 'x']] }, { time: 1 }]);
  expect(scanColumn(store, 'a')).toEqual(['x', null]);
  expect(scan(store, ['@timestamp', 'no such field'])).toEqual([
    [2, null],
    [1, null],
  ]);
  store.defineEvents({ columns: [] });
  expect(store.database.prepare('SELECT count(*) FROM events').pluck().get()).toBe(2);
});

test('a self-join reads two independent scans', () => {
  const store = storeOf(at(1, 3), at(2));
  store.defineEvents({ columns: [{ name: 't', column: { kind: 'field', path: '@timestamp' } }] });
  const pairs = store.database.prepare('SELECT a.t, b.t FROM events a JOIN events b ON a.t < b.t').raw().all();
  expect(pairs.toSorted()).toEqual([
    [1, 2],
    [1, 3],
    [2, 3],
  ]);
});

test('cells can be fetched while SQL scans', () => {
  const store = storeOf([{ time: 2, leaves: [['a', 'x']], message: 'first' }], [{ time: 1, leaves: [['a', 'y']] }]);
  store.database.function('late', (row) => `${store.cell(Number(row), 'a')}${store.message(Number(row)).length}`);
  store.defineEvents({ columns: [{ name: 'r', column: { kind: 'row' } }] });
  const [first] = store.database.prepare('SELECT late(r) FROM events').pluck().all();
  expect(first).toBe('x5');
});

test('a pointer is short text that leads back to its row, and only a real one does', () => {
  const store = storeOf(at(1, 2, 3), at(4));
  const rows = scanColumn(store, '#row').map(Number);
  const pointers = scanColumn(store, '@ptr').map(String);
  expect(pointers).toEqual(rows.map((row) => store.ptr(row)));
  expect(pointers.map((ptr) => store.rowOfPtr(ptr))).toEqual(rows);
  expect(new Set(pointers).size).toBe(4);
  for (const ptr of pointers) expect(ptr).toMatch(/^[\w-]{11}$/);
  const wrong = ['', 'x', 'AAAAAAAAAAA', pointers[0]?.slice(1) ?? '', `${pointers[0]}=`, store.ptr(65_536 * 9)];
  for (const ptr of wrong) expect(store.rowOfPtr(ptr)).toBeUndefined();
  expect(store.cell(rows[0] ?? 0, '@ptr')).toBe(pointers[0]);
});

test('pointers survive more ingests and another opening', () => {
  const file = newPath();
  const writer = StoreWriter.open(file, { lockWait: 0 });
  write(writer, at(1, 2));
  const before = EventStore.open(file);
  const pointers = scanColumn(before, '@ptr');
  write(writer, at(3, 0));
  writer.close();
  before.close();
  const after = EventStore.open(file);
  expect(scanColumn(after, '@ptr', { start: 1, end: 2 })).toEqual(pointers);
  after.close();
});

test('a row that is not there is an error', () => {
  const store = storeOf(at(1));
  expect(() => store.cell(65_536 + 1, 'a')).toThrow(StoreError);
  expect(() => store.message(0)).toThrow(/no row 0/);
});

test('an open reader sees a commit at its next definition', () => {
  const file = newPath();
  const writer = StoreWriter.open(file, { lockWait: 0 });
  const store = EventStore.open(file);
  expect(store.timeRange()).toBeUndefined();
  write(writer, at(5, 7));
  expect(scanColumn(store, '@timestamp')).toEqual([7, 5]);
  expect(store.timeRange()).toEqual({ min: 5, max: 7 });
  writer.close();
  store.close();
});
