import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type IngestOptions, type IngestReport, ingest } from '../../src/ingest/ingest.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { envelope, event, folder, gzip, json } from './records.ts';
import { openWriter } from './stores.ts';

const WORKER = new URL('../../dist/ingest-worker.js', import.meta.url);
const TRAILS = process.env['TRAILQL_TEST_TRAILS'] ?? '';

/** Ingests in this thread into a new store. */
async function load(sources: readonly string[], options: IngestOptions = {}) {
  const { writer, store } = openWriter();
  const report = await ingest(writer, sources, { workers: 0, ...options });
  expectBalance(report, store);
  return { writer, store, report };
}

function expectBalance(report: IngestReport, store: EventStore): void {
  expect(report.records).toBe(report.events + report.duplicates + report.rejects);
  expect(store.eventCount()).toBe(store.sources().reduce((sum, source) => sum + source.events, 0));
  for (const { records, events, duplicates, rejects } of store.sources()) {
    expect(records).toBe(events + duplicates + rejects);
  }
  expect([...store.rejects()].length).toBe(store.sources().reduce((sum, source) => sum + source.rejects, 0));
}

/** Cells of all events in the store's order. */
function cells(store: EventStore, ...paths: string[]): unknown[][] {
  const columns = paths.map((path, index) => ({ name: `c${index}`, column: { kind: 'field' as const, path } }));
  store.defineEvents({ columns });
  return store.database
    .prepare<[], Record<string, unknown>>(`SELECT ${columns.map(({ name }) => name).join(', ')} FROM events`)
    .all()
    .map((row) => Object.values(row));
}

/** A source by the end of its URI. */
const sourceOf = (store: EventStore, name: string) => store.sources().find(({ uri }) => uri.endsWith(name));

describe('what is stored', () => {
  const NAME =
    'AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/111122223333_CloudTrail_eu-west-1_20240501T1205Z_abc.json.gz';

  test('an event has its fields, the system fields and its own bytes', async () => {
    const text = json(7, { requestParameters: { a: [1, { b: 'x' }] } });
    const { store } = await load([folder({ [NAME]: gzip(envelope(text)) })], { logGroup: 'audit' });
    const paths = ['@timestamp', '@ingestionTime', '@logStream', '@log', '@message', 'requestParameters.a.1.b'];
    expect(cells(store, ...paths)).toEqual([
      [
        Date.UTC(2024, 4, 1, 10, 0, 7),
        Date.UTC(2024, 4, 1, 12, 5),
        '111122223333_CloudTrail_eu-west-1',
        '111122223333:audit',
        text,
        'x',
      ],
    ]);
  });

  test('an event that names neither account, Region nor time takes them from the path, with a note', async () => {
    const bare = '{"eventVersion":"1.0","eventName":"x","eventID":"e"}';
    const { store, report } = await load([folder({ [NAME]: gzip(envelope(bare)) })]);
    expect(cells(store, '@timestamp', '@logStream')).toEqual([
      [Date.UTC(2024, 4, 1, 12, 5), '111122223333_CloudTrail_eu-west-1'],
    ]);
    expect(report.notes.map(({ message }) => message)).toEqual([
      'events without a time of their own, dated by delivery: 1',
    ]);
  });

  test('without a path the modification time is the delivery time and the account is unknown', async () => {
    const root = folder({ 'x.json': '{"eventVersion":"1.0","eventName":"x"}' });
    utimesSync(join(root, 'x.json'), 1_700_000_000, 1_700_000_000);
    const { store } = await load([root]);
    expect(cells(store, '@ingestionTime', '@logStream')).toEqual([[1_700_000_000_000, 'unknown_CloudTrail_unknown']]);
  });

  test('aggregated events are dated by their window, events of an export by its lines', async () => {
    const aggregated =
      '{"accountId":"1","eventId":"x","eventSource":"s3","timeWindow":{"windowStart":"2024-01-01T00:05:00Z"},"awsRegion":"r"}';
    const { store } = await load([folder({ a: aggregated, b: `2024-05-01T13:40:40.009Z ${json(1)}\n` })]);
    expect(cells(store, '@timestamp', 'eventTime', '@logStream')).toEqual([
      [Date.UTC(2024, 4, 1, 13, 40, 40, 9), '2024-05-01T10:00:01Z', '111122223333_CloudTrail_eu-west-1'],
      [Date.UTC(2024, 0, 1, 0, 5), null, '1_CloudTrail_r'],
    ]);
  });

  test('hostile keys, deep nesting and long strings are stored', async () => {
    const deep = `${'{"d":'.repeat(200)}1${'}'.repeat(200)}`;
    const text = `{"eventVersion":"1","eventName":"n","__proto__":{"x":"p"},"Key":"A","key":"a","a.b":"dot","😀\`\\"":"odd","r":${deep},"big":"${'z'.repeat(5_000_000)}"}`;
    const { store } = await load([folder({ x: text })]);
    const [row] = cells(store, '__proto__.x', 'Key', 'key', 'a.b', '😀`"', `r.${Array(200).fill('d').join('.')}`);
    expect(row).toEqual(['p', 'A', 'a', 'dot', 'odd', 1]);
    expect(String(cells(store, 'big')[0]?.[0]).length).toBe(5_000_000);
  });

  test('text that is not valid UTF-8 is stored with a note', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"eventVersion":"1","eventName":"a'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    const { report } = await load([folder({ x: bytes })]);
    expect(report).toMatchObject({ events: 1, rejects: 0 });
    expect(report.notes[0]?.message).toBe('events with text that is not valid UTF-8: 1');
  });
});

