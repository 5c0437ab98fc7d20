/** Scans that worker threads share: real threads, real files. They run what the build has made. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { profileQuery, runQuery } from '../../../src/engine/query.ts';
import type { QueryOptions } from '../../../src/engine/query-options.ts';
import { planScan } from '../../../src/engine/scan/scan-plan.ts';
import { ScanPool } from '../../../src/engine/scan/scan-pool.ts';
import { newShared, type ScanJob, takeSegment } from '../../../src/engine/scan/scan-protocol.ts';
import { type SegmentResult, scanSegment } from '../../../src/engine/scan/scan-segment.ts';
import { SharedScan } from '../../../src/engine/scan/shared-scan.ts';
import type { LogEvent } from '../../../src/ingest/log-event.ts';
import { EventStore } from '../../../src/store/event-store.ts';
import { Library } from '../../../src/store/library.ts';
import type { SegmentView } from '../../../src/store/segment-view.ts';
import { StoreWriter } from '../../../src/store/writer.ts';
import { messageOf } from '../../conformance/files.ts';
import { randomQuery } from '../query-generator.ts';
import { randomEvents, randomTables, SAVED_QUERIES } from '../query-generator-events.ts';
import { SEED, timeOf } from '../support.ts';
import { appendSegments, writeSegments } from './segmented.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const WORKER = new URL('../../../dist/scan-worker.js', import.meta.url);
const CLI = join(ROOT, 'dist', 'cli.js');

const folder = mkdtempSync(join(tmpdir(), 'trailql-workers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function newFile(extension = 'db'): string {
  return join(folder, `${files++}.${extension}`);
}

const QUERIES = [
  'stats count(*) as n, sum(size) as s, avg(size) as a, min(size), max(size), min(name), max(name) by name, kind',
  'stats count(*), count(size), count_distinct(name), earliest(name), latest(name), pct(size, 50), stddev(size) by bin(1m)',
  'stats count(*) by size',
  'stats values(name) by kind',
  'filter @message like "name-1" | stats count(*) by name',
  'filter @message like /"size":[0-9]+7[,}]/ | fields @timestamp, name, size',
  'parse @message \'"kind":"*"\' as k | stats count(*) by k, name',
  'fields @timestamp, name, size * 2 as double | sort double desc, name asc | limit 7',
  'fields name, kind | dedup kind, name',
  'fields @timestamp, name | filter size > 40 | limit 3',
  'stats count(*) as n by name | stats max(n), min(n)',
  'filter nothing = 1 | stats count(*) by name',
] as const;

/** Events of few names and kinds, a second apart; some are of the same time, some have no size. */
function logEvents(count: number): LogEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const size = i % 7 === 0 ? {} : { size: i % 11 === 0 ? `${i % 50}` : (i % 50) + 0.1 };
    const message = JSON.stringify({ name: `name-${i % 13}`, kind: `kind ${i % 3}`, ...size });
    return { timestamp: Date.UTC(2024, 4, 1) + Math.floor(i / 2) * 1000, message };
  });
}

function tableOf(store: EventStore, query: string, options: QueryOptions = {}, pool?: ScanPool) {
  const { columns, rows, statistics } = runQuery(store, query, options, pool);
  const { recordsMatched, recordsScanned } = statistics;
  return { columns, rows, recordsMatched, recordsScanned };
}

function withFile<Result>(path: string, work: (store: EventStore) => Result): Result {
  const store = EventStore.open(path);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

function withPool<Result>(
  path: string,
  workers: number,
  work: (pool: ScanPool) => Result,
  workerUrl: URL = WORKER,
): Result {
  const pool = new ScanPool({ path, workerUrl, workers, worthMs: 0 });
  try {
    return work(pool);
  } finally {
    pool.close();
  }
}

/** Runs a query until workers have had a part in it, which they have as soon as they are up. */
function untilHelped(store: EventStore, query: string, pool: ScanPool): number {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { workers } = profileQuery(store, query, {}, pool).profile;
    if (workers > 1 || Date.now() > deadline) return workers;
  }
}

