import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import SQLite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { ExportError } from '../../src/export/errors.ts';
import { type ExportFormat, exportStream, exportTo } from '../../src/export/export.ts';
import { trailFromEvents } from '../../src/index.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { envelope, event, folder, gzip, json } from '../ingest/records.ts';
import { catalogOf, exported, ingested, newFolder, recordTexts } from './support.ts';

const NAME =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/111122223333_CloudTrail_eu-west-1_20240501T1205Z_abcDEF0123456789.json.gz';
const ORGANIZATION =
  'AWSLogs/o-abcdefghij/444455556666/CloudTrail-Insight/us-east-1/2024/05/02/444455556666_CloudTrail-Insight_us-east-1_20240502T0000Z_x1.json.gz';

/** White space, escapes, large numbers and the same key twice: what reading and writing JSON would change. */
const ODD =
  '{ "eventVersion":"1.08","eventTime":"2024-05-01T10:00:09Z", "eventName":"\\u0041b\\/c","n":1.10,"big":12345678901234567890,"n":2 }';

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ExportError) return error.code;
  throw error instanceof Error ? error : new Error('nothing was thrown');
};

describe('records', () => {
  test('are the original bytes, in the order in which they were read', async () => {
    const { store } = await ingested([folder({ a: envelope(json(2), ODD, json(1)) })]);
    const { path, report } = await exported(store, { format: 'records' });
    expect(readFileSync(path, 'utf8')).toBe(envelope(json(2), ODD, json(1)));
    expect(report).toEqual({
      events: 3,
      recordBytes: json(1).length * 2 + ODD.length,
      files: 1,
      joined: 0,
      invalidUtf8: 0,
    });
  });

  test('of nothing are an empty list', async () => {
    const { store } = await ingested([folder({ a: json(1) })]);
    const { path } = await exported(store, { format: 'records', start: Date.UTC(2030, 0) });
    expect(readFileSync(path, 'utf8')).toBe('{"Records":[]}');
  });

  test('are lines as NDJSON; one with line breaks is refused, or loses them and nothing else', async () => {
    const broken = `{\r\n"eventVersion":"1","eventName":"a b\\n"\n}`;
    const { store } = await ingested([folder({ a: envelope(json(1), broken) })]);
    const place = join(newFolder(), 'out');
    expect(await codeOf(exportTo(store, place, { format: 'ndjson' }))).toBe('inexact');
    expect(existsSync(place)).toBe(false);
    const { path, report } = await exported(store, { format: 'ndjson', joinLines: true });
    expect(readFileSync(path, 'utf8')).toBe(`${json(1)}\n{"eventVersion":"1","eventName":"a b\\n"}\n`);
    expect(report).toMatchObject({ events: 2, joined: 1 });
  });

  test('that are not valid UTF-8 stay what they are', async () => {
    const bytes = Buffer.from('{"eventVersion":"1","eventName":"a\xff\xfe"}', 'latin1');
    const { store } = await ingested([folder({ a: bytes })]);
    for (const format of ['records', 'ndjson'] as const) {
      const { path } = await exported(store, { format });
      expect(readFileSync(path).includes(bytes)).toBe(true);
    }
  });
});

describe('what is selected', () => {
  const archive = (): string => folder({ a: envelope(...Array.from({ length: 30 }, (_, i) => json(i))) });
  const lines = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

  test('is a time range with both ends', async () => {
    const { store } = await ingested([archive()]);
    const [start, end] = [Date.UTC(2024, 4, 1, 10, 0, 3), Date.UTC(2024, 4, 1, 10, 0, 5)];
    const { path } = await exported(store, { format: 'ndjson', start, end });
    expect(lines(path)).toEqual([json(3), json(4), json(5)]);
  });

  test.each([
    ['filter eventID like "-00000000000"', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['sort @timestamp asc | limit 2', [0, 1]],
    ['limit 2', [28, 29]],
    ['dedup eventName', [29]],
    ['fields @timestamp, 1 as one | filter one = 1 | sort one | limit 1', [29]],
    ['filter eventID in (fields eventID | limit 1)', [29]],
    ['unnest eventName into x | fields x', Array.from({ length: 30 }, (_, i) => i)],
    ['filter eventName = "nothing"', []],
  ])('%s', async (query, expected) => {
    const { store } = await ingested([archive()]);
    const { path } = await exported(store, { format: 'ndjson', query });
    expect(lines(path)).toEqual(expected.map((i) => json(i)));
  });

  test('has no limit of its own', async () => {
    const many = Array.from({ length: 10_500 }, (_, i) => `{"eventVersion":"1","eventName":"n","i":${i}}`);
    const { store } = await ingested([folder({ a: many.join('\n') })]);
    const { report } = await exported(store, { format: 'ndjson', query: 'filter eventName = "n"' });
    expect(report.events).toBe(10_500);
  });

  test.each([['stats count(*)'], ['stats count(*) by eventName | limit 3'], ['estimate'], ['pattern @message']])(
    '%s selects no events',
    async (query) => {
      const { store } = await ingested([archive()]);
      const error = await exported(store, { format: 'csv', query }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: expect.stringMatching(/^(?:ExportError|QueryError)$/) });
    },
  );
});

