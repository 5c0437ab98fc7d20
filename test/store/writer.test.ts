import { copyFileSync, existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EventStore } from '../../src/store/event-store.ts';
import { SegmentBuilder } from '../../src/store/segment-builder.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { feed, newPath, scanColumn, seal, source, type TestEvent, write } from './support.ts';

/** The store as a process would find it that opens the files after a crash of the writer. */
function afterCrash(file: string): EventStore {
  const copy = newPath();
  copyFileSync(file, copy);
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
  StoreWriter.open(copy).close();
  return EventStore.open(copy);
}

test('nothing of a pending source is visible until it is complete, then all of it', () => {
  const file = newPath();
  const writer = StoreWriter.open(file);
  write(writer, [{ time: 1 }]);
  const id = writer.reserveSource();
  writer.write({
    segments: [seal([{ time: 2, source: id, leaves: [['a', 1]] }])],
    rejects: [],
    completed: [],
    kept: [],
    pending: [id],
  });
  for (const store of [afterCrash(file), EventStore.open(file)]) {
    expect(scanColumn(store, '@timestamp')).toEqual([1]);
    expect(store.hasField('a')).toBe(false);
    expect(store.sources()).toHaveLength(1);
    store.close();
  }
  const other = writer.reserveSource();
  writer.write({ segments: [seal([{ time: 3 }])], rejects: [], completed: [source(other)], kept: [], pending: [id] });
  const between = afterCrash(file);
  expect(between.eventCount()).toBe(1);
  between.close();
  writer.write({
    segments: [seal([{ time: 4, source: id }])],
    rejects: [],
    completed: [source(id)],
    kept: [],
    pending: [],
  });
  const store = afterCrash(file);
  expect(scanColumn(store, '@timestamp')).toEqual([4, 3, 2, 1]);
  expect(store.fields()).toMatchObject([{ path: 'a', events: 1 }]);
  expect(store.sources().map((each) => each.id)).toEqual([1, 2, 3]);
  store.close();
  writer.close();
});

test('closing with a pending source undoes what is not committed', () => {
  const file = newPath();
  const writer = StoreWriter.open(file);
  const id = writer.reserveSource();
  writer.write({ segments: [seal([{ time: 2 }])], rejects: [], completed: [], kept: [], pending: [id] });
  writer.close();
  const store = EventStore.open(file);
  expect(store.eventCount()).toBe(0);
  store.close();
});

test('rollback undoes steps, catalog and claims, and the writer goes on', () => {
  const writer = StoreWriter.open(':memory:');
  write(writer, [{ time: 1, leaves: [['a', 'x']] }]);
  const store = EventStore.over(writer);
  const builder = new SegmentBuilder();
  feed(builder, { time: 2, content: 'c', leaves: [['b', 'y']] });
  const claim = writer.claim(builder.identities());
  const id = writer.reserveSource();
  const segment = builder.seal();
  writer.write(
    { segments: segment === undefined ? [] : [segment], rejects: [], completed: [], kept: [], pending: [id] },
    [claim.id],
  );
  expect(scanColumn(store, 'b')).toEqual(['y', null]);
  writer.rollback();
  expect(scanColumn(store, 'a')).toEqual(['x']);
  expect(store.fields().map(({ path }) => path)).toEqual(['a']);
  feed(builder, { time: 2, content: 'c', leaves: [['d', 'z']] });
  expect([...writer.claim(builder.identities()).duplicates]).toEqual([0]);
  write(writer, [
    {
      time: 3,
      leaves: [
        ['d', 'z'],
        ['a', 1],
      ],
    },
  ]);
  expect(scanColumn(store, 'd')).toEqual(['z', null]);
  expect(store.fields()).toMatchObject([
    { path: 'a', events: 2, strings: 1, numbers: 1 },
    { path: 'd', events: 1 },
  ]);
});

