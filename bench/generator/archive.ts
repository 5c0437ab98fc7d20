/** Writes an archive in a trail's S3 layout. Only the files under way are in memory, so its size does not matter. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ACCOUNT } from './account.ts';
import { buildApis } from './apis.ts';
import { Clock } from './clock.ts';
import type { Skew } from './pool.ts';
import { Principals } from './principals.ts';
import { Random } from './random.ts';
import { SizeCounter, type SizeDistribution } from './sizes.ts';
import type { Moment } from './template.ts';
import { standardSlots } from './values.ts';

export interface ArchiveOptions {
  readonly events: number;
  readonly seed: number;
  readonly skew: Skew;
  readonly days: number;
  /** Mean number of events in a file. Without it, files have 300 to 8,000. */
  readonly fileEvents?: number | undefined;
}

/** What `manifest.json` says about an archive. */
export interface Manifest extends ArchiveOptions {
  /** Hash of the generator's source: another generator writes another archive. */
  readonly generator: string;
  readonly files: number;
  readonly gzipBytes: number;
  readonly jsonBytes: number;
  readonly eventBytes: SizeDistribution;
}

interface RegionShare {
  readonly name: string;
  readonly share: number;
  /** Hour of the day, UTC, at which most happens. */
  readonly peak: number;
}

const REGIONS: readonly RegionShare[] = [
  { name: 'us-east-1', share: 0.45, peak: 17 },
  { name: 'eu-west-1', share: 0.24, peak: 12 },
  { name: 'us-west-2', share: 0.15, peak: 20 },
  { name: 'eu-central-1', share: 0.1, peak: 11 },
  { name: 'ap-southeast-2', share: 0.06, peak: 2 },
];

const FILE_EVENTS = { least: 300, most: 8000 };
const ERROR_SHARE = 0.05;
const READ_SHARE = 0.85;
/** How often principals do what they always do. */
const HABIT_SHARE = 0.7;
const FILES_UNDER_WAY = 3;
const compress = promisify(gzip);

/** The archive in a folder, written if it is not there yet. Its objects are below `<folder>/AWSLogs`. */
export async function provideArchive(folder: string, options: ArchiveOptions): Promise<Manifest> {
  const present = readManifest(folder);
  const wanted = { ...options, generator: generatorHash() };
  if (present !== undefined && Object.entries(wanted).every(([key, value]) => Reflect.get(present, key) === value))
    return present;
  rmSync(folder, { recursive: true, force: true });
  return writeArchive(folder, options);
}