describe('duplicates', () => {
  test('the same record is stored once, whatever white space it is written with; other content of one id is a conflict', async () => {
    const root = folder({
      a: envelope(json(1), json(2), json(1)),
      b: JSON.stringify({ Records: [event(1), event(3)] }, null, 2),
      c: envelope(json(1, { sourceIPAddress: '10.0.0.1' })),
    });
    const { store, report } = await load([root]);
    expect(report).toMatchObject({ records: 6, events: 4, duplicates: 2, conflicts: 1, rejects: 0 });
    expect(sourceOf(store, '/b')).toMatchObject({ records: 2, events: 1, duplicates: 1 });
  });

  test('keepDuplicates stores every copy', async () => {
    const { report } = await load([folder({ a: envelope(json(1), json(1)), b: json(1) })], { keepDuplicates: true });
    expect(report).toMatchObject({ records: 3, events: 3, duplicates: 0 });
  });

  test('reading again adds nothing: unchanged objects are skipped, changed ones give duplicates', async () => {
    const root = folder({ a: envelope(json(1)), b: gzip(envelope(json(2))), digest: '{"digestS3Bucket":"b"}' });
    const { writer, store } = await load([root]);
    const again = await ingest(writer, [root], { workers: 0 });
    expect(again).toMatchObject({ objects: 0, skippedObjects: 3, records: 0 });
    writeFileSync(join(root, 'a'), envelope(json(1), json(3)));
    const changed = await ingest(writer, [root], { workers: 0 });
    expect(changed).toMatchObject({ objects: 1, skippedObjects: 2, records: 2, events: 1, duplicates: 1 });
    expect(store.eventCount()).toBe(3);
  });
});

