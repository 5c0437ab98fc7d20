/** Ingests as processes of their own, and what a database holds in the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EventStore } from '../../src/store/event-store.ts';

const CLI = process.env['TRAILQL_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Whether there is a build to run. */
export const isBuilt = existsSync(CLI);

export interface Ended {
  /** null when a signal has ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** So little memory that segments are small and commits are many. */
const OPTIONS = ['--max-memory', '16', '--json'];

export interface IngestCall {
  readonly archive: string;
  readonly db: string;
  readonly workers: number;
  /** Put before the command line, such as a shell that sets limits. */
  readonly shell?: string;
}

export function startIngest({ archive, db, workers, shell }: IngestCall): Running {
  const argv = [CLI, 'ingest', archive, '--db', db, '--workers', String(workers), ...OPTIONS];
  const child =
    shell === undefined
      ? spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('sh', ['-c', `${shell}; exec "$@"`, 'sh', process.execPath, ...argv], {
          stdio: ['ignore', 'pipe', 'pipe'],
        });
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const ended = once(child, 'close').then(
    ([code]: unknown[]): Ended => ({
      code: typeof code === 'number' ? code : null,
      stdout: stdout(),
      stderr: stderr(),
    }),
  );
  return { child, ended };
}

function textOf(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: string[] = [];
  stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return () => chunks.join('');
}

/** What is in a database, as plain data that is equal exactly when all cells, records and counts are. */
export interface Content {
  readonly events: number;
  /** SHA-256 over the sorted rows: records and all cells. */
  readonly cells: string;
  readonly fields: readonly unknown[];
  readonly rejects: readonly unknown[];
  /** By URI, without ids and times of ingest; of an object that was read again, as those that failed are, the last one. */
  readonly sources: readonly unknown[];
}

/** Reads everything there is. @throws StoreError where the database is damaged */
export function contentOf(db: string): Content {
  const store = EventStore.open(db);
  try {
    const paths = ['@timestamp', '@ingestionTime', '@logStream', '@log', ...store.fields().map(({ path }) => path)];
    const rows = store.views().flatMap((view) => {
      const columns = paths.map((path) => (path === '@timestamp' ? undefined : view.column(path)));
      return Array.from({ length: view.events }, (_, row) => {
        const cells = columns.map((column) => (column === undefined ? view.times[row] : (column?.cell(row) ?? null)));
        const texts = cells.map((cell) => (typeof cell === 'bigint' ? `${cell}n` : cell));
        return JSON.stringify([view.record(row).toString('latin1'), texts]);
      });
    });
    const uris = new Map(store.sources().map(({ id, uri }) => [id, uri]));
    return {
      events: store.eventCount(),
      cells: createHash('sha256').update(rows.sort().join('\n')).digest('hex'),
      fields: store.fields().map(({ examples: _, ...field }) => field),
      rejects: [...store.rejects()]
        .map(({ source, bytes, ...place }) =>
          JSON.stringify([uris.get(source), place, Buffer.from(bytes).toString('base64')]),
        )
        .sort(),
      sources: [
        ...new Map(store.sources().map(({ id: _, ingestedAt: __, ...source }) => [source.uri, source])).values(),
      ].sort((a, b) => (a.uri < b.uri ? -1 : 1)),
    };
  } finally {
    store.close();
  }
}

/**
 * What must hold at any moment, whatever has happened to a writer: sources are wholly in or wholly out.
 * @returns how many sources there are; 0 also when the database is not made yet
 * @throws Error with the reason
 */
export function checkWhole(db: string): number {
  if (!existsSync(db)) return 0;
  let store: EventStore;
  try {
    store = EventStore.open(db);
  } catch (error) {
    // The file is made before what makes it a database of ours is committed.
    if (error instanceof Error && 'code' in error && error.code === 'not-a-store') return 0;
    throw error;
  }
  try {
    let sources = store.sources();
    // Two readings of a database that grows: they are of one moment when a third one is like the first.
    let stored = store.eventCount();
    for (let again = store.sources(); again.length !== sources.length; again = store.sources()) {
      sources = again;
      stored = store.eventCount();
    }
    const events = sources.reduce((sum, source) => sum + source.events, 0);
    if (stored !== events) throw new Error(`${stored} events instead of ${events}`);
    const counted = new Map<number, number>();
    for (const view of store.views()) {
      for (let row = 0; row < view.events; row++) {
        const { source } = view.origin(row);
        counted.set(source, (counted.get(source) ?? 0) + 1);
      }
    }
    for (const source of sources) {
      const { id, records, duplicates, rejects } = source;
      if ((counted.get(id) ?? 0) !== source.events) throw new Error(`source ${id} is there in part`);
      if (records !== source.events + duplicates + rejects) throw new Error(`source ${id} does not balance`);
    }
    const uris = sources.filter(({ status }) => status !== 'failed').map(({ uri }) => uri);
    if (new Set(uris).size !== uris.length) throw new Error('a source is there twice');
    for (const _ of store.rejects());
    return sources.length;
  } finally {
    store.close();
  }
}
