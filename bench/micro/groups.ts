/** What does it cost to group rows, by the number of keys and of groups? Nanoseconds per row. */
import { runQuery } from '../../src/engine/query.ts';
import { appendLogEvents } from '../../src/ingest/events.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { median, timeRuns } from '../measure/statistics.ts';

const RUNS = 15;
const EVENTS = 60_000;
const KEYS = 4;

/** A number that says nothing of those of other keys. */
function scattered(index: number, key: number): number {
  const mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(key + 1, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 8;
}

const rows = [4, 16, 64, 256].map((values) => {
  const writer = StoreWriter.open(':memory:');
  appendLogEvents(
    writer,
    Array.from({ length: EVENTS }, (_, index) => {
      const keys = Array.from({ length: KEYS }, (_, key) => [`k${key}`, `v${scattered(index, key) % values}`]);
      return { timestamp: index * 1000, message: JSON.stringify(Object.fromEntries(keys)) };
    }),
  );
  const store = EventStore.over(writer);
  const costs = Array.from({ length: KEYS }, (_, count) => {
    const keys = Array.from({ length: count + 1 }, (_, key) => `k${key}`).join(', ');
    const query = `stats count(*) as n by ${keys} | sort n desc | limit 5`;
    const milliseconds = median(timeRuns(RUNS, () => runQuery(store, query)));
    return [`${count + 1} keys`, ((milliseconds * 1e6) / EVENTS).toFixed(1)];
  });
  store.close();
  writer.close();
  return { 'values of each key': values, ...Object.fromEntries(costs) };
});
console.table(rows);
