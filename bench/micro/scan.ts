/** How many rows a second reach SQL from the `events` table, by how many columns are asked for? */
import { appendLogEvents } from '../../src/ingest/events.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { sampleEvents } from '../generator/archive.ts';
import { median, timeRuns } from '../measure/statistics.ts';

const RUNS = 9;
const EVENTS = 50_000;
const FIELDS = [
  'eventName',
  'sourceIPAddress',
  'userIdentity.arn',
  'errorCode',
  'requestID',
  'readOnly',
  'awsRegion',
  'userAgent',
];

const writer = StoreWriter.open(':memory:');
appendLogEvents(
  writer,
  sampleEvents(EVENTS).map((message, index) => ({ timestamp: index * 1000, message })),
);
const store = EventStore.over(writer);

for (const count of [0, 1, 2, 4, 8]) {
  const columns = FIELDS.slice(0, count).map((path, index) => ({
    name: `c${index}`,
    column: { kind: 'field', path } as const,
  }));
  store.defineEvents({ columns });
  const counted = columns.map(({ name }) => `, count(${name})`).join('');
  const statement = store.database.prepare(`SELECT count(*)${counted} FROM events`);
  const milliseconds = median(timeRuns(RUNS, () => statement.get()));
  console.log(`${count} columns: ${Math.round((EVENTS / milliseconds) * 1000).toLocaleString('en-US')} rows/s`);
}
store.close();
writer.close();
