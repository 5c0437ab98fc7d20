/**
 * Real CloudTrail log files, where there are some: TRAILQL_TEST_TRAILS names their folder. What TrailQL says of them must be what a
 * few lines over the plain JSON say.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runQuery } from '../../src/engine/query.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import type { IngestReport } from '../../src/ingest/ingest-report.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';

const folder = process.env['TRAILQL_TEST_TRAILS'];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = Map<string, string | number>;

/** The leaves of an event; booleans are 1 and 0. */
function flatten(value: Json, path: string, fields: Fields): Fields {
  if (value === null) return fields;
  if (typeof value === 'object') {
    for (const [key, child] of Object.entries(value)) flatten(child, path === '' ? key : `${path}.${key}`, fields);
  } else fields.set(path, typeof value === 'boolean' ? Number(value) : value);
  return fields;
}

interface PlainEvent {
  readonly fields: Fields;
  readonly text: string;
  readonly time: number;
}

function readPlainly(root: string): { events: PlainEvent[]; records: number; objects: number } {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json.gz'));
  const distinct = new Map<string, PlainEvent>();
  let records = 0;
  for (const file of files) {
    const { Records } = JSON.parse(gunzipSync(readFileSync(join(root, file))).toString()) as { Records: Json[] };
    for (const record of Records) {
      records++;
      const text = JSON.stringify(record);
      const fields = flatten(record, '', new Map());
      distinct.set(text, { fields, text, time: Date.parse(String(fields.get('eventTime'))) });
    }
  }
  return { events: [...distinct.values()], records, objects: files.length };
}

/** Counts by the given key texts; `undefined` is a missing value. */
function countBy(events: readonly PlainEvent[], key: (event: PlainEvent) => (string | undefined)[]): unknown[][] {
  const groups = new Map<string, { key: (string | undefined)[]; n: number }>();
  for (const event of events) {
    const values = key(event);
    const text = JSON.stringify(values);
    const group = groups.get(text) ?? { key: values, n: 0 };
    group.n++;
    groups.set(text, group);
  }
  return sorted([...groups.values()].map((group) => [...group.key, String(group.n)]));
}

