/** Reading an archive in S3 over HTTP, with the SDK, from a server that is not ours. */
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type IngestOptions, type IngestReport, ingest } from '../../../src/ingest/ingest.ts';
import { type FilterOptions, ObjectFilter } from '../../../src/ingest/object-filter.ts';
import { S3Archive } from '../../../src/ingest/s3/s3-archive.ts';
import type { S3Settings } from '../../../src/ingest/s3/settings.ts';
import type { StoreWriter } from '../../../src/store/writer.ts';
import { envelope, gzip, json } from '../records.ts';
import { openWriter } from '../stores.ts';
import { BUCKET, Bucket, CREDENTIALS, type Fault } from './bucket.ts';

const NOW = Date.UTC(2024, 5, 1);
const FOLDER = 'AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01';
const keyOf = (minute: number): string =>
  `${FOLDER}/111122223333_CloudTrail_eu-west-1_20240501T10${String(minute).padStart(2, '0')}Z_aaaaaaaaaaaaaaaa.json.gz`;
const logFile = (i: number): Uint8Array => gzip(envelope(json(i)));

let bucket: Bucket;

beforeAll(async () => {
  Object.assign(process.env, CREDENTIALS, { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/nowhere' });
  bucket = await Bucket.start();
});

afterAll(async () => {
  await bucket.stop();
});

beforeEach(() => {
  bucket.fault = () => undefined;
  bucket.asked = [];
  bucket.pageSize = 1000;
});

/** Puts objects for one test. */
async function put(objects: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  onTestFinished(async () => {
    for (const key of Object.keys(objects)) await bucket.remove(key);
    bucket.classes.clear();
    bucket.restored.clear();
  });
  for (const [key, body] of Object.entries(objects)) await bucket.put(key, body);
}

interface Given {
  readonly uris?: readonly string[];
  readonly filter?: FilterOptions;
  readonly settings?: S3Settings;
  readonly options?: IngestOptions;
}

/** Ingests a bucket in this thread. */
async function read(writer: StoreWriter, given: Given = {}): Promise<IngestReport> {
  const { uris = [`s3://${BUCKET}`], filter = {}, settings = {}, options = {} } = given;
  const limits = { attempts: 3, bodyAttempts: 3, retryDelay: 1, ...settings.limits };
  const all: S3Settings = { endpoint: bucket.endpoint, pathStyle: true, region: 'us-east-1', ...settings, limits };
  const archive = await S3Archive.open(uris, all, new ObjectFilter(filter), NOW);
  try {
    return await ingest(writer, [], { workers: 0, remote: archive, ...options });
  } finally {
    archive.close();
  }
}

/** The faults happen to the first requests for an object, one each. */
function setFaults(key: string, ...faults: readonly Fault[]): void {
  const left = [...faults];
  bucket.fault = (asked) => (asked.kind === 'get' && asked.key === key ? left.shift() : undefined);
}

describe('what is read', () => {
  test('every object, page by page, each known by its URI, ETag, size and time', async () => {
    await put(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [keyOf(i), logFile(i)])));
    bucket.pageSize = 3;
    const { writer, store } = openWriter();
    expect(await read(writer)).toMatchObject({ objects: 8, events: 8, records: 8, retries: 0 });
    expect(store.sources()[0]).toMatchObject({
      uri: `s3://${BUCKET}/${keyOf(0)}`,
      size: logFile(0).length,
      container: 'cloudtrail',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      status: 'complete',
    });
    const again = await read(writer);
    expect(again).toMatchObject({ objects: 0, skippedObjects: 8 });
    await bucket.put(keyOf(3), logFile(30));
    await put({ [keyOf(20)]: logFile(20) });
    expect(await read(writer)).toMatchObject({ objects: 2, skippedObjects: 7, events: 2 });
  });

  test('an object alone, a folder without its slash, and places that overlap: each object once', async () => {
    await put({ [keyOf(1)]: logFile(1), [keyOf(2)]: logFile(2), 'AWSLogs-old/x.json.gz': logFile(3) });
    const uri = (key: string): string => `s3://${BUCKET}/${key}`;
    expect(await read(openWriter().writer, { uris: [uri(keyOf(1))] })).toMatchObject({ objects: 1, events: 1 });
    expect(await read(openWriter().writer, { uris: [uri('AWSLogs')] })).toMatchObject({ objects: 2, events: 2 });
    const both = await read(openWriter().writer, { uris: [uri(keyOf(1)), uri('AWSLogs/'), uri(FOLDER)] });
    expect(both).toMatchObject({ objects: 2, events: 2, duplicates: 0 });
    const old = await read(openWriter().writer, { uris: [uri('AWSLogs-old')] });
    expect(old).toMatchObject({ objects: 1, events: 1 });
  });

  test('folders beside AWSLogs are left out with a note', async () => {
    await put({ [keyOf(1)]: logFile(1), 'other/x.json.gz': logFile(3) });
    const report = await read(openWriter().writer);
    expect(report).toMatchObject({ objects: 1 });
    expect(report.notes.map(({ message }) => message)).toEqual([expect.stringContaining('other/')]);
  });

  test('a large object goes through a temporary file and gives the same', async () => {
    const events = Array.from({ length: 500 }, (_, i) => json(i));
    await put({ [keyOf(1)]: gzip(`{"Records":[${events.join(',')}]}`) });
    const { writer, store } = openWriter();
    expect(await read(writer, { settings: { limits: { memoryObject: 1000 } } })).toMatchObject({ events: 500 });
    expect(store.sources()[0]?.uri).toBe(`s3://${BUCKET}/${keyOf(1)}`);
  });

  test('keys with blanks, plus signs, percent signs and other letters', async () => {
    const keys = ['flat/a b+c%20d.json.gz', 'flat/ü 日本.json.gz'];
    await put(Object.fromEntries(keys.map((key, i) => [key, logFile(i)])));
    const { writer, store } = openWriter();
    await read(writer);
    expect(
      store
        .sources()
        .map(({ uri }) => uri)
        .sort(),
    ).toEqual(keys.map((key) => `s3://${BUCKET}/${key}`).sort());
  });

  test('digest files come with their metadata', async () => {
    const key =
      'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2024/05/01/111122223333_CloudTrail-Digest_eu-west-1_t_eu-west-1_20240501T100000Z.json.gz';
    await put({ [keyOf(1)]: logFile(1) });
    await bucket.put(key, gzip('{"digestS3Bucket":"b","logFiles":[]}'), {
      signature: 'abc',
      'signature-algorithm': 'SHA256withRSA',
    });
    onTestFinished(() => bucket.remove(key));
    const { writer, store } = openWriter();
    const report = await read(writer);
    expect(report).toMatchObject({ objects: 2, otherObjects: 1 });
    expect([...(store.objectMetadata(`s3://${BUCKET}/${key}`) ?? [])].sort()).toEqual([
      ['signature', 'abc'],
      ['signature-algorithm', 'SHA256withRSA'],
    ]);
    expect(store.objectMetadata(`s3://${BUCKET}/${keyOf(1)}`)).toBeUndefined();
    expect(report.notes.map(({ message }) => message).join()).toContain('public keys');
    expect(await read(openWriter().writer, { filter: { digests: false } })).toMatchObject({ objects: 1 });
  });
});