describe('CSV', () => {
  test('has all fields or the chosen ones; nothing is guarded unless it is asked for', async () => {
    const { store } = await ingested([
      folder({ [NAME]: gzip(envelope(json(1, { userAgent: '=1+1', 'a,"b': '', resources: [{ ARN: 'x\ny' }] }))) }),
    ]);
    const all = readFileSync((await exported(store, { format: 'csv' })).path, 'utf8');
    expect(all.split('\r\n')[0]).toBe(
      [
        '@timestamp,@ptr,@ingestionTime,@logStream,@log,"a,""b"',
        ...store
          .fields()
          .map(({ path }) => path)
          .slice(1),
      ].join(','),
    );
    const columns = ['userAgent', 'a,"b', 'readOnly', '@ingestionTime', 'resources.0.ARN', '@message'];
    const { path } = await exported(store, { format: 'csv', columns });
    const message = json(1, { userAgent: '=1+1', 'a,"b': '', resources: [{ ARN: 'x\ny' }] });
    expect(readFileSync(path, 'utf8')).toBe(
      `userAgent,"a,""b",readOnly,@ingestionTime,resources.0.ARN,@message\r\n=1+1,"",1,2024-05-01 12:05:00.000,"x\ny","${message.replaceAll('"', '""')}"\r\n`,
    );
    const guarded = await exported(store, { format: 'csv', columns: ['userAgent'], guardFormulas: true });
    expect(readFileSync(guarded.path, 'utf8')).toBe("userAgent\r\n'=1+1\r\n");
  });

  test('refuses columns that no event has, with the nearest one', async () => {
    const { store } = await ingested([folder({ a: json(1) })]);
    await expect(exported(store, { format: 'csv', columns: ['eventname'] })).rejects.toThrow(
      'No event has a field eventname. Did you mean eventName?',
    );
    expect(await codeOf(exported(store, { format: 'csv', columns: [] }))).toBe('invalid');
    expect(await codeOf(exported(store, { format: 'csv', columns: ['eventName', 'eventName'] }))).toBe('invalid');
    expect(await codeOf(exported(store, { format: 'records', columns: ['eventName'] }))).toBe('invalid');
  });
});

describe('SQLite', () => {
  const open = (path: string): SQLite.Database => new SQLite(path, { readonly: true });

  test('has a text column per field, the message and the name of each column', async () => {
    const { store } = await ingested([folder({ [NAME]: gzip(envelope(ODD)) })]);
    const { path } = await exported(store, { format: 'sqlite' });
    const database = open(path);
    expect(database.prepare('SELECT "@timestamp", n, big, "@message", "@logStream" FROM events').raw().all()).toEqual([
      ['2024-05-01 10:00:09.000', '1.1', '12345678901234567890', ODD, '111122223333_CloudTrail_eu-west-1'],
    ]);
    expect(database.prepare('SELECT field FROM event_columns ORDER BY position').pluck().all()).toEqual([
      ...['@timestamp', '@ptr', '@ingestionTime', '@logStream', '@log', '@message'],
      // All of one event, so by path.
      ...store.fields().map((field) => field.path),
    ]);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  });

  test('tells names apart that differ in case only, and holds any name', async () => {
    const text =
      '{"eventVersion":"1","eventName":"n","Key":"A","key":"b","KEY":"C","key (2)":"d","\\"q\\u0000":"e","":"f"}';
    const { store } = await ingested([folder({ a: text })]);
    const { path } = await exported(store, { format: 'sqlite' });
    const database = open(path);
    const named = new Map(database.prepare<[], [string, string]>('SELECT field, name FROM event_columns').raw().all());
    for (const [field, value] of [
      ['Key', 'A'],
      ['key', 'b'],
      ['KEY', 'C'],
      ['key (2)', 'd'],
      ['"q\0', 'e'],
      ['', 'f'],
    ]) {
      const name = named.get(field ?? '')?.replaceAll('"', '""');
      expect(database.prepare(`SELECT "${name}" FROM events`).pluck().get(), field).toBe(value);
    }
    database.close();
  });

  test('keeps the fields that find no column in a table of their own', async () => {
    const wide = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`f${i}`, `v${i}`]));
    const { store } = await ingested([folder({ a: envelope(json(1, wide), json(2, { f7: 'seven' })) })]);
    const { path } = await exported(store, { format: 'sqlite' });
    const database = open(path);
    const columns = database.prepare('SELECT count(*) FROM event_columns').pluck().get();
    expect(columns).toBe(2000);
    // Fields of two events come before those of one.
    expect(database.prepare('SELECT f7 FROM events ORDER BY rowid').pluck().all()).toEqual(['v7', 'seven']);
    const others = database.prepare<[], [number, string, string]>('SELECT * FROM more_fields').raw().all();
    expect(others.length).toBe(store.fields().length + 6 - 2000);
    for (const [row, field, value] of others) expect([row, value]).toEqual([1, field.replace('f', 'v')]);
    database.close();
  });

  test('keeps a message that is not valid UTF-8 as a BLOB', async () => {
    const bytes = Buffer.from('{"eventVersion":"1","eventName":"a\xff"}', 'latin1');
    const { store } = await ingested([folder({ a: bytes })]);
    const database = open((await exported(store, { format: 'sqlite' })).path);
    expect(database.prepare('SELECT "@message" FROM events').pluck().get()).toEqual(bytes);
    database.close();
  });
});