function sorted(rows: readonly (readonly unknown[])[]): unknown[][] {
  return rows
    .map((row) => row.map((cell) => cell ?? null))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const text = (event: PlainEvent, path: string): string | undefined => event.fields.get(path)?.toString();
const timeText = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

describe.skipIf(folder === undefined || !existsSync(folder))('a real archive', () => {
  const root = folder ?? '';
  let plain: ReturnType<typeof readPlainly>;
  let report: IngestReport;
  let writer: StoreWriter;
  let store: EventStore;

  beforeAll(async () => {
    plain = readPlainly(root);
    writer = StoreWriter.open(':memory:');
    report = await ingest(writer, [root], { workers: 0 });
    store = EventStore.over(writer);
  });
  afterAll(() => {
    store.close();
    writer.close();
  });

  /** The rows without `@ptr`. */
  const rowsOf = (query: string): (string | undefined)[][] => {
    const { columns, rows } = runQuery(store, query);
    return rows.map((row) => row.filter((_, index) => columns[index]?.role !== 'pointer'));
  };

  test('the ingest balances', () => {
    expect(report).toMatchObject({ objects: plain.objects, failedObjects: 0, records: plain.records, rejects: 0 });
    expect(report.events).toBe(plain.events.length);
    expect(report.records).toBe(report.events + report.duplicates + report.rejects);
  });

  test('every path of every event is a field, with the number of its events', () => {
    const expected = new Map<string, number>();
    for (const { fields } of plain.events)
      for (const path of fields.keys()) expected.set(path, (expected.get(path) ?? 0) + 1);
    expect(new Map(store.fields().map((field) => [field.path, field.events]))).toEqual(expected);
  });

  test('counts by one field', () => {
    const rows = rowsOf('stats count(*) as n by eventSource | sort n desc');
    expect(sorted(rows)).toEqual(countBy(plain.events, (event) => [text(event, 'eventSource')]));
    const counts = rows.map((row) => Number(row[1]));
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });

  test('counts by three fields, one often missing, of a filtered part', () => {
    const rows = rowsOf(
      'filter ispresent(errorCode) | stats count(*) as n by errorCode, eventName, userIdentity.userName',
    );
    const failed = plain.events.filter((event) => event.fields.has('errorCode'));
    const paths = ['errorCode', 'eventName', 'userIdentity.userName'];
    expect(sorted(rows)).toEqual(countBy(failed, (event) => paths.map((path) => text(event, path))));
  });

  test('distinct values', () => {
    const rows = rowsOf('stats count_distinct(userIdentity.arn) as arns, count_distinct(sourceIPAddress) as addresses');
    const distinct = (path: string): string => {
      const values = plain.events.map((event) => text(event, path));
      return String(new Set(values.filter((value) => value !== undefined)).size);
    };
    expect(rows).toEqual([[distinct('userIdentity.arn'), distinct('sourceIPAddress')]]);
  });

  test('a regular expression, a boolean and hours', () => {
    const rows = rowsOf(
      'filter eventName like /^(List|Describe|Get)/ and readOnly = 1 | stats count(*) as n by bin(1h) as hour',
    );
    const reads = plain.events.filter(
      (event) => /^(List|Describe|Get)/.test(text(event, 'eventName') ?? '') && event.fields.get('readOnly') === 1,
    );
    expect(sorted(rows)).toEqual(countBy(reads, ({ time }) => [timeText(time - (time % 3_600_000))]));
  });

  test('the newest events that meet != on a field that is often missing', () => {
    const query =
      'fields @timestamp, eventID | filter errorCode != "AccessDenied" | sort @timestamp desc, eventID asc | limit 100000';
    const kept = plain.events.filter((event) => event.fields.get('errorCode') !== 'AccessDenied');
    expect(sorted(rowsOf(query))).toEqual(sorted(kept.map((event) => [timeText(event.time), text(event, 'eventID')])));
  });

  test('parts of a name taken by parse', () => {
    const rows = rowsOf(
      'parse userIdentity.arn "arn:aws:*::*:*/*" as service, account, kind, name | stats count(*) as n by service, kind',
    );
    const expected = countBy(plain.events, (event) => {
      const match = /arn:aws:(.*?)::(.*?):(.*?)\/(.*)$/s.exec(text(event, 'userIdentity.arn') ?? '');
      return [match?.[1], match?.[3]];
    });
    expect(sorted(rows)).toEqual(expected);
  });

  test('lengths of messages', () => {
    const rows = rowsOf(
      'stats sum(strlen(@message)) as total, max(strlen(@message)) as longest, pct(strlen(@message), 50) as middle',
    );
    const lengths = plain.events.map((event) => [...event.text].length).sort((a, b) => a - b);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    expect(rows).toEqual([[String(total), String(lengths.at(-1)), String(lengths[Math.ceil(lengths.length / 2) - 1])]]);
  });

  test('a text in the whole message', () => {
    const rows = rowsOf('filter @message like "AccessDenied" | stats count(*) as n by eventName, awsRegion');
    const found = plain.events.filter((event) => event.text.includes('AccessDenied'));
    expect(sorted(rows)).toEqual(countBy(found, (event) => [text(event, 'eventName'), text(event, 'awsRegion')]));
  });

  test('the first event of each name', () => {
    const rows = rowsOf('fields eventName, @timestamp | sort @timestamp asc | dedup eventName | limit 100000');
    const first = new Map<string, number>();
    for (const event of plain.events) {
      const name = text(event, 'eventName') ?? '';
      first.set(name, Math.min(first.get(name) ?? Number.POSITIVE_INFINITY, event.time));
    }
    expect(sorted(rows)).toEqual(sorted([...first].map(([name, time]) => [name, timeText(time)])));
  });
});
