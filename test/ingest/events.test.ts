import { describe, expect, onTestFinished, test } from 'vitest';
import { appendLogEvents } from '../../src/ingest/events.ts';
import type { LogEvent } from '../../src/ingest/log-event.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { json } from './records.ts';

function stored(events: readonly LogEvent[]): EventStore {
  const writer = StoreWriter.open(':memory:');
  appendLogEvents(writer, events);
  const store = EventStore.over(writer);
  onTestFinished(() => {
    store.close();
    writer.close();
  });
  return store;
}

function cells(store: EventStore, ...paths: string[]): unknown[][] {
  store.defineEvents({ columns: paths.map((path, index) => ({ name: `c${index}`, column: { kind: 'field', path } })) });
  const names = paths.map((_, index) => `c${index}`).join(', ');
  return store.database
    .prepare<[], Record<string, unknown>>(`SELECT ${names} FROM events`)
    .all()
    .map((row) => Object.values(row));
}

describe('log events', () => {
  test('JSON objects have fields, CloudTrail or not; other text has only its message', () => {
    const texts = ['{"level":"info","n":{"x":1}}', 'plain text', '[1,2]', '{"broken":1', '{"a":1} and more', ''];
    const store = stored(texts.map((message, index) => ({ timestamp: 1000 - index, message })));
    expect(cells(store, '@message', '@timestamp', 'level', 'n.x', 'broken', 'a')).toEqual([
      [texts[0], 1000, 'info', 1, null, null],
      [texts[1], 999, null, null, null, null],
      [texts[2], 998, null, null, null, null],
      [texts[3], 997, null, null, null, null],
      [texts[4], 996, null, null, null, null],
      [texts[5], 995, null, null, null, null],
    ]);
  });

  test('names are those given, else those the event tells, else a default', () => {
    const store = stored([
      { timestamp: 3, message: json(1), logGroup: 'g', logStream: 's' },
      { timestamp: 2, message: json(1) },
      { timestamp: 1, message: 'x' },
    ]);
    expect(cells(store, '@log', '@logStream')).toEqual([
      ['111122223333:g', 's'],
      ['111122223333:cloudtrail', '111122223333_CloudTrail_eu-west-1'],
      ['000000000000:cloudtrail', '000000000000_CloudTrail_unknown'],
    ]);
  });

  test('equal events are all kept, and more than a segment holds', () => {
    expect(stored(Array.from({ length: 66_000 }, () => ({ timestamp: 1, message: 'same' }))).eventCount()).toBe(66_000);
    expect(stored([]).eventCount()).toBe(0);
  });
});
