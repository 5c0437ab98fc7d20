/** How fast this machine does the work that no ingest can do without, in one thread: what other figures are set against. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Ceilings {
  /** What was read: whole files up to a limit. */
  readonly events: number;
  readonly gzipBytes: number;
  readonly jsonBytes: number;
  readonly gunzipSeconds: number;
  readonly gunzipAndParseSeconds: number;
}

/** Enough for a steady figure. */
const SAMPLE_BYTES = 20_000_000;

/** Reads files of the archive until a sample is full. Files come from the system's cache: the disk is not what is asked about. */
export function measureCeilings(folder: string): Ceilings {
  const files = sampleOf(folder);
  const gzipBytes = files.reduce((sum, file) => sum + file.length, 0);
  let jsonBytes = 0;
  const gunzipSeconds = secondsOf(() => {
    for (const file of files) jsonBytes += gunzipSync(file).length;
  });
  let events = 0;
  const gunzipAndParseSeconds = secondsOf(() => {
    for (const file of files)
      events += (JSON.parse(gunzipSync(file).toString('utf8')) as { Records: unknown[] }).Records.length;
  });
  return { events, gzipBytes, jsonBytes, gunzipSeconds, gunzipAndParseSeconds };
}

/** Seconds to open, read, unpack and parse every file of an archive, one after the other in one thread. Files come from the system's cache. */
export function measureOpenAndParse(folder: string): number {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.gz'));
  return secondsOf(() => {
    for (const path of paths) JSON.parse(gunzipSync(readFileSync(join(folder, path))).toString('utf8'));
  });
}

function sampleOf(folder: string): Buffer[] {
  const files: Buffer[] = [];
  let bytes = 0;
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!path.endsWith('.gz')) continue;
    if (bytes >= SAMPLE_BYTES) break;
    const file = readFileSync(join(folder, path));
    files.push(file);
    bytes += file.length;
  }
  return files;
}

function secondsOf(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}
