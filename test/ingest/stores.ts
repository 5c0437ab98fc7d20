/** Stores in memory for the tests of ingest. */
import { onTestFinished } from 'vitest';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';

/** A writer and a store over it, both closed when the test ends. */
export function openWriter(): { writer: StoreWriter; store: EventStore } {
  const writer = StoreWriter.open(':memory:');
  const store = EventStore.over(writer);
  onTestFinished(() => {
    store.close();
    writer.close();
  });
  return { writer, store };
}