describe('what was read in part', () => {
  const LINES = Array.from({ length: 2000 }, (_, index) => `${json(index)}\n`).join('');

  test('is read again: what is stored becomes duplicates, the rest is added, and then it is known', async () => {
    const root = folder({ 'x.gz': gzip(LINES) });
    const { writer, store, report } = await load([root], { maxInflatedBytes: 100_000 });
    expect(report).toMatchObject({ damagedObjects: 1 });
    const again = await ingest(writer, [root], { workers: 0 });
    expectBalance(again, store);
    expect(again).toMatchObject({ objects: 1, skippedObjects: 0, duplicates: report.events });
    expect(store.eventCount()).toBe(2000);
    expect(store.sources().map(({ status, events, duplicates }) => ({ status, events, duplicates }))).toEqual([
      { status: 'damaged', events: report.events, duplicates: 0 },
      { status: 'complete', events: 2000 - report.events, duplicates: report.events },
    ]);
    expect(await ingest(writer, [root], { workers: 0 })).toMatchObject({ objects: 0, skippedObjects: 1 });
  });

  test('is not read again when all its bytes were read: it says that it is damaged, and nothing is added', async () => {
    const root = folder({ 'x.json': `{"Records":[${json(1)},{"eventVersion":"1" "x":2},${json(2)}]}` });
    const { writer, store } = await load([root]);
    const again = await ingest(writer, [root], { workers: 0 });
    expect(again).toMatchObject({ objects: 0, skippedObjects: 1, records: 0 });
    expect(again.notes[0]?.message).toBe('already stored, damaged: records that are not valid JSON');
    expect([store.sources().length, [...store.rejects()].length]).toEqual([1, 1]);
  });

  test('is not read again where duplicates are kept, with a note', async () => {
    const root = folder({ 'x.gz': gzip(LINES), 'y.gz': gzip(LINES).subarray(0, 10) });
    const options = { maxInflatedBytes: 100_000, keepDuplicates: true };
    const { writer, store, report } = await load([root], options);
    const again = await ingest(writer, [root], { ...options, workers: 0 });
    expect(again).toMatchObject({ objects: 1, skippedObjects: 1, events: 0 });
    expect(again.notes[0]).toMatchObject({ source: join(root, 'x.gz') });
    expect(again.notes[0]?.message).toContain('it was read in part before, and is not read again');
    expect(store.eventCount()).toBe(report.events);
  });

  test('plain data is read to its end whatever the limit on inflating', async () => {
    const { report } = await load([folder({ x: LINES })], { maxInflatedBytes: 100_000 });
    expect(report).toMatchObject({ events: 2000, damagedObjects: 0 });
  });
});

