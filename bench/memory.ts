/**
 * How much memory does an ingest take at its worst inputs? Writes three of them, one after the other, ingests each with the built command into a
 * new database, and prints the peak of the resident set as the operating system counts it: one large NDJSON file, one large array of records, and
 * very many tiny files. Sizes do not matter to it if memory is bounded, so `--scale 0.1` must print nearly the same.
 *
 *     npx tsx bench/memory.ts [--scale 1] [--only ndjson|array|tiny] [--dist dist] [--limit 512]
 *
 * The exit code is 1 when a peak is above the limit, in megabytes of 2^20 bytes.
 */
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { sampleEvents } from './generator/archive.ts';
import { DATA_FOLDER } from './generator/options.ts';
import { runNodeMeasured } from './measure/process.ts';

const MEGABYTE = 2 ** 20;
const SAMPLE = 20_000;
const WRITE_BYTES = 4 * MEGABYTE;
const FILES_PER_FOLDER = 1000;
const ID = /("(?:eventID|requestID)":")[0-9a-f]{8}/g;

/** Endless events, no two of which are the same: each round over a sample gives them other ids. */
function* endlessEvents(): Generator<string> {
  const sample = sampleEvents(SAMPLE);
  for (let round = 0; ; round++) {
    for (const [index, event] of sample.entries()) {
      const id = (round * SAMPLE + index).toString(16).padStart(8, '0');
      yield event.replace(ID, (_, key: string) => key + id);
    }
  }
}

/** One file of `bytes` bytes or a little more: events with something before, between and behind them. */
function writeLarge(path: string, bytes: number, [before, between, behind]: readonly [string, string, string]): void {
  const file = openSync(path, 'w');
  let text = before;
  let written = 0;
  let first = true;
  for (const event of endlessEvents()) {
    text += first ? event : between + event;
    first = false;
    if (text.length < WRITE_BYTES) continue;
    written += writeSync(file, text);
    text = '';
    if (written >= bytes) break;
  }
  writeSync(file, text + behind);
  closeSync(file);
}

function writeTiny(folder: string, files: number): void {
  let number = 0;
  for (const event of endlessEvents()) {
    if (number === files) return;
    const place = join(folder, String(Math.floor(number / FILES_PER_FOLDER)).padStart(6, '0'));
    if (number % FILES_PER_FOLDER === 0) mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${number++}.json.gz`), gzipSync(`{"Records":[${event}]}`, { level: 1 }));
  }
}

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    only: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
    limit: { type: 'string', default: '512' },
  },
});
const scale = Number(values.scale);
const inputs = {
  ndjson: (path: string) => writeLarge(path, 3000 * MEGABYTE * scale, ['', '\n', '\n']),
  array: (path: string) => writeLarge(path, 400 * MEGABYTE * scale, ['{"Records":[', ',', ']}']),
  tiny: (path: string) => writeTiny(path, Math.round(1_000_000 * scale)),
};

for (const [name, write] of Object.entries(inputs)) {
  if (values.only !== undefined && values.only !== name) continue;
  const folder = join(DATA_FOLDER, `memory-${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const source = join(folder, name === 'tiny' ? 'files' : `${name}.json`);
    write(source);
    const database = join(folder, 'memory.db');
    const run = await runNodeMeasured([join(values.dist, 'cli.js'), 'ingest', source, '--db', database, '--json']);
    const peak = run.peakRssBytes / MEGABYTE;
    const size = statSync(database).size / MEGABYTE;
    console.log(
      `${name.padEnd(7)} peak ${peak.toFixed(0)} MB, processor ${run.cpuSeconds.toFixed(1)} s, ` +
        `time ${run.seconds.toFixed(1)} s, database ${size.toFixed(0)} MB`,
    );
    if (peak > Number(values.limit)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
