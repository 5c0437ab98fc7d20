/** Trails in memory for tests of the engine, and the case files with their events. */
import { readdirSync, readFileSync } from 'node:fs';
import { type LogEvent, type QueryOptions, type Trail, trailFromEvents } from '../../src/index.ts';
import { appendLogEvents } from '../../src/ingest/events.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';

/** An event of a case file: a time of 2024-05-01 (or a whole date and time), and a JSON object or a plain text. */
export interface CaseEvent {
  readonly at: string;
  readonly message: string | Readonly<Record<string, unknown>>;
}

export interface ExpectedDiagnostic {
  readonly code: string;
  readonly span?: readonly [start: number, end: number];
  readonly message?: string;
}

export interface Case {
  readonly name: string;
  readonly query: string;
  /** Instead of the events of the file. */
  readonly events?: Events;
  /** Times, as in events; `now` as well. */
  readonly start?: string;
  readonly end?: string;
  readonly now?: string;
  /** Names in order; `@ptr` is left out unless it is listed here. */
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly (string | null)[])[];
  /** All diagnostics in order of place; with an error the query must fail. */
  readonly diagnostics?: readonly ExpectedDiagnostic[];
}

export type Events = 'six' | readonly CaseEvent[];

export interface CaseFile {
  readonly file: string;
  readonly events: Events;
  readonly cases: readonly Case[];
}

/** Property tests run the same inputs each time. */
export const SEED = 20_240_501;

const ALICE = { arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice' };
const BOB = { arn: 'arn:aws:iam::111122223333:user/bob' };

/** The six events of the language specification, appendix B, in time order. */
export const SIX: readonly CaseEvent[] = [
  {
    at: '10:00:00.000',
    message: {
      eventName: 'RunInstances',
      eventSource: 'ec2.amazonaws.com',
      sourceIPAddress: '10.0.0.5',
      userIdentity: ALICE,
      readOnly: false,
      responseElements: { instancesSet: { items: [{ instanceId: 'i-0a1' }, { instanceId: 'i-0a2' }] } },
    },
  },
  {
    at: '10:02:30.000',
    message: {
      eventName: 'DescribeInstances',
      eventSource: 'ec2.amazonaws.com',
      sourceIPAddress: '10.0.0.5',
      userIdentity: ALICE,
      readOnly: true,
    },
  },
  {
    at: '10:07:00.000',
    message: {
      eventName: 'GetObject',
      eventSource: 's3.amazonaws.com',
      sourceIPAddress: '203.0.113.9',
      userIdentity: BOB,
      readOnly: true,
      errorCode: 'AccessDenied',
    },
  },
  {
    at: '10:07:30.000',
    message: {
      eventName: 'GetObject',
      eventSource: 's3.amazonaws.com',
      sourceIPAddress: '203.0.113.9',
      userIdentity: BOB,
      readOnly: true,
    },
  },
  {
    at: '11:15:00.000',
    message: {
      eventName: 'CreateUser',
      eventSource: 'iam.amazonaws.com',
      sourceIPAddress: '198.51.100.77',
      userIdentity: ALICE,
      readOnly: false,
      errorCode: 'AccessDenied',
    },
  },
  {
    at: '12:00:00.000',
    message: {
      eventName: 'ConsoleLogin',
      eventSource: 'signin.amazonaws.com',
      sourceIPAddress: '198.51.100.77',
      readOnly: false,
      responseElements: { ConsoleLogin: 'Failure' },
    },
  },
];

const DAY = '2024-05-01';

/** Epoch milliseconds of `10:00:00.000` (of 2024-05-01) or `2023-07-10 12:34:56.789`, in UTC. */
export function timeOf(text: string): number {
  const whole = text.includes(' ') ? text : `${DAY} ${text}`;
  const time = Date.parse(`${whole.replace(' ', 'T')}Z`);
  if (Number.isNaN(time)) throw new Error(`no time: ${text}`);
  return time;
}

export function logEvent({ at, message }: CaseEvent): LogEvent {
  return { timestamp: timeOf(at), message: typeof message === 'string' ? message : JSON.stringify(message) };
}

export function trailOf(events: Events): Trail {
  return trailFromEvents((events === 'six' ? SIX : events).map(logEvent));
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
    appendLogEvents(writer, (events === 'six' ? SIX : events).map(logEvent));
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

const FOLDER = new URL('../conformance/', import.meta.url);

/** The case files with their contents as they stand. */
export function rawCaseFiles(): { file: string; content: unknown }[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, content: JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) }));
}
