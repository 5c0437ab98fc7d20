/** Events in random containers, nested at random, through the whole ingest: what goes in comes out, and the sums balance whatever is damaged. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type IngestOptions, ingest } from '../../src/ingest/ingest.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { tar, zip, zstd } from './packs.ts';
import { envelope, folder, gzip, json } from './records.ts';

const WORKER = new URL('../../dist/ingest-worker.js', import.meta.url);
const text = JSON.stringify;
const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');
const subscription = (events: readonly string[]): string =>
  text({
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    logGroup: 'g',
    logStream: 's',
    logEvents: events.map((message, index) => ({ id: `${index}`, timestamp: 1_714_570_840_009, message })),
  });

/** From texts of events to the text of a document. */
const WRAPPERS: readonly ((events: readonly string[]) => string)[] = [
  (events) => envelope(...events),
  (events) => `[${events.join(',\n')}]`,
  (events) => events.join('\n'),
  (events) => events.join(''),
  (events) => events.map((event) => `2024-05-01T13:40:40.009Z ${event}\n`).join(''),
  (events) => events.map((event) => `{"version":"0","detail-type":"x","detail":${event}}`).join('\n'),
  (events) => text({ Events: events.map((event) => ({ CloudTrailEvent: event })) }),
  (events) => text({ Messages: events.map((event) => ({ Body: text({ Type: 'Notification', Message: event }) })) }),
  (events) => subscription(events),
  (events) => events.map((event) => subscription([event])).join(''),
  (events) => text({ awslogs: { data: base64(gzip(subscription(events))) } }),
  (events) => text({ Records: events.map((event) => ({ kinesis: { data: base64(event) } })) }),
  (events) => text({ QueryResultRows: events.map((event) => [{ eventjson: event }]) }),
  (events) => `n,eventjson\n${events.map((event) => `1,"${event.replaceAll('"', '""')}"\n`).join('')}`,
  (events) => events.map((event) => text({ result: { _raw: event } })).join('\n'),
  (events) => text({ hits: { hits: events.map((event) => ({ _source: { message: event } })) } }),
];

const PACKINGS: readonly ((bytes: Uint8Array) => Buffer)[] = [
  (bytes) => gzip(bytes),
  (bytes) => Buffer.concat([gzip(bytes.subarray(0, bytes.length >> 1)), gzip(bytes.subarray(bytes.length >> 1))]),
  (bytes) => zstd(bytes),
  (bytes) => zip([{ path: 'a/../b', bytes }]),
  (bytes) => zip([{ path: 'x', bytes }], { descriptor: 'signed' }),
  (bytes) => zip([{ path: 'x', bytes }], { method: 0 }),
  (bytes) => tar([{ path: 'AWSLogs/x.json', bytes }]),
];

/** Events whose texts are odd: escapes, white space, other alphabets, numbers that no double holds. */
const anEvent = fc
  .tuple(fc.nat(1_000_000), fc.string({ unit: 'binary', maxLength: 20 }), fc.jsonValue({ maxDepth: 2 }), fc.boolean())
  .map(([number, odd, value, spaced]) => {
    const event = json(number, { userAgent: odd, requestParameters: { value, big: 1 } });
    const bytes = Buffer.from(event.replace('"big":1', '"big":12345678901234567890.5e3')).toString();
    return spaced ? bytes.replace('{"eventVersion":', '{ "eventVersion" : ') : bytes;
  });

async function load(bytes: Uint8Array, options: IngestOptions = {}) {
  const writer = StoreWriter.open(':memory:');
  const store = EventStore.over(writer);
  const report = await ingest(writer, [folder({ object: bytes })], { workers: 0, keepDuplicates: true, ...options });
  expect(report.records).toBe(report.events + report.duplicates + report.rejects);
  for (const { records, events, duplicates, rejects } of store.sources()) {
    expect(records).toBe(events + duplicates + rejects);
  }
  expect([...store.rejects()].length).toBe(report.rejects);
  expect(store.eventCount()).toBe(report.events);
  store.defineEvents({ columns: [{ name: 'message', column: { kind: 'field', path: '@message' } }] });
  const messages = store.database.prepare<[], string>('SELECT message FROM events').pluck().all().map(String).sort();
  const sources = store.sources();
  store.close();
  writer.close();
  return { report, messages, sources };
}

/** One document per wrapper, packed. */
function pack(events: readonly string[], wrapper: number, packings: readonly number[]): Uint8Array {
  const wrap = WRAPPERS[wrapper % WRAPPERS.length];
  return packings.reduce<Uint8Array>(
    (bytes, packing) => PACKINGS[packing % PACKINGS.length]?.(bytes) ?? bytes,
    Buffer.from(wrap?.(events) ?? ''),
  );
}

const aPack = fc.tuple(
  fc.uniqueArray(anEvent, { minLength: 1, maxLength: 6 }),
  fc.nat(WRAPPERS.length - 1),
  fc.array(fc.nat(PACKINGS.length - 1), { maxLength: 4 }),
);