describe('what passes is tried again', () => {
  const key = keyOf(5);
  const slow = { kind: 'error', status: 503, code: 'SlowDown' } as const;

  test.each([
    ['503 SlowDown', [slow, slow], 2],
    ['500 InternalError', [{ kind: 'error', status: 500, code: 'InternalError' }], 1],
    ['a connection that is reset', [{ kind: 'reset' }], 1],
    [
      'a body that breaks off',
      [
        { kind: 'truncate', bytes: 40 },
        { kind: 'truncate', bytes: 0 },
      ],
      2,
    ],
    ['a body that stalls', [{ kind: 'stall', bytes: 40 }], 1],
    ['a length that is not the listed one', [{ kind: 'shorten', bytes: 40 }], 1],
    ['a checksum that does not fit', [{ kind: 'flip', crc32: 'AAAAAA==' }], 1],
  ] as const)('%s', async (_, faults, retries) => {
    await put({ [key]: logFile(5) });
    setFaults(key, ...faults);
    const { writer, store } = openWriter();
    const report = await read(writer, { settings: { limits: { idleTimeout: 300 } } });
    expect(report).toMatchObject({ objects: 1, events: 1, failedObjects: 0, damagedObjects: 0, retries });
    expect(store.sources()).toHaveLength(1);
  });

  test('but not for ever: an object that never comes whole fails, and nothing of it is stored', async () => {
    await put({ [key]: logFile(5), [keyOf(6)]: logFile(6) });
    bucket.fault = (asked) => (asked.key === key ? { kind: 'truncate', bytes: 40 } : undefined);
    const { writer, store } = openWriter();
    expect(await read(writer)).toMatchObject({ objects: 2, events: 1, failedObjects: 1 });
    expect(store.sources().find(({ status }) => status === 'failed')?.message).toContain(
      'could not be fetched whole in 3 attempts',
    );
    bucket.fault = () => undefined;
    expect(await read(writer)).toMatchObject({ objects: 1, events: 1, skippedObjects: 1 });
  });

  test('also while listing', async () => {
    await put({ [key]: logFile(5) });
    const left = [slow, slow];
    bucket.fault = ({ kind }) => (kind === 'list' ? left.shift() : undefined);
    expect(await read(openWriter().writer)).toMatchObject({ events: 1, retries: 2 });
  });
});