describe('sources', () => {
  test('the database that is written is left out of its folder, another one is named', async () => {
    const root = folder({ 'x.json': json(1) });
    StoreWriter.open(join(root, 'other.db')).close();
    const writer = StoreWriter.open(join(root, 'trail.db'));
    onTestFinished(() => {
      writer.close();
    });
    symlinkSync(join(root, 'trail.db'), join(root, 'link.db'));
    const report = await ingest(writer, [root], { workers: 0 });
    expect(report).toMatchObject({ objects: 2, events: 1, otherObjects: 1, failedObjects: 0 });
    expect(report.notes.map(({ message }) => message)).toEqual([
      'not stored: a TrailQL database: its events can be queried, not ingested',
    ]);
    expect(await ingest(writer, [join(root, 'trail.db')], { workers: 0 })).toMatchObject({ failedObjects: 1 });
  });

  test.skipIf(process.platform === 'win32')('a pipe in a folder is left out with a note', async () => {
    const root = folder({ 'x.json': json(1) });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const { report } = await load([root]);
    expect(report).toMatchObject({ objects: 1, events: 1 });
    expect(report.notes).toEqual([{ source: join(root, 'pipe'), message: 'neither a file nor a folder: left out' }]);
  });

  test.skipIf(process.platform !== 'linux')(
    'names that are not valid UTF-8 are read, each under its own URI',
    async () => {
      const root = folder({ '%FF.json': json(1), '\ufffd.json': json(2) });
      const bytes = (name: string) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]);
      writeFileSync(bytes('\xff.json'), json(3));
      mkdirSync(bytes('a b\xfe'));
      writeFileSync(bytes('a b\xfe/\xe9%.json'), json(4));
      const { writer, store, report } = await load([root]);
      expect(report).toMatchObject({ objects: 4, events: 4, failedObjects: 0 });
      expect(
        store
          .sources()
          .map(({ uri }) => uri.replace(root, ''))
          .sort(),
      ).toEqual(['/%FF.json', '/\ufffd.json', 'file:///%FF.json', 'file:///a%20b%FE/%E9%25.json']);
      expect(await ingest(writer, [root], { workers: 0 })).toMatchObject({ objects: 0, skippedObjects: 4 });
    },
  );

  test('folders linked to each other are each read once, under their real path', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const root = folder(Object.fromEntries(names.map((name, index) => [`${name}/x.json`, json(index)])));
    for (const name of names) {
      for (const other of names) if (other !== name) symlinkSync(join(root, other), join(root, name, `0${other}`));
    }
    const { store, report } = await load([root]);
    expect(report).toMatchObject({ objects: 7, events: 7 });
    expect(store.sources().map(({ uri }) => uri.slice(root.length))).toEqual(names.map((name) => `/${name}/x.json`));
    expect(report.notes.length).toBe(42);
  });

  test('folders are read to the bottom, links to files are followed, links in a circle are not', async () => {
    const root = folder({ 'a/b/c.json': json(1), 'd.json': json(2) });
    const other = folder({ 'e.json': json(3) });
    symlinkSync(join(other, 'e.json'), join(root, 'link'));
    symlinkSync(root, join(root, 'a', 'circle'));
    const { store, report } = await load([root]);
    expect(report).toMatchObject({ objects: 3, events: 3 });
    expect(store.sources().map(({ uri }) => uri.slice(root.length))).toEqual(['/a/b/c.json', '/d.json', '/link']);
    expect(report.notes[0]?.message).toContain('not followed');
  });

  test('a folder without files, a missing path and a dangling link each get a line, and the rest is read', async () => {
    const root = folder({ 'x.json': json(1) });
    mkdirSync(join(root, 'empty'));
    symlinkSync(join(root, 'nowhere'), join(root, 'dangling'));
    const { report } = await load([join(root, 'empty'), join(root, 'missing'), root]);
    expect(report).toMatchObject({ events: 1, failedObjects: 2 });
    expect(report.notes.map(({ message }) => message)).toEqual([
      'there are no files in the folder empty',
      'failed: there is no such file or folder',
      'failed: there is no such file or folder',
    ]);
  });

  test.skipIf(process.getuid?.() === 0)(
    'a file without permission is a failed object, and the rest is read',
    async () => {
      const { chmodSync } = await import('node:fs');
      const root = folder({ a: json(1), b: json(2) });
      chmodSync(join(root, 'a'), 0);
      const { report } = await load([root]);
      expect(report).toMatchObject({ events: 1, failedObjects: 1 });
      expect(report.notes[0]?.message).toContain('no permission to read it');
    },
  );

  test('a dash is standard input', async () => {
    const stored = gzip(envelope(json(1), json(2)));
    const stdin = Readable.from([stored.subarray(0, 20), stored.subarray(20)]);
    const { store, report } = await load(['-'], { stdin, now: () => 1_700_000_000_000 });
    expect(report).toMatchObject({ objects: 1, events: 2 });
    expect(store.sources()).toMatchObject([{ uri: '-', size: stored.length, modified: null, status: 'complete' }]);
    expect(cells(store, '@ingestionTime')).toEqual([[1_700_000_000_000], [1_700_000_000_000]]);
  });

  test('progress ends with everything done', async () => {
    const root = folder({ a: json(1), b: json(2) });
    const { writer } = openWriter();
    const seen: unknown[] = [];
    await ingest(writer, [root], { workers: 0 }, (progress) => seen.push(progress));
    const bytes = json(1).length + json(2).length;
    expect(seen.at(-1)).toMatchObject({
      objectsDone: 2,
      objectsTotal: 2,
      bytesDone: bytes,
      bytesTotal: bytes,
      events: 2,
    });
  });

  test('after an abort nothing more is begun, and what is stored is whole', async () => {
    const root = folder({ a: envelope(json(1), json(2)), b: envelope(json(3)) });
    const { writer, store } = openWriter();
    const abort = new AbortController();
    const report = await ingest(writer, [root], { workers: 0, signal: abort.signal }, () => abort.abort());
    expect(report).toMatchObject({ objects: 1, events: 2 });
    expectBalance(report, store);
    expect(await ingest(writer, [root], { workers: 0 })).toMatchObject({ skippedObjects: 1, events: 1 });
  });
});