describe('CloudTrail files', () => {
  test('have the names, places and records of the objects that they come from', async () => {
    const insight = json(5, { eventCategory: 'Insight' });
    const root = folder({ [NAME]: gzip(envelope(json(2), ODD)), [ORGANIZATION]: envelope(insight) });
    const { store } = await ingested([root]);
    const { path, report } = await exported(store, { format: 'cloudtrail' });
    expect(filesIn(path)).toEqual([NAME, ORGANIZATION]);
    expect(gunzipSync(readFileSync(join(path, NAME))).toString()).toBe(envelope(json(2), ODD));
    expect(report).toMatchObject({ events: 3, files: 2 });
  });

  test('of other objects are named after what their events say, and hostile values get into no path', async () => {
    const hostile = { recipientAccountId: '../../../etc', awsRegion: '..' };
    const lines = [json(1), json(2, { recipientAccountId: '999988887777' }), json(3, hostile), json(4)].join('\n');
    const { store } = await ingested([folder({ 'x.ndjson': lines })]);
    const { path } = await exported(store, { format: 'cloudtrail' });
    expect(
      filesIn(path).map((name) =>
        name.replace(/_\d{8}T\d{4,6}Z_[0-9a-f]{16}\./, '_TIME_TAIL.').replace(/\d{4}\/\d\d\/\d\d/, 'DAY'),
      ),
    ).toEqual([
      'AWSLogs/111122223333/CloudTrail/eu-west-1/DAY/111122223333_CloudTrail_eu-west-1_TIME_TAIL.json.gz',
      'AWSLogs/999988887777/CloudTrail/eu-west-1/DAY/999988887777_CloudTrail_eu-west-1_TIME_TAIL.json.gz',
      'AWSLogs/unknown/CloudTrail/unknown/DAY/unknown_CloudTrail_unknown_TIME_TAIL.json.gz',
    ]);
    const again = await ingested([path]);
    expect(recordTexts(again.store)).toEqual(recordTexts(store));
    expect(again.store.logs()).toEqual(store.logs());
  });

  test('of two objects with one name have two names', async () => {
    const { store } = await ingested([folder({ [`a/${NAME}`]: envelope(json(1)), [`b/${NAME}`]: envelope(json(2)) })]);
    const { path } = await exported(store, { format: 'cloudtrail' });
    expect(filesIn(path).length).toBe(2);
    expect(recordTexts((await ingested([path])).store)).toEqual(recordTexts(store));
  });
});

describe.each([['records'], ['ndjson'], ['csv'], ['sqlite']] as const)('a place for %s', (format) => {
  test('that is taken is left alone, unless it is to be replaced', async () => {
    const { store } = await ingested([folder({ a: json(1) })]);
    const place = join(newFolder(), 'out');
    writeFileSync(place, 'before');
    expect(await codeOf(exportTo(store, place, { format }))).toBe('exists');
    expect(readFileSync(place, 'utf8')).toBe('before');
    await exportTo(store, place, { format, force: true });
    expect(readFileSync(place, 'utf8')).not.toBe('before');
    expect(readdirSync(join(place, '..'))).toEqual(['out']);
  });

  test('keeps what it had when the export ends early, and nothing else is left', async () => {
    const { store } = await ingested([folder({ a: json(1) })]);
    const place = join(newFolder(), 'out');
    writeFileSync(place, 'before');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(exportTo(store, place, { format, force: true, signal })).rejects.toThrow('enough');
    expect(readdirSync(join(place, '..'))).toEqual(['out']);
    expect(readFileSync(place, 'utf8')).toBe('before');
  });

  test('must have a folder and be no folder', async () => {
    const { store } = await ingested([folder({ a: json(1) })]);
    expect(await codeOf(exportTo(store, join(newFolder(), 'no', 'out'), { format }))).toBe('unwritable');
    expect(await codeOf(exportTo(store, newFolder(), { format, force: true }))).toBe('invalid');
  });
});

