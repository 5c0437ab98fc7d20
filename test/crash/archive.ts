/** An archive to be interrupted over: enough for several commits of an ingest with little memory, and something of every kind in it. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Seeded, so that a failure can be repeated. Numbers from 0 to below 1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ArchiveOptions {
  readonly files: number;
  readonly eventsPerFile: number;
  /**
   * Whether objects have records of other objects too. Which of them is the event and which the duplicate depends on the order of
   * reading, which is only fixed without workers.
   */
  readonly sharesRecords: boolean;
}

/** Writes the archive. */
export function writeArchive(root: string, { files, eventsPerFile, sharesRecords }: ArchiveOptions): void {
  const random = randomNumbers(7);
  const text = (number: number): string => {
    const filler = Array.from({ length: 600 }, () => Math.floor(random() * 2 ** 32).toString(36)).join(' ');
    return JSON.stringify({
      eventVersion: '1.08',
      eventTime: new Date(Date.UTC(2024, 4, 1) + number * 1000).toISOString().replace('.000', ''),
      eventSource: 's3.amazonaws.com',
      eventName: number % 3 === 0 ? 'PutObject' : 'GetObject',
      awsRegion: 'us-east-1',
      eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      recipientAccountId: '111122223333',
      requestParameters: { filler, [`key${number % 40}`]: number / 7, list: [number, true, null] },
    });
  };
  let before: string[] = [];
  for (let file = 0; file < files; file++) {
    const records = Array.from({ length: eventsPerFile }, (_, i) => text(file * eventsPerFile + i));
    const copies = [...records.slice(0, 3), ...(sharesRecords ? before.slice(0, 5) : [])];
    const rejects = file % 4 === 1 ? ['17', '{"eventVersion":"1","eventName":]}'] : [];
    put(root, file, gzipSync(`{"Records":[${[...records, ...copies, ...rejects].join(',')}]}`));
    before = records;
  }
  const whole = gzipSync(`{"Records":[${Array.from({ length: 300 }, (_, i) => text(900_000 + i)).join(',')}]}`);
  put(root, files, whole.subarray(0, whole.length >> 1));
  put(root, files + 1, Buffer.from('not JSON at all'));
  put(root, files + 2, Buffer.from('{"something":"else"}'));
}

function put(root: string, number: number, bytes: Uint8Array): void {
  const minute = String(number).padStart(4, '0');
  const folder = join(root, 'AWSLogs', '111122223333', 'CloudTrail', 'us-east-1', '2024', '05', '02');
  const path = join(
    folder,
    `111122223333_CloudTrail_us-east-1_20240502T${minute.slice(0, 2)}${minute.slice(2)}Z_tail.json.gz`,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, bytes);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
}