describe('damage', () => {
  test('each kind is told apart, kept with its place, and the sums balance', async () => {
    const many = envelope(...Array.from({ length: 500 }, (_, index) => json(index)));
    const stored = gzip(many);
    const root = folder({
      'bomb.gz': gzip(Buffer.alloc(4 << 20, 0x20)),
      'crc.gz': Buffer.concat([gzip(envelope(json(1000))).subarray(0, -8), Buffer.alloc(8)]),
      'empty.json': '',
      'middle.json': `{"Records":[${json(2001)},{"eventVersion":"1" "x":2},${json(2002)}]}`,
      'notes.txt': 'not json',
      'truncated.gz': stored.subarray(0, stored.length >> 1),
    });
    const { store, report } = await load([root], { maxInflatedBytes: 1 << 20 });
    expect(sourceOf(store, 'bomb.gz')).toMatchObject({ status: 'failed', records: 0 });
    expect(sourceOf(store, 'crc.gz')).toMatchObject({ status: 'damaged', events: 1, rejects: 0 });
    expect(sourceOf(store, 'empty.json')).toMatchObject({ status: 'other', container: 'empty', records: 0 });
    expect(sourceOf(store, 'middle.json')).toMatchObject({ status: 'damaged', events: 2, rejects: 1 });
    expect(sourceOf(store, 'notes.txt')).toMatchObject({ status: 'failed', container: 'unknown' });
    const truncated = sourceOf(store, 'truncated.gz');
    expect(truncated).toMatchObject({ status: 'damaged', rejects: 1 });
    expect(truncated?.message).toContain('the gzip stream is truncated');
    expect(truncated?.events).toBeGreaterThan(50);
    const rejects = [...store.rejects()].filter(({ source }) => source === sourceOf(store, 'middle.json')?.id);
    expect(rejects).toMatchObject([
      { ordinal: 1, offset: 13 + json(2001).length, reason: 'expected a comma or } at byte 20' },
    ]);
    expect(report).toMatchObject({ objects: 6, failedObjects: 2, damagedObjects: 3, otherObjects: 1 });
    const notesOf = (name: string): string[] =>
      report.notes.flatMap(({ source, message }) => (source.endsWith(name) ? [message] : []));
    expect(notesOf('middle.json')).toEqual([
      `record 2 at byte ${13 + json(2001).length} (26 bytes) is rejected: expected a comma or } at byte 20`,
      'damaged: records that are not valid JSON',
    ]);
    expect(notesOf('empty.json')).toEqual(['not stored: no bytes']);
    for (const name of ['bomb.gz', 'crc.gz', 'notes.txt', 'truncated.gz']) expect(notesOf(name)).not.toEqual([]);
  });
});

describe('large inputs', () => {
  test('a source of several segments is stored whole', async () => {
    const lines = Array.from(
      { length: 70_000 },
      (_, index) => `{"eventVersion":"1","eventID":"${index}","eventTime":"2024-01-01T00:00:00Z"}\n`,
    );
    const { store, report } = await load([folder({ a: gzip(lines.join('')), b: json(1) })]);
    expect(report).toMatchObject({ events: 70_001, duplicates: 0, rejects: 0 });
    expect(sourceOf(store, '/a')).toMatchObject({ records: 70_000, container: 'ndjson' });
  });

  test('little memory only makes smaller segments', async () => {
    const text = envelope(
      ...Array.from({ length: 3000 }, (_, index) => json(index, { requestID: `r${index * 7919}` })),
    );
    const { report } = await load([folder({ a: text })], { maxMemoryMb: 2 });
    expect(report.events).toBe(3000);
  });
});

describe.skipIf(!existsSync(WORKER))('worker threads', () => {
  test('give the same sums and the same events as this thread', async () => {
    const files: Record<string, string | Uint8Array> = { 'bad.json': `${json(1)}\n{"x` };
    for (let file = 0; file < 300; file++) {
      files[`f${file}.json.gz`] = gzip(envelope(...Array.from({ length: 5 }, (_, index) => json(file * 4 + index))));
    }
    const root = folder(files);
    const here = await load([root]);
    const there = openWriter();
    const report = await ingest(there.writer, [root, '-'], { workers: 2, workerUrl: WORKER, stdin: Readable.from([]) });
    expectBalance(report, there.store);
    const { records, events, duplicates, conflicts, rejects, failedObjects } = here.report;
    expect(report).toMatchObject({ records, events, duplicates, conflicts, rejects, failedObjects, objects: 302 });
    const sorted = (store: EventStore) => cells(store, '@message', '@timestamp', '@log').map(String).sort();
    expect(sorted(there.store)).toEqual(sorted(here.store));
  });

  test('a worker that cannot be started is an error, not a wait without end', async () => {
    const { writer } = openWriter();
    const root = folder({ a: json(1) });
    const workerUrl = new URL('./no-such-worker.js', import.meta.url);
    await expect(ingest(writer, [root], { workers: 1, workerUrl })).rejects.toThrow(
      'A worker thread cannot be started',
    );
  });
});

