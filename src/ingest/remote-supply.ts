/**
 * Fetches remote objects ahead of those that read them: so many at a time, and so many bytes under way, as the limits allow. Listing waits
 * for fetching, and fetching for reading.
 */

import { setMaxListeners } from 'node:events';
import { rmSync } from 'node:fs';
import { ByteBudget } from './byte-budget.ts';
import { type FetchedObject, type RemoteArchive, RemoteError, type RemoteObject } from './remote.ts';
import type { SourceTask } from './source-loader.ts';
import type { TaskSupply } from './task-supply.ts';

/** Small, so that all workers get something. */
const BATCH_OBJECTS = 32;
const BATCH_BYTES = 2 << 20;
/** What an object takes besides its bytes: a bound for the number of tiny ones. */
const OBJECT_BYTES = 4096;

export interface RemoteLimits {
  /** Objects being fetched at a time. */
  readonly concurrency: number;
  /** Bytes fetched and not read yet, in memory and temporary files. */
  readonly bytes: number;
}

export interface RemoteEvents {
  /** The number of the source for an object; undefined when it need not be read. */
  readonly begin: (object: RemoteObject) => number | undefined;
  readonly fetched: (object: FetchedObject) => void;
  readonly failed: (task: SourceTask, error: RemoteError) => void;
  /** All is listed. */
  readonly listed: () => void;
}

export class RemoteSupply implements TaskSupply {
  readonly #archive: RemoteArchive;
  readonly #events: RemoteEvents;
  readonly #concurrency: number;
  readonly #budget: ByteBudget;
  readonly #abort = new AbortController();
  readonly #ready: SourceTask[] = [];
  /** What readers that are gone had: the last of them first, since that is what the reader may have died of. */
  readonly #again: SourceTask[] = [];
  readonly #fetching = new Set<Promise<void>>();
  readonly #held = new Map<number, SourceTask>();
  #waiters: (() => void)[] = [];
  #listing = true;
  #failure: unknown;
  /** What ended the reading early: the objects that had been fetched are read all the same. */
  stopped: RemoteError | undefined;

  constructor(archive: RemoteArchive, events: RemoteEvents, limits: RemoteLimits, signal: AbortSignal | undefined) {
    this.#archive = archive;
    this.#events = events;
    this.#concurrency = limits.concurrency;
    this.#budget = new ByteBudget(limits.bytes);
    // Each request listens to it.
    setMaxListeners(0, this.#abort.signal);
    if (signal?.aborted === true) this.#abort.abort();
    signal?.addEventListener('abort', () => this.#end(), { once: true });
    void this.#list();
  }

  get waiting(): number {
    return this.#isOver ? 0 : Number.POSITIVE_INFINITY;
  }

  /** @throws what `begin`, `fetched` or `failed` threw */
  async next(): Promise<readonly SourceTask[] | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const lost = this.#again.pop();
      // It does not wait for the bytes of others, which may wait for this reader.
      const task = lost === undefined ? undefined : await this.#refetch(lost);
      if (task !== undefined) return [task];
      if (this.#ready.length > 0) return this.#batch();
      if (this.#isOver) return undefined;
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  release(tasks: readonly SourceTask[]): void {
    for (const { id } of tasks) this.#drop(id);
  }

  again(task: SourceTask): void {
    this.#drop(task.id);
    this.#again.push(task);
    this.#wake();
  }

  /** Ends all that is under way and removes what is left of it. */
  async close(): Promise<void> {
    this.#end();
    // What waits for room gets it, and ends.
    for (const id of [...this.#held.keys()]) this.#drop(id);
    while (this.#fetching.size > 0) await Promise.allSettled(this.#fetching);
  }

  get #isOver(): boolean {
    return !this.#listing && this.#fetching.size + this.#ready.length + this.#again.length === 0;
  }

  async #list(): Promise<void> {
    try {
      for await (const object of this.#archive.objects(this.#abort.signal)) {
        if (this.#abort.signal.aborted) break;
        const id = this.#events.begin(object);
        if (id === undefined) continue;
        while (this.#fetching.size >= this.#concurrency) await Promise.race(this.#fetching);
        if (this.#abort.signal.aborted) break;
        this.#track(this.#fetchAhead({ id, ...object }));
      }
      if (!this.#abort.signal.aborted) this.#events.listed();
    } catch (error) {
      this.#stop(error);
    } finally {
      this.#listing = false;
      this.#wake();
    }
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => {
      this.#fetching.delete(tracked);
      this.#wake();
    });
    this.#fetching.add(tracked);
  }

  /** Never rejects. */
  async #fetchAhead(task: SourceTask): Promise<void> {
    await this.#budget.acquire(task.size + OBJECT_BYTES);
    const whole = await this.#fetch(task);
    if (whole !== undefined) this.#ready.push(whole);
  }

  #refetch({ id, uri, size, modified, etag }: SourceTask): Promise<SourceTask | undefined> {
    this.#budget.take(size + OBJECT_BYTES);
    return this.#fetch({ id, uri, size, modified, ...(etag === undefined ? {} : { etag }) });
  }

  /** Fetches what there is room for; undefined when that failed or was ended. Never rejects. */
  async #fetch(task: SourceTask): Promise<SourceTask | undefined> {
    const { id, uri, size, modified, etag = '' } = task;
    const object: RemoteObject = { uri, size, modified: modified ?? 0, etag };
    this.#held.set(id, task);
    try {
      if (!this.#abort.signal.aborted) {
        const fetched = await this.#archive.fetch(object, this.#abort.signal);
        const whole: SourceTask = { id, ...fetched.object, body: fetched.body };
        // What is held counts by the size it was listed with.
        this.#held.set(id, { ...whole, size });
        if (!this.#abort.signal.aborted) {
          this.#events.fetched(fetched);
          return whole;
        }
      }
      this.#drop(id);
    } catch (error) {
      this.#drop(id);
      if (this.#abort.signal.aborted) return undefined;
      if (error instanceof RemoteError && error.scope !== 'all') this.#guard(() => this.#events.failed(task, error));
      else this.#stop(error);
    }
    return undefined;
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#stop(error);
    }
  }

  #batch(): readonly SourceTask[] {
    let bytes = 0;
    let count = 0;
    while (count < Math.min(this.#ready.length, BATCH_OBJECTS) && bytes < BATCH_BYTES) {
      bytes += this.#ready[count++]?.size ?? 0;
    }
    return this.#ready.splice(0, count);
  }

  #drop(id: number): void {
    const task = this.#held.get(id);
    if (task === undefined) return;
    this.#held.delete(id);
    if (task.body?.kind === 'file') rmSync(task.body.path, { force: true });
    this.#budget.release(task.size + OBJECT_BYTES);
  }

  /** An error that ends it all: a remote one with what is complete, any other at once. */
  #stop(error: unknown): void {
    if (error instanceof RemoteError) this.stopped ??= error;
    else if (!this.#abort.signal.aborted) this.#failure ??= error;
    this.#end();
  }

  #end(): void {
    this.#abort.abort();
    this.#wake();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter();
  }
}
