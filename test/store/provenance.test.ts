import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { findSources } from '../../src/store/find-source.ts';
import { leftOutOf, provenanceOf, rowsNamed, rowsWithId } from '../../src/store/provenance.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { envelope, folder, json } from '../ingest/records.ts';

async function storeOf(files: Record<string, string>, keepDuplicates = false): Promise<EventStore> {
  const writer = StoreWriter.open(':memory:');
  await ingest(writer, [folder(files)], { workers: 0, keepDuplicates });
  return EventStore.over(writer);
}

describe('events are found by their eventID', () => {
  // UUIDs, other texts of all lengths, upper case, numbers, and nothing: every layout and encoding of a column.
  const id = fc.oneof(
    fc.uuid(),
    fc.uuid().map((text) => text.toUpperCase()),
    fc.constantFrom('', 'a', 'b', '5', 5, true, null, 'ÿ', '00000000-0000-0000-0000-000000000000'),
    fc.string({ maxLength: 3 }),
  );

  test('whatever the form of the column', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(id, { minLength: 1, maxLength: 30 }), fc.boolean(), async (ids, same) => {
        const all = same ? ids.map(() => ids[0]) : [...ids, ...ids.slice(0, 3)];
        const records = all.map((eventID, i) => JSON.stringify({ eventVersion: '1', eventName: 'n', eventID, i }));
        const store = await storeOf({ a: envelope(...records) });
        const texts = new Set([...all.filter((one) => typeof one === 'string'), 'zz', '5', crypto.randomUUID()]);
        for (const wanted of texts) {
          const rows = store
            .views()
            .flatMap((view) =>
              Array.from({ length: view.events }, (_, row) => view.locator(row)).filter(
                (row) => store.cell(row, 'eventID') === wanted,
              ),
            );
          expect(rowsWithId(store, wanted)).toEqual(rows);
        }
        store.close();
      }),
      { numRuns: 60 },
    );
  });

  test('also those that are called eventId, and in several segments', async () => {
    const store = await storeOf({
      a: '{"eventId":"x","eventSource":"s3","timeWindow":{"windowStart":"2024-01-01T00:05:00Z"}}',
      b: json(1, { eventID: 'x' }),
    });
    expect(provenanceOf(store, rowsNamed(store, 'x')).map(({ source, eventId }) => [source.id, eventId])).toEqual([
      [2, 'x'],
      [1, 'x'],
    ]);
    store.close();
  });
});

test('copies that are stored are counted, those left out are counted by object', async () => {
  const files = { a: envelope(json(1), json(2)), b: envelope(json(1), json(1, { x: 1 })) };
  const kept = await storeOf(files, true);
  const id = '00000000-0000-0000-0000-000000000001';
  const events = provenanceOf(kept, rowsNamed(kept, id));
  expect(events.map(({ source, ordinal, copies, conflicts }) => [source.id, ordinal, copies, conflicts])).toEqual([
    [1, 0, 1, 1],
    [2, 0, 1, 1],
    [2, 1, 0, 2],
  ]);
  expect(leftOutOf(kept.sources())).toEqual({ duplicates: 0, sources: 0 });
  kept.close();
  const once = await storeOf(files);
  expect(provenanceOf(once, rowsNamed(once, id)).map(({ copies, conflicts }) => [copies, conflicts])).toEqual([
    [0, 1],
    [0, 1],
  ]);
  expect(leftOutOf(once.sources())).toEqual({ duplicates: 1, sources: 1 });
  once.close();
});

test('an event without an id has a place all the same', async () => {
  const store = await storeOf({ a: '{"eventVersion":"1","eventName":"n"}' });
  const [view] = store.views();
  const [found] = provenanceOf(store, rowsNamed(store, view?.pointer(0) ?? ''));
  expect(found).toMatchObject({ eventId: undefined, eventName: 'n', ordinal: 0, copies: 0, conflicts: 0 });
  expect(rowsNamed(store, 'AQ8AAAAAAAc')).toEqual([]);
  store.close();
});

test('a source is found by its id, its URI or the end of it, in this order', async () => {
  const store = await storeOf({ 'x/1': json(1), 'y/1': json(2), 'y/2.json': json(3) });
  const sources = store.sources();
  const ids = (name: string): number[] => findSources(sources, name).map(({ id }) => id);
  expect(ids('1')).toEqual([1]);
  expect(ids('/1')).toEqual([]);
  expect(ids('y/1')).toEqual([2]);
  expect(ids(sources[2]?.uri ?? '')).toEqual([3]);
  expect(ids('2.json')).toEqual([3]);
  expect(ids('json')).toEqual([]);
  expect(ids('')).toEqual([]);
  store.close();
});