describe('random containers', () => {
  test('exactly the same events come out, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(aPack, async ([events, wrapper, packings]) => {
        const { report, messages } = await load(pack(events, wrapper, packings));
        expect(messages).toEqual([...events].sort());
        expect(report).toMatchObject({ rejects: 0, failedObjects: 0, damagedObjects: 0 });
      }),
      { numRuns: 60 },
    );
  });

  test('several in one archive, the wrappers all different', async () => {
    const files = WRAPPERS.map((_, index) => ({
      path: `${index}`,
      bytes: pack([json(index * 2), json(index * 2 + 1)], index, [index]),
    }));
    const { report, messages } = await load(gzip(tar(files)));
    expect(messages).toEqual(WRAPPERS.flatMap((_, index) => [json(index * 2), json(index * 2 + 1)]).sort());
    expect(report).toMatchObject({ rejects: 0, failedObjects: 0, damagedObjects: 0 });
  });

  test('whatever is damaged, records are events, duplicates and rejects, and no event is made up', async () => {
    const change = fc.tuple(fc.nat(1 << 20), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(aPack, fc.array(change, { maxLength: 8 }), fc.nat(40), async (parts, changes, cut) => {
        const [events, wrapper, packings] = parts;
        const whole = pack(events, wrapper, packings);
        const bytes = Buffer.from(whole.subarray(0, Math.max(1, whole.length - (cut > 20 ? cut * 3 : 0))));
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const { report, sources } = await load(bytes);
        expect(report.objects).toBe(sources.length);
        for (const { status, message, records } of sources) {
          if (status !== 'complete') expect(message).not.toBe('');
          if (status === 'failed' || status === 'other') expect(records).toBe(0);
        }
      }),
      { numRuns: 120 },
    );
  });
});

describe.skipIf(!existsSync(WORKER))('worker threads', () => {
  test('give ids to entries, and the same events as this thread', async () => {
    const files = Array.from({ length: 40 }, (_, index) => ({
      path: `${index}.gz`,
      bytes: gzip(envelope(json(index))),
    }));
    const root = folder({ 'a.zip': zip(files), 'b.tar.gz': gzip(tar(files.slice(20))), 'c.json': json(100) });
    const writer = StoreWriter.open(':memory:');
    const store = EventStore.over(writer);
    onTestFinished(() => {
      store.close();
      writer.close();
    });
    const report = await ingest(writer, [root], { workers: 2, workerUrl: WORKER });
    expect(report).toMatchObject({ objects: 63, events: 41, duplicates: 20, rejects: 0, failedObjects: 0 });
    const ids = store.sources().map(({ id }) => id);
    expect(new Set(ids).size).toBe(63);
  });
});

describe('entries of archives', () => {
  const NAME =
    'AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/111122223333_CloudTrail_eu-west-1_20240501T1205Z_a.json.gz';
  const bare = '{"eventVersion":"1.0","eventName":"x"}';

  test('are objects with a name, a hash and the facts of their path', async () => {
    const entry = gzip(envelope(bare));
    const { sources, report } = await load(zip([{ path: NAME, bytes: entry }]));
    const [first, archive] = sources.sort((one, other) => other.uri.length - one.uri.length);
    expect(first?.uri.endsWith(`/object!/${NAME}`)).toBe(true);
    expect(first).toMatchObject({
      container: 'cloudtrail',
      status: 'complete',
      size: entry.length,
      sha256: createHash('sha256').update(entry).digest('hex'),
      events: 1,
    });
    expect(archive).toMatchObject({ container: 'zip', status: 'complete', records: 0, message: '' });
    expect(report).toMatchObject({ objects: 2, events: 1 });
  });

  test('a digest file in an archive is kept as it is, as one on disk is', async () => {
    const digest = gzip('{"digestS3Bucket":"b","digestS3Object":"o"}');
    const writer = StoreWriter.open(':memory:');
    onTestFinished(() => {
      writer.close();
    });
    await ingest(writer, [folder({ 'a.tar': tar([{ path: 'digest.json.gz', bytes: digest }]) })], { workers: 0 });
    const source = writer.database
      .prepare<[], number>("SELECT id FROM source WHERE container = 'digest'")
      .pluck()
      .get();
    expect(writer.keepsObject(source ?? -1)).toBe(true);
  });

  test('an archive that was read is known, with its entries', async () => {
    const root = folder({ 'a.zip': zip([{ path: 'a', bytes: json(1) }]) });
    const writer = StoreWriter.open(':memory:');
    onTestFinished(() => {
      writer.close();
    });
    expect(await ingest(writer, [root], { workers: 0 })).toMatchObject({ objects: 2, events: 1 });
    expect(await ingest(writer, [root], { workers: 0 })).toMatchObject({ objects: 0, skippedObjects: 1 });
  });

  test('an archive that a limit cut short is read again: what is stored becomes duplicates', async () => {
    const files = Array.from({ length: 9 }, (_, index) => ({ path: `${index}`, bytes: json(index) }));
    const root = folder({ 'a.tar': tar(files) });
    const writer = StoreWriter.open(':memory:');
    onTestFinished(() => {
      writer.close();
    });
    const first = await ingest(writer, [root], { workers: 0, maxEntries: 4 });
    expect(first).toMatchObject({ events: 4, damagedObjects: 1 });
    expect(await ingest(writer, [root], { workers: 0 })).toMatchObject({ events: 5, duplicates: 4 });
  });

  test('what macOS puts beside files is told and not stored', async () => {
    const double = Buffer.concat([Buffer.from([0, 5, 0x16, 7]), Buffer.alloc(100)]);
    const { report } = await load(
      zip([
        { path: 'a.json', bytes: json(1) },
        { path: '__MACOSX/._a.json', bytes: double },
      ]),
    );
    expect(report).toMatchObject({ events: 1, otherObjects: 1, failedObjects: 0 });
  });

  test('formats that are not read are named', async () => {
    for (const [magic, word] of [
      ['\xfd7zXZ\0', 'xz -d'],
      ['7z\xbc\xaf\x27\x1c', '7z'],
      ['PAR1', 'Parquet'],
    ] as const) {
      const { sources } = await load(Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.alloc(600, 1)]));
      expect(sources).toMatchObject([{ status: 'failed', container: 'packed' }]);
      expect(sources[0]?.message).toContain(word);
    }
  });
});
