import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SegmentBuilder } from '../../src/store/segment-builder.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { feed, newPath, source, type TestEvent } from './support.ts';

/** Events by content and key; events of the same content have the same event time. */
const event = (content: string, key?: string): TestEvent => {
  const time = content.charCodeAt(0);
  return key === undefined ? { time, content } : { time, content, key };
};

function batch(...events: TestEvent[]): SegmentBuilder {
  const builder = new SegmentBuilder();
  for (const each of events) feed(builder, each);
  return builder;
}

function claim(writer: StoreWriter, ...events: TestEvent[]) {
  const { id, duplicates, conflicts } = writer.claim(batch(...events).identities());
  return { id, duplicates: duplicates.join(''), conflicts: conflicts.join('') };
}

/** Claims, leaves out the duplicates and stores the rest. */
function store(writer: StoreWriter, ...events: TestEvent[]) {
  const builder = batch(...events);
  const { id, duplicates, conflicts } = writer.claim(builder.identities());
  const segment = builder.seal(duplicates);
  const completed = [source(writer.reserveSource())];
  writer.write({ segments: segment === undefined ? [] : [segment], rejects: [], completed, kept: [], pending: [] }, [
    id,
  ]);
  return { duplicates: duplicates.join(''), conflicts: conflicts.join('') };
}

test('within a batch the first of equal contents stays, and a key met before is a conflict', () => {
  const writer = StoreWriter.open(':memory:');
  const result = claim(writer, event('a', 'k'), event('b'), event('a', 'k'), event('c', 'k'), event('b'), event('d'));
  expect(result).toMatchObject({ duplicates: '001010', conflicts: '000100' });
});

test('what is stored makes duplicates and conflicts, also after the file was opened again', () => {
  const file = newPath();
  const writer = StoreWriter.open(file);
  store(writer, event('a', 'k'), event('b'));
  const again = [event('x', 'k2'), event('a', 'k'), { ...event('a2', 'k') }, event('b')];
  expect(claim(writer, ...again)).toMatchObject({ duplicates: '0101', conflicts: '0010' });
  writer.close();
  const reopened = StoreWriter.open(file);
  expect(claim(reopened, ...again)).toMatchObject({ duplicates: '0101', conflicts: '0010' });
  reopened.close();
});

test('a second copy of a stored conflict is a duplicate, not a conflict', () => {
  const writer = StoreWriter.open(':memory:');
  store(writer, event('a', 'k'));
  expect(store(writer, event('a2', 'k'))).toEqual({ duplicates: '0', conflicts: '1' });
  expect(store(writer, event('a2', 'k'))).toEqual({ duplicates: '1', conflicts: '0' });
});

test('what another batch has claimed makes duplicates until it is released', () => {
  const writer = StoreWriter.open(':memory:');
  const first = claim(writer, event('a', 'k'));
  expect(claim(writer, event('a', 'k'), event('a3', 'k'))).toMatchObject({ duplicates: '10', conflicts: '01' });
  writer.release(first.id);
  expect(claim(writer, event('a', 'k'))).toMatchObject({ duplicates: '0' });
});

test('events without a key never conflict', () => {
  const writer = StoreWriter.open(':memory:');
  store(writer, event('a'), event('a2'));
  expect(claim(writer, event('a3'), event('a4'))).toMatchObject({ duplicates: '00', conflicts: '00' });
});

test('an empty batch can be claimed', () => {
  expect(claim(StoreWriter.open(':memory:'))).toMatchObject({ duplicates: '', conflicts: '' });
});

test('however events are cut into batches, each content is stored once', () => {
  const name = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(3)).map(([letter, n]) => `${letter}${n}`);
  fc.assert(
    fc.property(fc.array(fc.array(name, { maxLength: 12 }), { maxLength: 6 }), (batches) => {
      const writer = StoreWriter.open(':memory:');
      const seen = new Set<string>();
      for (const names of batches) {
        const expected = names.map((each, i) => (seen.has(each) || names.indexOf(each) < i ? '1' : '0')).join('');
        expect(store(writer, ...names.map((each) => event(each, each[0] ?? ''))).duplicates).toBe(expected);
        for (const each of names) seen.add(each);
      }
    }),
    { numRuns: 100 },
  );
});
