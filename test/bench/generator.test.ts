import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchiveOptions, type Manifest, provideArchive, writeArchive } from '../../bench/generator/archive.ts';
import { SERVICES } from '../../bench/generator/services.ts';

interface Record {
  readonly eventID: string;
  readonly requestID: string;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly readOnly: boolean;
  readonly errorCode?: string;
  readonly userAgent: string;
  readonly sourceIPAddress: string;
  readonly userIdentity: { readonly type: string };
}

interface Archive {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly records: readonly Record[];
  readonly counts: readonly number[];
}

const EVENTS = 12_000;
const KEY =
  /^AWSLogs\/123456789012\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d{2})\/(\d{2})\/123456789012_CloudTrail_\1_\2\3\4T\d{2}[0-5][05]Z_[A-Za-z0-9]{16}\.json\.gz$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let parent: string;
let high: Archive;
let low: Archive;

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
const logFilesOf = (folder: string): string[] => filesOf(folder).filter((path) => path.endsWith('.gz'));
const textOf = (folder: string, path: string): string => gunzipSync(readFileSync(join(folder, path))).toString('utf8');
const distinct = (records: readonly Record[], member: 'userAgent' | 'sourceIPAddress' | 'eventName'): number =>
  new Set(records.map((record) => record[member])).size;

async function archiveOf(name: string, options: Partial<ArchiveOptions> = {}): Promise<Archive> {
  const folder = join(parent, name);
  const manifest = await writeArchive(folder, { events: EVENTS, seed: 7, skew: 'high', days: 30, ...options });
  const batches = logFilesOf(folder).map((path) => (JSON.parse(textOf(folder, path)) as { Records: Record[] }).Records);
  return { folder, manifest, records: batches.flat(), counts: batches.map((batch) => batch.length) };
}

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const path of logFilesOf(folder)) hash.update(path).update(textOf(folder, path));
  return hash.digest('hex');
}

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'trailql-bench-'));
  high = await archiveOf('high');
  low = await archiveOf('low', { skew: 'low' });
});

afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe('the synthetic archive', () => {
  it('has exactly the events that were asked for, all valid JSON', () => {
    expect(high.records).toHaveLength(EVENTS);
    expect(low.records).toHaveLength(EVENTS);
  });

  it('is the same for the same options', async () => {
    const again = await archiveOf('again');
    expect(digestOf(again.folder)).toBe(digestOf(high.folder));
    expect(again.manifest).toEqual(high.manifest);
  });

  it('is another one for another seed', async () => {
    const other = await archiveOf('other', { seed: 8 });
    expect(digestOf(other.folder)).not.toBe(digestOf(high.folder));
  });

  it('lies in the S3 layout of a trail, in several Regions and days', () => {
    const paths = logFilesOf(high.folder);
    for (const path of paths) expect(path).toMatch(KEY);
    expect(new Set(paths.map((path) => KEY.exec(path)?.[1])).size).toBe(5);
    expect(new Set(paths.map((path) => path.split('/').slice(4, 7).join('-'))).size).toBeGreaterThan(3);
    expect(new Set(paths).size).toBe(high.manifest.files);
  });

  it('has files of 300 to 8,000 events', () => {
    expect(Math.min(...high.counts)).toBeGreaterThanOrEqual(300);
    expect(Math.max(...high.counts)).toBeLessThanOrEqual(8300);
  });

  it('has files of few events when asked for', async () => {
    const tiny = await archiveOf('tiny', { events: 2000, fileEvents: 8 });
    expect(tiny.records).toHaveLength(2000);
    expect(tiny.manifest.files).toBeGreaterThan(220);
    expect(tiny.manifest.files).toBeLessThan(280);
    expect(Math.max(...tiny.counts)).toBeLessThanOrEqual(12);
  });

  it('has unique event ids and request ids', () => {
    expect(new Set(high.records.map((record) => record.eventID)).size).toBe(EVENTS);
    expect(new Set(high.records.map((record) => record.requestID)).size).toBe(EVENTS);
    for (const record of high.records) expect(record.eventID).toMatch(UUID);
  });

  it('keeps each event within its Region and before its delivery', () => {
    for (const path of logFilesOf(high.folder)) {
      const [, region, ...day] = KEY.exec(path) ?? [];
      const delivered = /T(\d{2})(\d{2})Z_/.exec(path);
      const time = `${day.join('-')}T${delivered?.[1]}:${delivered?.[2]}:00Z`;
      const { Records } = JSON.parse(textOf(high.folder, path)) as { Records: Record[] };
      expect(new Set(Records.map((record) => record.awsRegion))).toEqual(new Set([region]));
      expect(Records.every((record) => record.eventTime <= time)).toBe(true);
    }
  });

  it('has event sizes in the stated bounds, and says so in its manifest', () => {
    for (const { folder, manifest } of [high, low]) {
      const { p50, p95, mean, max } = manifest.eventBytes;
      expect(p50).toBeGreaterThan(1000);
      expect(p50).toBeLessThan(1400);
      expect(p95).toBeLessThan(2600);
      expect(max).toBeGreaterThan(3000);
      const bytes = logFilesOf(folder).reduce((sum, path) => sum + Buffer.byteLength(textOf(folder, path)), 0);
      expect(manifest.jsonBytes).toBe(bytes);
      expect(mean).toBeCloseTo(bytes / EVENTS, -1);
    }
  });

  it('fails in about 5 % of the calls and reads in about 85 %', () => {
    const share = (test: (record: Record) => boolean) => high.records.filter(test).length / EVENTS;
    expect(share((record) => record.errorCode !== undefined)).toBeGreaterThan(0.04);
    expect(share((record) => record.errorCode !== undefined)).toBeLessThan(0.06);
    expect(share((record) => record.readOnly)).toBeGreaterThan(0.83);
    expect(share((record) => record.readOnly)).toBeLessThan(0.87);
  });

  it('has few frequent values at high skew and many even ones at low skew', () => {
    const top = ({ records }: Archive) => {
      const counts = new Map<string, number>();
      for (const { eventName } of records) counts.set(eventName, (counts.get(eventName) ?? 0) + 1);
      return Math.max(...counts.values()) / EVENTS;
    };
    expect(top(high)).toBeGreaterThan(0.05);
    expect(top(low)).toBeLessThan(0.02);
    expect(distinct(low.records, 'sourceIPAddress')).toBeGreaterThan(5 * distinct(high.records, 'sourceIPAddress'));
    expect(distinct(low.records, 'userAgent')).toBeGreaterThan(5 * distinct(high.records, 'userAgent'));
  });

  it('has the events that the article asks for', () => {
    const names = new Set(high.records.map((record) => record.eventName));
    for (const name of ['RunInstances', 'ConsoleLogin', 'PutObject', 'Decrypt']) expect(names).toContain(name);
    expect(
      logFilesOf(high.folder).some((path) => textOf(high.folder, path).includes('"bucketName":"test_bucket"')),
    ).toBe(true);
  });

  it('is written once and used again while the options are the same', async () => {
    const folder = join(parent, 'provided');
    const options: ArchiveOptions = { events: 500, seed: 1, skew: 'high', days: 2 };
    const first = await provideArchive(folder, options);
    const [path = ''] = logFilesOf(folder);
    const written = statSync(join(folder, path)).mtimeMs;
    expect(await provideArchive(folder, options)).toEqual(first);
    expect(statSync(join(folder, path)).mtimeMs).toBe(written);
    expect((await provideArchive(folder, { ...options, events: 600 })).events).toBe(600);
  });
});

describe('the catalog of services', () => {
  it('names about 60 services and at least 400 APIs, each once', () => {
    const apis = SERVICES.flatMap(([service, names]) => names.split(' ').map((name) => `${service}:${name}`));
    expect(SERVICES.length).toBeGreaterThanOrEqual(60);
    expect(apis.length).toBeGreaterThanOrEqual(400);
    expect(new Set(apis).size).toBe(apis.length);
  });
});
