import { expect, test } from 'vitest';
import { EventStore } from '../../src/store/event-store.ts';
import { packSegment, transferList } from '../../src/store/packed-segment.ts';
import { SEGMENT_EVENTS, SegmentBuilder } from '../../src/store/segment-builder.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { addLeaves, feed, scan, scanColumn, seal, source, storeOf } from './support.ts';

function readBack(segments: readonly ReturnType<typeof seal>[]): EventStore {
  const writer = StoreWriter.open(':memory:');
  writer.write({ segments, rejects: [], completed: [source(writer.reserveSource())], kept: [], pending: [] });
  return EventStore.over(writer);
}

test('the first of two values of a field in one event wins', () => {
  const store = storeOf([
    {
      time: 2,
      leaves: [
        ['a', 'first'],
        ['a', 'second'],
        ['b', 1],
      ],
    },
    { time: 1, leaves: [['a', 'third']] },
  ]);
  expect(scan(store, ['a', 'b'])).toEqual([
    ['first', 1],
    ['third', null],
  ]);
});

test('an abandoned event leaves nothing behind', () => {
  const builder = new SegmentBuilder();
  feed(builder, { time: 3, leaves: [['a', 'x']] });
  addLeaves(builder, [
    ['a', 'gone'],
    ['b', 'gone'],
  ]);
  builder.abandonEvent();
  feed(builder, { time: 2, leaves: [['a', 'y']] });
  addLeaves(builder, [
    ['a', 'gone too'],
    ['c', true],
  ]);
  const segment = builder.seal();
  expect(segment?.chunks.map(({ path }) => path)).toEqual(['a']);
  expect(segment?.chunks[0]?.examples).toEqual(['x', 'y']);
  expect(scanColumn(readBack(segment === undefined ? [] : [segment]), 'a')).toEqual(['x', 'y']);
});

test('column ids stay the same across seals', () => {
  const builder = new SegmentBuilder();
  const [a, b] = [builder.column('a'), builder.column('b')];
  feed(builder, { time: 1, leaves: [['b', 1]] });
  builder.seal();
  expect([builder.column('a'), builder.column('b'), builder.column('c')]).toEqual([a, b, 2]);
  feed(builder, { time: 1, leaves: [['a', 1]] });
  expect(builder.seal()?.chunks.map(({ path }) => path)).toEqual(['a']);
});

test('dropped rows are left out of rows, dictionaries and record blocks', () => {
  const long = (i: number) => `record ${i} `.repeat(2000);
  const builder = new SegmentBuilder();
  const events = Array.from({ length: 40 }, (_, i) => ({
    time: i,
    message: long(i),
    leaves: [['f', `v${i}`] as const],
  }));
  for (const event of events) feed(builder, event);
  const dropped = Uint8Array.from(events, (_, i) => (i < 10 || i === 25 || i > 37 ? 1 : 0));
  const segment = builder.seal(dropped);
  if (segment === undefined) throw new Error('No event is left');
  const kept = events.filter((_, i) => dropped[i] === 0).toReversed();
  expect(segment.events).toBe(kept.length);
  expect(segment.recordBytes).toBe(kept.reduce((sum, { message }) => sum + message.length, 0));
  expect(scan(readBack([segment]), ['f', '@message'])).toEqual(
    kept.map(({ leaves, message }) => [leaves[0]?.[1] ?? null, message]),
  );
  expect(segment.chunks[0]?.present).toBe(kept.length);
});

test('a segment of which every row is dropped is undefined, and the builder goes on', () => {
  const builder = new SegmentBuilder();
  expect(builder.seal()).toBeUndefined();
  feed(builder, { time: 1, leaves: [['a', 1]] });
  expect(builder.seal(Uint8Array.of(1))).toBeUndefined();
  expect(builder.events).toBe(0);
  expect(builder.recordBytes).toBe(0);
  feed(builder, { time: 1, leaves: [['a', 2]] });
  expect(builder.seal()?.events).toBe(1);
});

test('empty records are records', () => {
  const store = storeOf([
    { time: 3, message: '' },
    { time: 2, message: 'x' },
    { time: 1, message: '' },
  ]);
  expect(scanColumn(store, '@message')).toEqual(['', 'x', '']);
});

test('a segment is full at SEGMENT_EVENTS', () => {
  const builder = new SegmentBuilder();
  const meta = {
    timestamp: 1,
    eventTime: 1,
    source: 1,
    ordinal: 0,
    content: new Uint8Array(16),
    key: new Uint8Array(8),
  };
  for (let i = 0; i < SEGMENT_EVENTS; i++) builder.endEvent(meta, meta.key, 0, 1);
  expect(() => builder.endEvent(meta, meta.key, 0, 1)).toThrow(RangeError);
  expect(builder.seal()?.events).toBe(SEGMENT_EVENTS);
});

test('identities are those of the rows in feeding order', () => {
  const builder = new SegmentBuilder();
  feed(builder, { time: 1, eventTime: 5, source: 7, content: 'a', key: 'k' });
  feed(builder, { time: 9, eventTime: 6, source: 8, content: 'b' });
  const { contents, keys, eventTimes, sources } = builder.identities();
  expect([...eventTimes]).toEqual([5, 6]);
  expect([...sources]).toEqual([7, 8]);
  expect(contents).toHaveLength(32);
  expect([...keys.subarray(8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test('a sealed segment can be transferred to another thread', () => {
  const segment = seal([
    {
      time: 2,
      leaves: [
        ['a', 'x'],
        ['b', 1],
      ],
    },
    { time: 1, leaves: [['a', 'y']] },
  ]);
  const expected = structuredClone(segment);
  const moved = structuredClone(segment, { transfer: transferList(segment) });
  expect(moved).toEqual(expected);
  expect(segment.times).toHaveLength(0);
});

test('a packed segment is equal and goes to another thread as one buffer', () => {
  const segment = seal([
    { time: 2, leaves: [['a', 'x']] },
    { time: 1, leaves: [['b', 'y']] },
  ]);
  const packed = packSegment(segment);
  expect(transferList(packed)).toHaveLength(1);
  expect(structuredClone(packed, { transfer: transferList(packed) })).toEqual(segment);
  expect(packed.times).toHaveLength(0);
});

test('held memory grows with what is fed and shrinks with a seal', () => {
  const builder = new SegmentBuilder();
  const empty = builder.heldBytes;
  for (let i = 0; i < 1000; i++) feed(builder, { time: i, leaves: [[`path ${i}`, 'x'.repeat(1000)]] });
  expect(builder.heldBytes).toBeGreaterThan(empty + 1_000_000);
  builder.seal();
  expect(builder.heldBytes).toBeLessThan(empty + 200_000);
});