/** Writes an archive. The manifest comes last: a folder without one is unfinished. */
export async function writeArchive(folder: string, options: ArchiveOptions): Promise<Manifest> {
  const source = new EventSource(options);
  const sizes = new SizeCounter();
  const totals = { files: 0, gzipBytes: 0, jsonBytes: 0 };
  const underWay = new Set<Promise<void>>();
  for (const file of planFiles(options)) {
    const text = source.fileText(file, sizes);
    const path = join(folder, file.key);
    const write = (async () => {
      const bytes = Buffer.from(text, 'utf8');
      const packed = await compress(bytes);
      mkdirSync(dirname(path), { recursive: true });
      await writeFile(path, packed);
      totals.files += 1;
      totals.gzipBytes += packed.length;
      totals.jsonBytes += bytes.length;
    })().finally(() => underWay.delete(write));
    underWay.add(write);
    if (underWay.size >= FILES_UNDER_WAY) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  const manifest = { ...options, generator: generatorHash(), ...totals, eventBytes: sizes.distribution() };
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  writeFileSync(`${path}.part`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  renameSync(`${path}.part`, path);
  return manifest;
}

/** The texts of some events, without files. */
export function sampleEvents(count: number, skew: Skew = 'high'): string[] {
  const random = new Random('sample');
  const clock = new Clock(30, 12);
  const source = new EventSource({ events: count, seed: 1, skew, days: 30 });
  return Array.from({ length: count }, (_, index) => source.event(random, clock.at(index / count), 'us-east-1'));
}

interface PlannedFile {
  readonly region: string;
  readonly key: string;
  readonly clock: Clock;
  readonly events: number;
  readonly seed: readonly (string | number)[];
  /** The file's part of its Region's events, as shares from 0 to 1. */
  readonly from: number;
  readonly to: number;
}

/** The files in order of Region and time. A file holds the events between two deliveries. */
function* planFiles({ events, seed, skew, days, fileEvents }: ArchiveOptions): Generator<PlannedFile> {
  let left = events;
  for (const [index, { name, share, peak }] of REGIONS.entries()) {
    const wanted = Math.round(events * (skew === 'high' ? share : 1 / REGIONS.length));
    const total = index === REGIONS.length - 1 ? left : Math.min(left, wanted);
    left -= total;
    const clock = new Clock(days, peak);
    const random = new Random(seed, 'files', name);
    for (let start = 0, count = 0, file = 0; start < total; start += count, file++) {
      count =
        fileEvents === undefined ? spreadSize(total - start, random) : evenSize(total - start, fileEvents, random);
      const [from, to] = [start / total, (start + count) / total];
      yield {
        region: name,
        key: fileKey(name, clock.at(to), random),
        clock,
        events: count,
        seed: [seed, 'file', name, file],
        from,
        to,
      };
    }
  }
}

/** Sizes are spread evenly over their orders of magnitude. What is left at the end goes into the last file. */
function spreadSize(left: number, random: Random): number {
  const { least, most } = FILE_EVENTS;
  const count = Math.round(least * (most / least) ** random.next());
  return left - count < least ? Math.min(left, most) : count;
}

/** Half as many as the mean to half as many again, as in quiet accounts and Regions. */
function evenSize(left: number, mean: number, random: Random): number {
  return Math.min(left, random.integer(Math.ceil(mean / 2), Math.floor(mean * 1.5)));
}

/** Delivery is about five minutes after the last event, to the five minutes. */
function fileKey(region: string, last: number, random: Random): string {
  const time = new Date(Math.ceil((last + 300_000) / 300_000) * 300_000).toISOString();
  const [day, clock] = [time.slice(0, 10), time.slice(11, 16).replace(':', '')];
  const folder = `AWSLogs/${ACCOUNT}/CloudTrail/${region}/${day.replaceAll('-', '/')}`;
  return `${folder}/${ACCOUNT}_CloudTrail_${region}_${day.replaceAll('-', '')}T${clock}Z_${random.alphanumeric(16)}.json.gz`;
}

class EventSource {
  readonly #apis: ReturnType<typeof buildApis>;
  readonly #principals: Principals;

  constructor({ skew, seed }: ArchiveOptions) {
    this.#apis = buildApis(skew, seed, standardSlots(skew, seed));
    this.#principals = new Principals(skew, seed, this.#apis);
  }

  /** The content of a file; its events are not in order of time. */
  fileText(file: PlannedFile, sizes: SizeCounter): string {
    const random = new Random(...file.seed);
    const records: string[] = [];
    for (let i = 0; i < file.events; i++) {
      const share = file.from + random.next() * (file.to - file.from);
      const record = this.event(random, file.clock.at(share), file.region);
      sizes.add(Buffer.byteLength(record));
      records.push(record);
    }
    return `{"Records":[${records.join(',')}]}`;
  }

  event(random: Random, time: number, region: string): string {
    const principal = this.#principals.draw(random);
    const kind = random.chance(READ_SHARE) ? 'reads' : 'writes';
    const api = (random.chance(HABIT_SHARE) ? principal : this.#apis)[kind].draw(random);
    const moment: Moment = { random, time, region, principal, api };
    const template = random.chance(ERROR_SHARE) ? api.failure : random.pick(api.successes);
    return template.render(moment);
  }
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

function generatorHash(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(import.meta.dirname).sort())
    hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex').slice(0, 16);
}
