/**
 * An ingest that is killed, that finds no space left, or that others disturb: what is committed stays whole, and going on leads to the
 * content of an ingest that nothing has happened to. TRAILQL_TEST_KILLS says how many times to kill, TRAILQL_TEST_SEED when.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/store/errors.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { randomNumbers, writeArchive } from './archive.ts';
import { type Content, checkWhole, contentOf, type IngestCall, isBuilt, startIngest } from './ingest-process.ts';

const KILLS = Number(process.env['TRAILQL_TEST_KILLS'] ?? 10);
const SEED = Number(process.env['TRAILQL_TEST_SEED'] ?? 1);
/** Generous: a slow machine is no defect. */
const TIMEOUT = 60_000 + KILLS * 20_000;

let folder: string;
let databases = 0;

const newDb = (): string => join(folder, `trail-${databases++}.db`);

async function ingestWhole(call: IngestCall): Promise<void> {
  const { code, stderr } = await startIngest(call).ended;
  expect(code, stderr).toBe(0);
}

/** One way to read, and what comes of it when nothing happens. */
interface Way {
  readonly workers: number;
  readonly archive: string;
  content: Content | undefined;
  /** Milliseconds that it takes. */
  duration: number;
}

const ways = new Map<string, Way>();

async function cleanRun(way: Way): Promise<void> {
  const db = newDb();
  const start = performance.now();
  await ingestWhole({ archive: way.archive, db, workers: way.workers });
  way.duration = performance.now() - start;
  way.content = contentOf(db);
  rmSync(db);
}

describe.runIf(isBuilt)('an ingest', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trailql-crash-'));
    for (const workers of [0, 2]) {
      const archive = join(folder, `archive-${workers}`);
      writeArchive(archive, { files: 40, eventsPerFile: 50, sharesRecords: workers === 0 });
      const way = { workers, archive, content: undefined, duration: 0 };
      ways.set(workers === 0 ? 'in one thread' : 'with workers', way);
      await cleanRun(way);
    }
  }, TIMEOUT);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const wayOf = (name: string): Way => {
    const way = ways.get(name);
    if (way === undefined) throw new Error(`no way ${name}`);
    return way;
  };

  test.each([['in one thread'], ['with workers']])(
    'killed at any moment and resumed, %s, ends like one that was never killed',
    async (name) => {
      const { archive, workers, content, duration } = wayOf(name);
      const random = randomNumbers(SEED + workers);
      let kills = 0;
      const stored: number[] = [];
      while (kills < KILLS / 2) {
        const call = { archive, workers, db: newDb() };
        // Until an ingest gets to its end before it is killed.
        for (let whole = false; !whole && kills < KILLS / 2; ) {
          const { child, ended } = startIngest(call);
          const before = await Promise.race([ended.then(() => true), setTimeout(random() * duration * 1.1, false)]);
          child.kill('SIGKILL');
          const { code } = await ended;
          whole = before && code === 0;
          if (!whole) kills++;
          stored.push(checkWhole(call.db));
        }
        await ingestWhole(call);
        expect(contentOf(call.db), `seed ${SEED}, sources after each kill: ${stored.join(', ')}`).toEqual(content);
        expect(existsSync(`${call.db}-wal`)).toBe(false);
        rmSync(call.db);
      }
      console.log(`${kills} kills ${name}; sources in the database after each: ${stored.join(' ')}`);
    },
    TIMEOUT,
  );

  test.skipIf(process.platform === 'win32').each([
    // Blocks of 512 bytes: not even the tables, a part, nearly all.
    ['20', /./],
    ['2000', /trail-\d+\.db/],
    ['7000', /trail-\d+\.db/],
  ])(
    'that may write no file larger than %s blocks says so, and is resumed',
    async (blocks, message) => {
      const { archive, workers, content } = wayOf('in one thread');
      const call = { archive, workers, db: newDb() };
      const limited = await startIngest({ ...call, shell: `ulimit -f ${blocks}` }).ended;
      expectSaid(limited.code, limited.stderr, message);
      checkWhole(call.db);
      await ingestWhole(call);
      expect(contentOf(call.db)).toEqual(content);
    },
    TIMEOUT,
  );

  test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'on a file system that gets full says so, and is resumed where there is space',
    async ({ skip }) => {
      const { archive, workers, content } = wayOf('in one thread');
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
      if (mounted.status !== 0) return skip('no file system can be mounted here');
      try {
        const call = { archive, workers, db: join(disk, 'trail.db') };
        const full = await startIngest(call).ended;
        expectSaid(full.code, full.stderr, /There is no space left to write .*trail\.db\. Free some, then try again\./);
        checkWhole(call.db);
        expect(spawnSync('mount', ['-o', 'remount,size=64m', disk]).status).toBe(0);
        await ingestWhole(call);
        expect(contentOf(call.db)).toEqual(content);
      } finally {
        spawnSync('umount', [disk]);
      }
    },
    TIMEOUT,
  );

  test(
    'is read by others and keeps other writers out meanwhile',
    async () => {
      const { archive, workers, content } = wayOf('with workers');
      const call = { archive, workers, db: newDb() };
      const { child, ended } = startIngest(call);
      const seen = new Set<string>();
      let last = 0;
      while (child.exitCode === null && child.signalCode === null) {
        const sources = checkWhole(call.db);
        expect(sources).toBeGreaterThanOrEqual(last);
        last = sources;
        if (existsSync(call.db)) seen.add(tryToWrite(call.db));
        await setTimeout(5);
      }
      const { code, stderr } = await ended;
      expect(code, stderr).toBe(0);
      for (const outcome of seen) expect(['locked', 'written']).toContain(outcome);
      expect(contentOf(call.db)).toEqual(content);
    },
    TIMEOUT,
  );

  test(
    'and another one of the same archive: the second waits or is told to, and nothing is there twice',
    async () => {
      const { archive, workers, content } = wayOf('in one thread');
      const call = { archive, workers, db: newDb() };
      const ends = await Promise.all([startIngest(call).ended, startIngest(call).ended]);
      for (const { code, stderr } of ends) {
        expectSaid(code, stderr, /(?:Wait until it ends, then try again|run the ingest again to add the rest)\.$/);
      }
      checkWhole(call.db);
      await ingestWhole(call);
      expect(contentOf(call.db)).toEqual(content);
    },
    TIMEOUT,
  );
});

/** One line with the reason, no stack trace. */
function expectSaid(code: number | null, stderr: string, message: RegExp): void {
  expect([4, 0], stderr).toContain(code);
  if (code === 0) return;
  const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
  expect(errors.length, stderr).toBe(1);
  expect(errors[0]).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at |Internal error/m);
}

/** Opens the database for writing, if nobody else has. */
function tryToWrite(db: string): 'written' | StoreError['code'] {
  try {
    StoreWriter.open(db, { lockWait: 0 }).close();
    return 'written';
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}
