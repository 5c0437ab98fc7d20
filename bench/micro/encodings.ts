/** How many rows a second does a filter decide, by how the column is encoded, and how many does a group-by count? */
import { runQuery } from '../../src/engine/query.ts';
import { appendLogEvents } from '../../src/ingest/events.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { median, timeRuns } from '../measure/statistics.ts';

const RUNS = 15;
const EVENTS = 60_000;

/** The text of a field in each event, by the encoding that it comes to. */
const FIELDS: Readonly<Record<string, (index: number) => string | undefined>> = {
  constant: () => 'x',
  'dictionary of 20': (index) => `x${index % 20}`,
  'dictionary of 2000': (index) => `x${(index * 7919) % 2000}`,
  'sparse, one in 50': (index) => (index % 50 === 0 ? `x${index % 700}` : undefined),
  plain: (index) => `x${index}`,
};

const writer = StoreWriter.open(':memory:');
appendLogEvents(
  writer,
  Array.from({ length: EVENTS }, (_, index) => {
    const values = Object.values(FIELDS).map((textOf, field) => [`f${field}`, textOf(index)]);
    return { timestamp: index * 1000, message: JSON.stringify(Object.fromEntries(values)) };
  }),
);
const store = EventStore.over(writer);
const rate = (query: string): string => {
  const milliseconds = median(timeRuns(RUNS, () => runQuery(store, query)));
  return `${Math.round(EVENTS / milliseconds / 1000).toLocaleString('en-US')} M/s`;
};
console.table(
  Object.keys(FIELDS).map((encoding, field) => ({
    encoding,
    'filter =': rate(`filter f${field} = "x7" | stats count(*)`),
    'filter like': rate(`filter f${field} like "x7" | stats count(*)`),
    'group by': rate(`stats count(*) as n by f${field} | sort n desc | limit 5`),
  })),
);
store.close();
writer.close();