describe('a worker that dies', () => {
  test('fails the source it was reading; the others are read again', async () => {
    const root = folder({ 'w.mjs': DYING_WORKER, 'data/a': 'x', 'data/b': 'kill', 'data/c': 'x' });
    const { writer, store } = openWriter();
    const report = await ingest(writer, [join(root, 'data')], {
      workers: 1,
      workerUrl: new URL(`file://${join(root, 'w.mjs')}`),
    });
    expect(report).toMatchObject({ objects: 3, failedObjects: 1 });
    expect(sourceOf(store, '/b')).toMatchObject({ status: 'failed' });
    expect(sourceOf(store, '/b')?.message).toContain('the worker thread that read it stopped');
  });
});

/** Speaks the protocol; dies of a file called `b`. */
const DYING_WORKER = `
import { parentPort as port } from 'node:worker_threads';
let completed = [];
port.on('message', ({ type, tasks }) => {
  if (type === 'load') {
    for (const { id, uri, size, modified } of tasks) {
      if (uri.endsWith('/b')) throw new Error('killed');
      const counts = { records: 0, events: 0, duplicates: 0, conflicts: 0, rejects: 0 };
      completed.push({ id, uri, size, modified, etag: null, sha256: null, contentSha256: null, container: 'event', status: 'complete', message: '', ...counts });
    }
    port.postMessage({ type: 'idle' });
  } else if (type === 'finish') {
    port.postMessage({ type: 'step', load: { step: { segments: [], rejects: [], kept: [], completed, pending: [] }, claims: [], notes: [], pending: [] } });
    port.postMessage({ type: 'finished' });
  }
});
port.postMessage({ type: 'idle' });
`;

describe.skipIf(!existsSync(TRAILS))('an archive of one’s own', () => {
  test('is read without rejects, and again without anything new', async () => {
    const { writer, report } = await load([TRAILS]);
    expect(report).toMatchObject({ rejects: 0, failedObjects: 0 });
    expect(report.events).toBeGreaterThan(0);
    expect(await ingest(writer, [TRAILS], { workers: 0 })).toMatchObject({
      records: 0,
      skippedObjects: report.objects,
    });
  });
});

describe('what is kept besides the events', () => {
  const digest = (padding: string): string => JSON.stringify({ digestS3Bucket: 'b', logFiles: [], padding });
  const files = { 'a.json.gz': gzip(envelope(json(1))), 'b.json': envelope(json(2)), 'd.json.gz': gzip(digest('x')) };

  test('digest files are kept as they are, other objects only if wanted', async () => {
    const root = folder(files);
    const kept = async (options: IngestOptions): Promise<string[]> => {
      const { store } = await load([root], options);
      return store.sources().flatMap(({ id, uri }) => {
        const bytes = store.keptObject(id);
        if (bytes !== undefined) expect(Buffer.from(bytes)).toEqual(readFileSync(uri));
        return bytes === undefined ? [] : [uri.slice(-9)];
      });
    };
    expect(await kept({})).toEqual(['d.json.gz']);
    expect(await kept({ keepObjects: true })).toEqual(['a.json.gz', expect.stringContaining('/b.json'), 'd.json.gz']);
    if (existsSync(WORKER)) expect(await kept({ workers: 2, workerUrl: WORKER })).toEqual(['d.json.gz']);
  });

  test('a digest from a stream is kept too', async () => {
    const bytes = gzip(digest('y'));
    const { store } = await load(['-'], { stdin: Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]) });
    expect(Buffer.from(store.keptObject(1) ?? '')).toEqual(Buffer.from(bytes));
  });

  test('the hash of the content is that of one gzip member', async () => {
    const text = envelope(json(1));
    const { store } = await load([
      folder({
        one: gzip(text),
        plain: text,
        two: Buffer.concat([gzip(text.slice(0, 9)), gzip(text.slice(9))]),
        cut: gzip(text).subarray(0, -5),
      }),
    ]);
    const sha256 = createHash('sha256').update(text).digest('hex');
    const hashes = ['one', 'plain', 'two', 'cut'].map((name) => sourceOf(store, name)?.contentSha256);
    expect(hashes).toEqual([sha256, sha256, null, null]);
  });

  test('keeping objects that are stored already is told to be impossible', async () => {
    const root = folder(files);
    const { writer } = await load([root]);
    const report = await ingest(writer, [root], { workers: 0, keepObjects: true });
    expect(report.notes.map(({ message }) => message)).toEqual([
      '2 objects that are stored already are not kept as they are: for that, ingest them into a new database',
    ]);
  });
});