describe('what changes between listing and fetching', () => {
  test('an object that is gone fails with these words', async () => {
    await put({ [keyOf(1)]: logFile(1), [keyOf(2)]: logFile(2) });
    bucket.fault = (asked) => (asked.key === keyOf(1) ? { kind: 'error', status: 404, code: 'NoSuchKey' } : undefined);
    const report = await read(openWriter().writer);
    expect(report).toMatchObject({ objects: 2, failedObjects: 1, events: 1 });
    expect(report.notes.map(({ message }) => message)).toEqual(['failed: it was deleted after it had been listed']);
  });

  test('an object that is replaced is read as it is now, with a note', async () => {
    await put({ [keyOf(1)]: logFile(1) });
    const { writer, store } = openWriter();
    let put1: Promise<void> | undefined;
    const archive = await S3Archive.open(
      [`s3://${BUCKET}`],
      { endpoint: bucket.endpoint, pathStyle: true, region: 'us-east-1' },
      new ObjectFilter(),
      NOW,
    );
    const fetch = archive.fetch.bind(archive);
    archive.fetch = async (object, signal) => {
      put1 ??= bucket.put(keyOf(1), gzip(envelope(json(7), json(8))));
      await put1;
      return fetch(object, signal);
    };
    const report = await ingest(writer, [], { workers: 0, remote: archive });
    archive.close();
    expect(report).toMatchObject({ events: 2 });
    expect(report.notes[0]?.message).toContain('replaced after it had been listed');
    expect(store.sources()[0]?.size).toBe(gzip(envelope(json(7), json(8))).length);
    expect(await read(writer)).toMatchObject({ objects: 0, skippedObjects: 1 });
  });
});

