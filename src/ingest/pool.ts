/** Worker threads that read sources, and their hand-over to the writing thread. */

import { Worker } from 'node:worker_threads';
import type { LoadOptions, SourceTask } from './source-loader.ts';
import type { StepWriter } from './step-writer.ts';
import type { TaskSupply } from './task-supply.ts';
import type { FromWorker, ToWorker } from './worker-protocol.ts';

/** Of a worker's heap, the part for new objects. Few of them live long, so that more of it is memory without a use. */
const YOUNG_GENERATION_MB = 12;
/** Many times what a worker needs, but less than the default: the further off the limit is, the more garbage may lie about. */
const OLD_GENERATION_MB = 1024;

export interface PoolOptions {
  readonly workers: number;
  /** The bundled worker.ts. */
  readonly workerUrl: URL | string;
  readonly load: LoadOptions;
  /** When it fires, sources that no worker has begun are left out. */
  readonly signal: AbortSignal | undefined;
}

/** A running worker, and what it owes. */
interface Slot {
  readonly worker: Worker;
  /** Sources sent and not written completely. */
  readonly owed: Map<number, SourceTask>;
  /** The batch it is reading. */
  batch: readonly SourceTask[];
  /** A claim whose step has not come. */
  claim: number | undefined;
  ready: boolean;
  finished: boolean;
}

/**
 * Reads the sources with worker threads. Takes over the array, which is empty afterwards. A source whose worker dies is closed as failed or damaged; the other sources of that worker are
 * read again by a new one.
 * @throws what the writer throws, and an error if workers cannot be started.
 */
export function runPool(supply: TaskSupply, writer: StepWriter, options: PoolOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    new Pool(supply, writer, options, resolve, reject).start();
  });
}

class Pool {
  readonly #writer: StepWriter;
  readonly #options: PoolOptions;
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  readonly #slots = new Set<Slot>();
  readonly #supply: TaskSupply;
  #failed = false;

  constructor(
    supply: TaskSupply,
    writer: StepWriter,
    options: PoolOptions,
    resolve: () => void,
    reject: (error: unknown) => void,
  ) {
    this.#supply = supply;
    this.#writer = writer;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    for (let count = Math.min(this.#options.workers, this.#supply.waiting); count > 0; count--) this.#spawn();
    this.#settle();
  }

  #spawn(): void {
    const worker = new Worker(this.#options.workerUrl, {
      workerData: this.#options.load,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB, maxOldGenerationSizeMb: OLD_GENERATION_MB },
    });
    const slot: Slot = { worker, owed: new Map(), batch: [], claim: undefined, ready: false, finished: false };
    this.#slots.add(slot);
    worker.on('message', (message: FromWorker) => {
      if (!this.#slots.has(slot)) return;
      try {
        this.#hear(slot, message);
      } catch (error) {
        this.#fail(error);
      }
    });
    worker.on('error', (error: unknown) => this.#lost(slot, error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#lost(slot, `it ended with code ${code}`));
  }

  #hear(slot: Slot, message: FromWorker): void {
    const answer = (reply: ToWorker): void => slot.worker.postMessage(reply);
    if (message.type === 'progress') {
      this.#writer.progress(message.since);
    } else if (message.type === 'propose') {
      const claim = this.#writer.claim(message.identities);
      slot.claim = claim.id;
      answer({ type: 'claim', claim });
    } else if (message.type === 'reserve') {
      answer({ type: 'reserved', id: this.#writer.reserve() });
    } else if (message.type === 'step') {
      this.#writer.step(message.load);
      slot.claim = undefined;
      for (const { id } of message.load.step.completed) slot.owed.delete(id);
      answer({ type: 'written' });
    } else if (message.type === 'finished') {
      slot.finished = true;
      this.#slots.delete(slot);
      void slot.worker.terminate();
      this.#settle();
    } else {
      slot.ready = true;
      this.#supply.release(slot.batch);
      slot.batch = [];
      this.#feed(slot).catch((error: unknown) => this.#fail(error));
    }
  }

  async #feed(slot: Slot): Promise<void> {
    const batch = this.#options.signal?.aborted === true ? undefined : await this.#supply.next();
    if (this.#slots.has(slot)) {
      slot.batch = batch ?? [];
      for (const task of slot.batch) slot.owed.set(task.id, task);
      const message: ToWorker = batch === undefined ? { type: 'finish' } : { type: 'load', tasks: batch };
      slot.worker.postMessage(message, slot.batch.flatMap(buffersOf));
    } else if (batch !== undefined && !this.#failed) {
      // The worker died while it waited for them.
      for (const task of batch) this.#supply.again(task);
      this.#spawn();
    }
  }

  /** A worker is gone before it had finished. */
  #lost(slot: Slot, reason: string): void {
    if (!this.#slots.delete(slot)) return;
    this.#supply.release(slot.batch);
    try {
      if (!slot.ready) throw new Error(`A worker thread cannot be started: ${reason}`);
      if (slot.claim !== undefined) this.#writer.release(slot.claim);
      for (const task of slot.owed.values()) {
        // The one it was reading when nothing else was owed, or one that is partly written and must be closed.
        if (slot.owed.size === 1 || this.#writer.isPending(task.id)) {
          this.#writer.abandon(task, `the worker thread that read it stopped: ${reason}`);
        } else {
          this.#supply.again(task);
        }
      }
      if (this.#supply.waiting > 0 && this.#options.signal?.aborted !== true) this.#spawn();
      this.#settle();
    } catch (error) {
      this.#fail(error);
    }
  }

  #settle(): void {
    if (this.#slots.size === 0) this.#resolve();
  }

  #fail(error: unknown): void {
    this.#failed = true;
    const slots = [...this.#slots];
    this.#slots.clear();
    Promise.all(slots.map((slot) => slot.worker.terminate())).then(
      () => this.#reject(error),
      () => this.#reject(error),
    );
  }
}

/** What is handed over to the worker with a source, without a copy. */
function buffersOf({ body }: SourceTask): ArrayBuffer[] {
  return body?.kind === 'bytes' ? [body.bytes.buffer] : [];
}
