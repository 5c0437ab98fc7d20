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
    const { id, uri, size, modified, etag = '' } = task;
    this.#track(this.#fetch({ id, uri, size, modified, etag }, { uri, size, modified: modified ?? 0, etag }));
  }

  /** Ends all that is under way and removes what is left of it. */
  async close(): Promise<void> {
    this.#end();
    while (this.#fetching.size > 0) await Promise.allSettled(this.#fetching);
    for (const id of [...this.#held.keys()]) this.#drop(id);
  }

  get #isOver(): boolean {
    return !this.#listing && this.#fetching.size === 0 && this.#ready.length === 0;
  }

  async #list(): Promise<void> {
    try {
      for await (const object of this.#archive.objects(this.#abort.signal)) {
        if (this.#abort.signal.aborted) break;
        const id = this.#events.begin(object);
        if (id === undefined) continue;
        while (this.#fetching.size >= this.#concurrency) await Promise.race(this.#fetching);
        if (this.#abort.signal.aborted) break;
        this.#track(this.#fetch({ id, ...object }, object));
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
  async #fetch(task: SourceTask, object: RemoteObject): Promise<void> {
    await this.#budget.acquire(task.size + OBJECT_BYTES);
    this.#held.set(task.id, task);
    try {
      if (this.#abort.signal.aborted) return this.#drop(task.id);
      const fetched = await this.#archive.fetch(object, this.#abort.signal);
      const whole: SourceTask = { id: task.id, ...fetched.object, body: fetched.body };
      // What is held counts by the size it was listed with.
      this.#held.set(task.id, { ...whole, size: task.size });
      if (this.#abort.signal.aborted) return this.#drop(task.id);
      this.#events.fetched(fetched);
      this.#ready.push(whole);
    } catch (error) {
      this.#drop(task.id);
      if (this.#abort.signal.aborted) return;
      if (error instanceof RemoteError && error.scope !== 'all') this.#guard(() => this.#events.failed(task, error));
      else this.#stop(error);
    }
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