describe('what cannot be read', () => {
  test('archived classes are left out and counted; restored copies and instant retrieval are read', async () => {
    await put(Object.fromEntries([1, 2, 3, 4, 5].map((i) => [keyOf(i), logFile(i)])));
    for (const [i, one] of ['GLACIER', 'DEEP_ARCHIVE', 'GLACIER', 'GLACIER_IR'].entries())
      bucket.classes.set(keyOf(i + 1), one);
    bucket.restored.add(keyOf(3));
    const { writer } = openWriter();
    const report = await read(writer);
    expect(report).toMatchObject({ objects: 3, events: 3, archivedObjects: 2, failedObjects: 0 });
    expect(report.notes.map(({ message }) => message.split(':')[0])).toEqual([
      'it is in GLACIER',
      'it is in DEEP_ARCHIVE',
    ]);
  });

  test('an archive tier that the listing does not show', async () => {
    await put({ [keyOf(1)]: logFile(1), [keyOf(2)]: logFile(2) });
    setFaults(keyOf(1), { kind: 'error', status: 403, code: 'InvalidObjectState' });
    expect(await read(openWriter().writer)).toMatchObject({
      objects: 1,
      events: 1,
      archivedObjects: 1,
      deniedObjects: 0,
    });
  });

  test('what was stored before it was archived is known', async () => {
    await put({ [keyOf(1)]: logFile(1) });
    const { writer } = openWriter();
    await read(writer);
    bucket.classes.set(keyOf(1), 'GLACIER');
    expect(await read(writer)).toMatchObject({ skippedObjects: 1, archivedObjects: 0 });
  });

  test.each([
    ['AccessDenied', 403, 'AccessDenied', 'Access Denied', 's3:GetObject', 1],
    [
      'no right to the KMS key',
      403,
      'AccessDenied',
      'not authorized to perform: kms:Decrypt on the resource',
      'kms:Decrypt',
      1,
    ],
    ['a KMS key that is disabled', 400, 'KMS.DisabledException', 'disabled', 'its KMS key is disabled', 0],
    ['a KMS key that is gone', 400, 'KMS.NotFoundException', 'gone', 'does not exist any more', 0],
  ])('%s: the object fails with its reason, the others are read', async (_, status, code, message, words, denied) => {
    await put({ [keyOf(1)]: logFile(1), [keyOf(2)]: logFile(2) });
    bucket.fault = (asked) => (asked.key === keyOf(1) ? { kind: 'error', status, code, message } : undefined);
    const report = await read(openWriter().writer);
    expect(report).toMatchObject({ objects: 2, events: 1, failedObjects: 1, deniedObjects: denied });
    expect(report.notes[0]?.message).toContain(words);
  });

  test('when everything is refused, it ends', async () => {
    await put(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [keyOf(i), logFile(i)])));
    bucket.fault = ({ kind }) => (kind === 'get' ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined);
    const report = await read(openWriter().writer);
    expect(report.stopped?.message).toContain('The first 32 objects were all refused');
    expect(bucket.count('get')).toBeLessThan(60);
  });
});

