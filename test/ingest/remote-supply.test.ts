/** Objects of an archive that lies elsewhere: fetched ahead within bounds, and again when their reader is gone. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { type FetchedObject, type RemoteArchive, RemoteError, type RemoteObject } from '../../src/ingest/remote.ts';
import { RemoteSupply } from '../../src/ingest/remote-supply.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { envelope, folder, gzip, json } from './records.ts';
import { openWriter } from './stores.ts';

const WORKER = new URL('../../dist/ingest-worker.js', import.meta.url);

/** An archive of these objects; `bodies` may throw. */
function archiveOf(bodies: ReadonlyMap<string, () => Uint8Array>, inFile?: string) {
  const fetches: string[] = [];
  const archive: RemoteArchive & { readonly fetches: string[] } = {
    fetches,
    async *objects() {
      for (const [uri, body] of bodies) {
        yield { uri, size: uri.includes('bad') ? 0 : body().length, modified: 0, etag: 'e' };
      }
    },
    async fetch(object: RemoteObject): Promise<FetchedObject> {
      fetches.push(object.uri);
      const bytes = Uint8Array.from(bodies.get(object.uri)?.() ?? []);
      if (inFile === undefined) return { object, body: { kind: 'bytes', bytes }, metadata: undefined, note: undefined };
      const path = join(inFile, String(fetches.length));
      writeFileSync(path, bytes);
      return { object, body: { kind: 'file', path }, metadata: undefined, note: undefined };
    },
    leaveOut() {},
    notes: () => [],
    archived: 0,
    retries: 0,
    publicKeys: async () => [],
    close() {},
  };
  return archive;
}

function supplyOf(archive: RemoteArchive, limits: { concurrency: number; bytes: number }): RemoteSupply {
  let id = 0;
  const events = { begin: () => ++id, fetched: () => {}, failed: () => {}, listed: () => {} };
  return new RemoteSupply(archive, events, limits, undefined);
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('what is fetched ahead', () => {
  const bodies = new Map(Array.from({ length: 20 }, (_, i) => [`s3://b/${i}`, () => new Uint8Array(1000)] as const));

  test('is bounded in bytes until it has been read', async () => {
    const archive = archiveOf(bodies);
    const supply = supplyOf(archive, { concurrency: 50, bytes: 5 * (1000 + 4096) });
    await settled();
    expect(archive.fetches).toHaveLength(5);
    const first = (await supply.next()) ?? [];
    await settled();
    expect(archive.fetches).toHaveLength(5);
    supply.release(first);
    await settled();
    expect(archive.fetches).toHaveLength(10);
    await supply.close();
  });

  test('goes once through all, also where an object alone has more than the bound', async () => {
    const archive = archiveOf(bodies);
    const supply = supplyOf(archive, { concurrency: 3, bytes: 10 });
    const seen: string[] = [];
    for (let batch = await supply.next(); batch !== undefined; batch = await supply.next()) {
      seen.push(...batch.map(({ uri }) => uri));
      supply.release(batch);
    }
    expect(seen.sort()).toEqual([...bodies.keys()].sort());
    expect(supply.waiting).toBe(0);
  });

  test('comes again when its reader is gone', async () => {
    const archive = archiveOf(new Map([['s3://b/1', () => new Uint8Array(10)]]));
    const supply = supplyOf(archive, { concurrency: 3, bytes: 10 });
    const [task] = (await supply.next()) ?? [];
    if (task === undefined) throw new Error('nothing came');
    supply.again(task);
    expect(supply.waiting).toBe(Number.POSITIVE_INFINITY);
    expect((await supply.next())?.[0]).toMatchObject({ id: task.id, uri: task.uri });
    expect(archive.fetches).toHaveLength(2);
    await supply.close();
  });

  test('leaves no files behind, whether it was read or not', async () => {
    const root = folder({});
    const supply = supplyOf(archiveOf(bodies, root), { concurrency: 4, bytes: 1 << 20 });
    const batch = await supply.next();
    expect(batch?.length).toBeGreaterThan(0);
    await supply.close();
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('an ingest', () => {
  const log = (i: number) => (): Uint8Array => gzip(envelope(json(i)));

  test.runIf(existsSync(WORKER))('with worker threads stores the same as without', async () => {
    const bodies = new Map(Array.from({ length: 300 }, (_, i) => [`s3://b/${i}.json.gz`, log(i)] as const));
    const [one, two] = [openWriter(), openWriter()];
    const here = await ingest(one.writer, [], { remote: archiveOf(bodies), workers: 0 });
    const there = await ingest(two.writer, [], { remote: archiveOf(bodies), workers: 2, workerUrl: WORKER });
    expect(here).toMatchObject({ objects: 300, events: 300, failedObjects: 0 });
    expect(there).toMatchObject({ objects: 300, events: 300, failedObjects: 0 });
    const facts = (store: EventStore) =>
      store
        .sources()
        .map(({ uri, sha256, etag }) => `${uri} ${sha256} ${etag}`)
        .sort();
    expect(facts(two.store)).toEqual(facts(one.store));
  });

  test('whose worker dies of an object fails that one and reads the others', async () => {
    const root = folder({ 'w.mjs': DYING_WORKER });
    const bodies = new Map(['a', 'kill', 'c'].map((name, i) => [`s3://b/${name}`, log(i)] as const));
    const { writer, store } = openWriter();
    const report = await ingest(writer, [], {
      remote: archiveOf(bodies),
      workers: 1,
      workerUrl: new URL(`file://${join(root, 'w.mjs')}`),
    });
    expect(report).toMatchObject({ objects: 3, failedObjects: 1 });
    expect(store.sources().find(({ status }) => status === 'failed')?.uri).toBe('s3://b/kill');
  });

  test('ends with what is complete when the archive fails as a whole, and throws what is a defect', async () => {
    const fail = (error: Error) => () => {
      throw error;
    };
    const gone = new RemoteError('The credentials have expired.', { scope: 'all', hint: 'Log in.' });
    const { writer, store } = openWriter();
    const stopped = await ingest(writer, [], {
      workers: 0,
      remote: archiveOf(
        new Map([
          ['s3://b/1', log(1)],
          ['s3://b/bad', fail(gone)],
        ]),
      ),
    });
    expect(stopped.stopped).toMatchObject({ message: 'The credentials have expired.', hint: 'Log in.' });
    expect(store.eventCount()).toBe(stopped.events);
    const defect = archiveOf(new Map([['s3://b/bad', fail(new TypeError('oops'))]]));
    await expect(ingest(openWriter().writer, [], { workers: 0, remote: defect })).rejects.toThrow('oops');
  });
});

/** Speaks the protocol; dies of an object called `kill`. */
const DYING_WORKER = `
import { parentPort as port } from 'node:worker_threads';
let completed = [];
port.on('message', ({ type, tasks }) => {
  if (type === 'load') {
    for (const { id, uri, size, modified, etag, body } of tasks) {
      if (uri.endsWith('/kill') || body.bytes.length === 0) throw new Error('killed');
      const counts = { records: 0, events: 0, duplicates: 0, conflicts: 0, rejects: 0 };
      completed.push({ id, uri, size, modified, etag, sha256: null, contentSha256: null, container: 'event', status: 'complete', message: '', ...counts });
    }
    port.postMessage({ type: 'idle' });
  } else if (type === 'finish') {
    port.postMessage({ type: "step", load: { step: { segments: [], rejects: [], kept: [], completed, pending: [] }, claims: [], notes: [], pending: [] } });
    port.postMessage({ type: 'finished' });
  }
});
port.postMessage({ type: 'idle' });
`;