describe('a place', () => {
  test('is never the database itself, by whatever name', async () => {
    const root = newFolder();
    const db = join(root, 'trail.db');
    const writer = StoreWriter.open(db);
    await ingest(writer, [folder({ a: json(1) })], { workers: 0 });
    writer.close();
    symlinkSync(db, join(root, 'link'));
    const store = EventStore.open(db);
    for (const name of ['trail.db', 'link'])
      expect(await codeOf(exportTo(store, join(root, name), { format: 'csv', force: true }))).toBe('invalid');
    expect(store.eventCount()).toBe(1);
    store.close();
  });

  test('for CloudTrail files is new, empty, or a former export that is to be replaced', async () => {
    const { store } = await ingested([folder({ [NAME]: envelope(json(1)) })]);
    const place = join(newFolder(), 'out');
    const options = { format: 'cloudtrail' as ExportFormat };
    mkdirSync(place);
    await exportTo(store, place, options);
    expect(await codeOf(exportTo(store, place, options))).toBe('exists');
    await exportTo(store, place, { ...options, force: true });
    expect(filesIn(place)).toEqual([NAME]);
    writeFileSync(join(place, 'mine.txt'), 'mine');
    expect(await codeOf(exportTo(store, place, { ...options, force: true }))).toBe('exists');
    expect(filesIn(place)).toEqual([NAME, 'mine.txt']);
    expect(readdirSync(join(place, '..'))).toEqual(['out']);
  });
});

test('messages that are not JSON are refused where records are JSON', async () => {
  const trail = trailFromEvents([
    { timestamp: 1, message: json(1) },
    { timestamp: 2, message: 'text, not JSON' },
  ]);
  const place = join(newFolder(), 'out');
  for (const format of ['records', 'ndjson', 'cloudtrail'] as const)
    expect(await codeOf(trail.export(place, { format }))).toBe('inexact');
  expect(await trail.export(place, { format: 'records', query: 'filter ispresent(eventName)' })).toMatchObject({
    events: 1,
  });
  expect(readFileSync(place, 'utf8')).toBe(envelope(json(1)));
  await trail.export(place, { format: 'csv', columns: ['@message'], force: true });
  expect(readFileSync(place, 'utf8')).toContain('"text, not JSON"');
  expect(trail.sources()).toMatchObject([{ container: 'log-events', events: 2 }]);
  const [event] = trail.provenance('00000000-0000-0000-0000-000000000001');
  expect(event).toMatchObject({ ordinal: 0, eventName: 'DescribeInstances' });
  expect(trail.object(1)).toBeUndefined();
  expect([...trail.rejects()]).toEqual([]);
  trail.close();
  expect(await trail.export(place, { format: 'csv' }).catch(String)).toBe('Error: This trail is closed.');
});

test('only what is one stream of bytes goes to a stream', async () => {
  const { store } = await ingested([folder({ a: envelope(json(1), json(2)) })]);
  const chunks: Uint8Array[] = [];
  await exportStream(store, async (bytes) => void chunks.push(bytes), { format: 'ndjson' });
  expect(Buffer.concat(chunks).toString()).toBe(`${json(1)}\n${json(2)}\n`);
  expect(await codeOf(exportStream(store, async () => {}, { format: 'sqlite' }))).toBe('invalid');
});

test('every export ingested again gives the same records and fields, and only duplicates where they come from', async () => {
  const root = folder({
    [NAME]: gzip(envelope(json(1), ODD, JSON.stringify(event(3, { deep: { a: [1, true, null, 'x'] } }), null, 2))),
    'more.ndjson': [json(4), json(5, { recipientAccountId: '999988887777' })].join('\n'),
  });
  const { store, writer } = await ingested([root]);
  for (const format of ['records', 'ndjson', 'cloudtrail'] as const) {
    const { path } = await exported(store, { format, ...(format === 'ndjson' && { joinLines: true }) });
    const again = await ingested([path]);
    if (format !== 'ndjson') expect(recordTexts(again.store)).toEqual(recordTexts(store));
    expect(catalogOf(again.store)).toEqual(catalogOf(store));
    const report = await ingest(writer, [path], { workers: 0 });
    expect(report).toMatchObject({ records: 5, events: 0, duplicates: 5, rejects: 0 });
  }
});