describe.skipIf(!existsSync(WORKER))('worker threads', () => {
  const path = newFile();
  writeSegments(path, logEvents(3000), 100);

  test.each(QUERIES)('any number of them gives the same rows: %s', (query) => {
    withFile(path, (store) => {
      const expected = tableOf(store, query);
      expect(tableOf(store, query, { pushdown: false })).toEqual(expected);
      for (const workers of [1, 2, 3]) {
        withPool(path, workers, (pool) => {
          for (let run = 0; run < 3; run++) expect(tableOf(store, query, {}, pool)).toEqual(expected);
        });
      }
    });
  });

  test('they take part, in a time range as well, and the profile tells', () => {
    withFile(path, (store) =>
      withPool(path, 2, (pool) => {
        const [query] = QUERIES;
        expect(untilHelped(store, query, pool)).toBe(2);
        const range = { start: Date.UTC(2024, 4, 1, 0, 5), end: Date.UTC(2024, 4, 1, 0, 15, 0, 500) };
        for (let run = 0; run < 3; run++) {
          expect(tableOf(store, query, range, pool)).toEqual(tableOf(store, query, range));
        }
        expect(profileQuery(store, 'stats count(*)', {}).profile.workers).toBe(1);
      }),
    );
  });

  test('random queries give the same rows with 1, 2 and 3 of them, and without pushdown', () => {
    const queries = fc.array(randomQuery, { minLength: 20, maxLength: 30 });
    fc.assert(
      fc.property(randomEvents, randomTables, queries, (events, tables, texts) => {
        const file = newFile();
        const writer = StoreWriter.open(file);
        const logged = events.map((event) => ({
          timestamp: timeOf(event.at),
          message: messageOf(event),
          ...(event.logGroup !== undefined && { logGroup: event.logGroup }),
        }));
        appendSegments(writer, logged, 3);
        writer.close();
        const library = Library.open(file);
        for (const table of tables) library.addLookupTable(table, 1000, { replace: false });
        library.addSavedQueries(SAVED_QUERIES, { replace: false });
        library.commit();
        library.close();
        withFile(file, (store) =>
          withPool(file, 2, (two) =>
            withPool(file, 3, (three) => {
              for (const query of texts) {
                const options = { now: timeOf('14:00:00.000') };
                const expected = tableOf(store, query, options);
                expect(tableOf(store, query, { ...options, pushdown: false }), query).toEqual(expected);
                expect(tableOf(store, query, options, two), query).toEqual(expected);
                expect(tableOf(store, query, options, three), query).toEqual(expected);
              }
            }),
          ),
        );
        rmSync(file);
      }),
      { numRuns: 6, seed: SEED },
    );
  });

  test('segments of another file are not taken for those that are meant', () => {
    const other = newFile();
    writeSegments(other, logEvents(3001).slice(1), 100);
    withFile(path, (store) =>
      withPool(other, 3, (pool) => {
        const [query] = QUERIES;
        const expected = tableOf(store, query);
        for (let run = 0; run < 20; run++) expect(tableOf(store, query, {}, pool)).toEqual(expected);
        expect(profileQuery(store, query, {}, pool).profile.workers).toBe(1);
      }),
    );
  });

  test('a file that they cannot open is scanned without them', () => {
    withFile(path, (store) =>
      withPool(join(folder, 'none.db'), 2, (pool) => {
        const [query] = QUERIES;
        for (let run = 0; run < 3; run++) expect(tableOf(store, query, {}, pool)).toEqual(tableOf(store, query));
      }),
    );
  });

  test('while an ingest runs, each result is of one moment', async () => {
    const archive = join(folder, 'archive');
    mkdirSync(archive);
    for (let file = 0; file < 150; file++) {
      const Records = logEvents(100).map(({ timestamp, message }, index) => ({
        eventTime: new Date(timestamp).toISOString(),
        eventID: `${file}-${index}`,
        ...JSON.parse(message),
      }));
      writeFileSync(join(archive, `${file}.json`), JSON.stringify({ Records }));
    }
    const file = newFile();
    writeSegments(file, logEvents(300), 50);
    const ingest = spawn(process.execPath, [CLI, 'ingest', archive, '--db', file, '--workers', '0'], {
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => ingest.on('exit', resolve));
    let running = true;
    void ended.then(() => {
      running = false;
    });
    const store = EventStore.open(file);
    const pool = new ScanPool({ path: file, workerUrl: WORKER, workers: 3, worthMs: 0 });
    try {
      for (let last = false; !last; ) {
        last = !running;
        const { rows, recordsScanned } = tableOf(store, 'stats count(*) as n, count_distinct(name) by kind', {}, pool);
        expect(rows.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(recordsScanned);
        // Each archive is whole or not there.
        expect(recordsScanned % 100).toBe(0);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    } finally {
      pool.close();
      store.close();
    }
    expect(await ended).toBe(0);
    withFile(file, (now) => expect(now.eventCount()).toBe(15_300));
  });

  test('idle ones are closed with the pool: no reader is left', () => {
    const file = newFile();
    writeSegments(file, logEvents(300), 50);
    const writer = StoreWriter.open(file);
    appendSegments(writer, logEvents(50), 50);
    const store = EventStore.open(file);
    const pool = new ScanPool({ path: file, workerUrl: WORKER, workers: 3, worthMs: 0 });
    expect(untilHelped(store, 'stats count(*) by name', pool)).toBeGreaterThan(1);
    pool.close();
    pool.close();
    store.close();
    expect(writer.close()).toBe(true);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  test('idle ones keep no process alive', () => {
    const script = newFile('mts');
    const source = (name: string): string => JSON.stringify(pathToFileURL(join(ROOT, 'src', name)).href);
    writeFileSync(
      script,
      `import { profileQuery } from ${source('engine/query.ts')};
       import { ScanPool } from ${source('engine/scan/scan-pool.ts')};
       import { EventStore } from ${source('store/event-store.ts')};
       const [, , path = '', worker = ''] = process.argv;
       const store = EventStore.open(path);
       const pool = new ScanPool({ path, workerUrl: new URL(worker), workers: 3, worthMs: 0 });
       while (profileQuery(store, 'stats count(*) by name', {}, pool).profile.workers < 2);
       process.stdout.write('done');`,
    );
    const argv = ['--import', 'tsx', script, path, WORKER.href];
    expect(execFileSync(process.execPath, argv, { cwd: ROOT, encoding: 'utf8', timeout: 50_000 })).toBe('done');
  });
});

describe('a worker that dies', () => {
  const path = newFile();
  writeSegments(path, logEvents(600), 50);
  const [query] = QUERIES;

  function expectRowsWith(workerUrl: URL, runs: number): void {
    withFile(path, (store) => {
      const expected = tableOf(store, query);
      withPool(
        path,
        3,
        (pool) => {
          for (let run = 0; run < runs; run++) expect(tableOf(store, query, {}, pool)).toEqual(expected);
        },
        workerUrl,
      );
    });
  }

  function workerOf(code: string): URL {
    const file = newFile('mjs');
    writeFileSync(file, code);
    return pathToFileURL(file);
  }

  test('before it can start is not missed', () => {
    expectRowsWith(new URL('./no-such-worker.js', import.meta.url), 2);
    expectRowsWith(workerOf('throw new Error("no");'), 2);
  });

  test('at work does not change the rows', () => {
    const worker = workerOf(`
      import { workerData } from 'node:worker_threads';
      workerData.port.on('message', ({ shared }) => {
        Atomics.store(shared, 1, 1);
        process.exit(3);
      });`);
    expectRowsWith(worker, 3);
  });

  test('with segments in hand: they are scanned in the thread of the query', () => {
    withFile(path, (store) => {
      const views = store.views();
      const context = { now: 0, start: 0, end: 0 };
      const plan = planScan([], context);
      const segments = views.map(({ id, manifest }) => ({ id, manifest }));
      const job: ScanJob = {
        type: 'scan',
        job: 1,
        stages: [],
        context,
        start: undefined,
        end: undefined,
        segments,
        shared: newShared(segments.length),
        thread: 0,
        threads: 2,
      };
      const others = { ...job, thread: 1 };
      expect([takeSegment(others), takeSegment(others)]).not.toContain(undefined);
      const local = (view: SegmentView): SegmentResult => scanSegment(plan, view);
      const scan = new SharedScan(job, views, local, []);
      expect([...scan.results()]).toEqual(views.map(local));
      expect(scan.workers).toBe(1);
    });
  });
});