describe('what ends it all is told with a way out', () => {
  test.each([
    ['ExpiredToken', 400, 'have expired', 'run the same command again'],
    ['RequestTimeTooSkewed', 403, 'clock', 'Set the clock'],
    ['InvalidAccessKeyId', 403, 'does not know these credentials', 'profile'],
    ['SignatureDoesNotMatch', 403, 'signature is refused', 'profile'],
    ['AccessDenied', 403, 'may not list', 's3:ListBucket'],
    ['AuthorizationHeaderMalformed', 400, 'another Region', '--s3-region'],
  ])('%s while listing', async (code, status, message, hint) => {
    bucket.fault = () => ({ kind: 'error', status, code });
    await expect(read(openWriter().writer)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  test('a bucket that does not exist, and a prefix with nothing', async () => {
    await expect(read(openWriter().writer, { uris: ['s3://nothing-here'] })).rejects.toMatchObject({
      message: 'There is no bucket nothing-here.',
      missing: true,
    });
    await put({ 'AWSLogs-old/x.json.gz': logFile(3) });
    await expect(read(openWriter().writer, { uris: [`s3://${BUCKET}/AWSLogs`] })).rejects.toMatchObject({
      missing: true,
      hint: `There is s3://${BUCKET}/AWSLogs-old/.`,
    });
    await expect(read(openWriter().writer, { uris: ['s3://'] })).rejects.toMatchObject({
      hint: expect.stringContaining('s3://bucket'),
    });
  });

  test('credentials that expire on the way: what is complete is stored, and the next run goes on', async () => {
    await put(Object.fromEntries(Array.from({ length: 6 }, (_, i) => [keyOf(i), logFile(i)])));
    bucket.fault = (asked) =>
      asked.key === keyOf(5) ? { kind: 'error', status: 400, code: 'ExpiredToken' } : undefined;
    const { writer, store } = openWriter();
    const report = await read(writer, { options: { maxMemoryMb: 16 } });
    expect(report.stopped).toMatchObject({ message: 'The AWS credentials have expired.' });
    expect(report.failedObjects).toBe(0);
    expect(store.eventCount()).toBe(report.events);
    bucket.fault = () => undefined;
    const rest = await read(writer);
    expect(rest.stopped).toBeUndefined();
    expect(report.events + rest.events).toBe(6);
    expect(rest.duplicates).toBe(0);
  });

  test('no credentials, nobody who answers, and a host that cannot be found', async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    await expect(read(openWriter().writer)).rejects.toMatchObject({
      message: expect.stringContaining('no AWS credentials'),
      hint: expect.stringContaining('--no-sign-request'),
    });
    Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
    const refused = read(openWriter().writer, {
      settings: { endpoint: 'http://127.0.0.1:9', limits: { attempts: 1 } },
    });
    await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('--endpoint') });
    const unknown = read(openWriter().writer, {
      settings: { endpoint: 'http://host.invalid:9', limits: { attempts: 1 } },
    });
    await expect(unknown).rejects.toMatchObject({ hint: expect.stringContaining('--path-style') });
  });
});

describe('how it is asked', () => {
  test('a redirect to another Region is followed, and signed for it', async () => {
    await put({ [keyOf(1)]: logFile(1) });
    const other = { 'x-amz-bucket-region': 'eu-central-1' };
    bucket.fault = ({ headers }) =>
      headers.authorization?.includes('/us-east-1/')
        ? { kind: 'error', status: 301, code: 'PermanentRedirect', headers: other }
        : undefined;
    expect(await read(openWriter().writer)).toMatchObject({ events: 1, failedObjects: 0 });
    expect(bucket.asked.some(({ headers }) => headers.authorization?.includes('/eu-central-1/'))).toBe(true);
  });

  test('the requester pays if wanted, for listing and fetching', async () => {
    await put({ [keyOf(1)]: logFile(1) });
    await read(openWriter().writer, { settings: { requesterPays: true } });
    expect(bucket.asked.map(({ headers }) => headers['x-amz-request-payer'])).toEqual(
      bucket.asked.map(() => 'requester'),
    );
    bucket.asked = [];
    await read(openWriter().writer);
    expect(bucket.asked.every(({ headers }) => !('x-amz-request-payer' in headers))).toBe(true);
  });

  test('nothing is signed for a public bucket', async () => {
    await put({ [keyOf(1)]: logFile(1) });
    expect(await read(openWriter().writer, { settings: { noSignRequest: true } })).toMatchObject({ events: 1 });
    expect(bucket.asked.every(({ headers }) => !('authorization' in headers))).toBe(true);
  });

  test('an abort ends it with what is complete', async () => {
    await put(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [keyOf(i), logFile(i)])));
    const abort = new AbortController();
    bucket.fault = () => {
      if (bucket.count('get') === 30) abort.abort();
      return undefined;
    };
    const { writer, store } = openWriter();
    const report = await read(writer, { options: { signal: abort.signal } });
    expect(report.failedObjects).toBe(0);
    expect(store.sources().every(({ status }) => status === 'complete')).toBe(true);
    expect(await read(writer)).toMatchObject({ events: 40 - report.events, duplicates: 0 });
  });
});