test('sources come back with all their facts, and the latest one of a URI is found', () => {
  const file = newPath();
  const writer = StoreWriter.open(file, { now: () => 1234.5 });
  const facts = {
    uri: 's3://b/k',
    etag: '"e"',
    message: 'cut short',
    status: 'damaged',
    records: 9,
    events: 5,
  } as const;
  const first = source(writer.reserveSource(), facts);
  const second = source(writer.reserveSource(), { ...facts, sha256: null, modified: null, duplicates: 3, rejects: 1 });
  writer.write({ segments: [], rejects: [], completed: [first, second], kept: [], pending: [] });
  expect(writer.findSource('s3://b/k')).toEqual({ ...second, ingestedAt: 1234.5 });
  expect(writer.findSource('s3://b/other')).toBeUndefined();
  writer.close();
  const again = StoreWriter.open(file);
  expect(again.reserveSource()).toBe(3);
  again.close();
  const store = EventStore.open(file);
  expect(store.sources()).toEqual([first, second].map((each) => ({ ...each, ingestedAt: 1234.5 })));
  store.close();
});

test('rejects come back byte for byte, by source and ordinal', () => {
  const writer = StoreWriter.open(':memory:');
  const reject = (from: number, ordinal: number) => ({
    source: from,
    ordinal,
    offset: ordinal * 10,
    length: 300,
    reason: 'not an object',
    bytes: Buffer.alloc(300, ordinal),
  });
  const rejects = [...Array.from({ length: 120 }, (_, i) => reject(2, i)), reject(1, 7)];
  writer.write({ segments: [], rejects, completed: [source(1), source(2)], kept: [], pending: [] });
  const store = EventStore.over(writer);
  const plain = (list: Iterable<{ ordinal: number; source: number; bytes: Uint8Array }>) =>
    [...list].map((each) => ({ ...each, bytes: [...each.bytes] }));
  expect(plain(store.rejects())).toEqual(plain([...rejects.slice(-1), ...rejects.slice(0, -1)]));
  expect(plain(store.rejects(1))).toEqual(plain(rejects.slice(-1)));
  expect(plain(store.rejects(2))).toHaveLength(120);
  expect(plain(store.rejects(3))).toEqual([]);
});

test('the catalog counts events and types per field over all segments, without system fields', () => {
  const leaves = (list: TestEvent['leaves']): TestEvent => ({ time: 1, leaves: list ?? [] });
  const file = newPath();
  const writer = StoreWriter.open(file);
  write(writer, [
    leaves([
      ['m', 'b'],
      ['@logStream', 's'],
      ['@@at', 1],
    ]),
    leaves([['m', 1]]),
    leaves([
      ['m', true],
      ['n', { exact: '1e500' }],
    ]),
  ]);
  writer.close();
  const again = StoreWriter.open(file);
  write(again, [
    leaves([['m', 'b']]),
    leaves([['m', 'c']]),
    leaves([
      ['m', 'x'.repeat(500)],
      ['m.n', 'z'],
    ]),
  ]);
  again.close();
  const store = EventStore.open(file);
  expect(store.fields()).toEqual(
    [
      { path: '@@at', events: 1, strings: 0, numbers: 1, booleans: 0, examples: ['1'] },
      { path: 'm', events: 6, strings: 4, numbers: 1, booleans: 1, examples: ['b', '1', 'c'] },
      { path: 'm.n', events: 1, strings: 1, numbers: 0, booleans: 0, examples: ['z'] },
      { path: 'n', events: 1, strings: 0, numbers: 1, booleans: 0, examples: ['1e500'] },
    ].map((field) => (field.path === 'm' ? { ...field, examples: expect.arrayContaining(['b', '1']) } : field)),
  );
  expect(store.fields('m.').map(({ path }) => path)).toEqual(['m.n']);
  expect([store.hasField('m'), store.hasField('M'), store.hasField('@logStream')]).toEqual([true, false, false]);
  expect(scanColumn(store, '@logStream').filter((cell) => cell !== null)).toEqual(['s']);
  store.close();
});
