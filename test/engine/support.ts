/** Trails in memory for tests of the engine, over the events of the conformance suite. */
import { type LogEvent, type QueryOptions, type Trail, trailFromEvents } from '../../src/index.ts';
import { appendLogEvents } from '../../src/ingest/events.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { eventsNamed, messageOf, timeOf as readTime } from '../conformance/files.ts';
import type { CaseEvent as Event, Events as EventList } from '../conformance/schema.ts';

export type CaseEvent = Event;
export type Events = EventList;

/** Property tests run the same inputs each time. */
export const SEED = 20_240_501;

/** The six events of the language specification, appendix B, in time order. */
export const SIX: readonly CaseEvent[] = eventsNamed('six');

export const timeOf = readTime;

function logEvent(event: CaseEvent): LogEvent {
  return { timestamp: timeOf(event.at), message: messageOf(event) };
}

function trailOf(events: Events): Trail {
  return trailFromEvents(eventsNamed(events).map(logEvent));
}

/** Runs `work` over a trail of the events and closes it. */
export async function withTrail<Result>(events: Events, work: (trail: Trail) => Promise<Result>): Promise<Result> {
  const trail = trailOf(events);
  try {
    return await work(trail);
  } finally {
    trail.close();
  }
}

/** Opens a store of the events for `work`, which may look below the trail, and closes it. */
export function withStore<Result>(events: Events, work: (store: EventStore) => Result): Result {
  const writer = StoreWriter.open(':memory:');
  try {
    appendLogEvents(writer, eventsNamed(events).map(logEvent));
    const store = EventStore.over(writer);
    try {
      return work(store);
    } finally {
      store.close();
    }
  } finally {
    writer.close();
  }
}

/** Events of these messages, a second apart from 2024-05-01 10:00:00 on. */
export function eventsOf(messages: readonly CaseEvent['message'][]): CaseEvent[] {
  const start = timeOf('10:00:00.000');
  return messages.map((message, index) => {
    const at = new Date(start + index * 1000).toISOString().slice(0, -1).replace('T', ' ');
    return { at, message };
  });
}

export interface Table {
  readonly columns: readonly string[];
  /** Null where the cell is absent. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The result without the record pointer, unless `withPointer`. */
export async function tableOf(
  trail: Trail,
  query: string,
  options: QueryOptions = {},
  withPointer = false,
): Promise<Table> {
  const result = await trail.query(query, options);
  const columns = result.columns.filter((column) => withPointer || column !== '@ptr');
  return { columns, rows: result.rows.map((row) => columns.map((column) => row[column] ?? null)) };
}
