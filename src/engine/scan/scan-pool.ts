/** Threads that help the thread of a query to scan large databases. It waits for them without giving way: queries are synchronous. */
import { availableParallelism } from 'node:os';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { EventStore } from '../../store/event-store.ts';
import type { SegmentView } from '../../store/segment-view.ts';
import type { LocalScan, ScanAll, ScanExtent, ScanSharing } from './run-scan.ts';
import { scanCost } from './scan-cost.ts';
import type { ScanPlan } from './scan-plan.ts';
import { newShared, type ScanJob, type ScanThreadData, type ToScanThread, takeRest } from './scan-protocol.ts';
import type { SegmentResult } from './scan-segment.ts';
import { type Helper, SharedScan } from './shared-scan.ts';

export interface ScanPoolOptions {
  /** The database file. */
  readonly path: string;
  /** The bundled scan-worker.ts. */
  readonly workerUrl: URL | string;
  /** Threads that scan at the same time, the one of the query among them. */
  readonly workers: number;
  /** Scans that one thread does in less time than this are not shared, in milliseconds. */
  readonly worthMs?: number;
}

/** Starting threads, and reading what another thread has read already, must not cost more than it saves. */
const WORTH_MS = 300;

/** How long `close` waits for a thread to close the file, in milliseconds. */
const CLOSING_MS = 1000;

/** Each thread has caches of its own, so that more of them cost memory. */
const MOST_WORKERS = 8;

/**
 * Threads that may help to scan a store; undefined where this thread does all: with fewer than two, over a store that only this process
 * has, and where the build has made no program for them.
 * @param workers threads that scan at the same time, this one among them; one per processor, at most 8, when left out
 */
export function poolFor(
  store: EventStore,
  workerUrl: URL | undefined,
  workers = Math.min(availableParallelism(), MOST_WORKERS),
): ScanPool | undefined {
  const { file } = store;
  if (file === undefined || workerUrl === undefined || workers < 2) return undefined;
  return new ScanPool({ path: file, workerUrl, workers });
}

export class ScanPool implements ScanSharing {
  readonly #options: ScanPoolOptions;
  readonly #helpers = new Set<Helper>();
  #spawned = 0;
  #jobs = 0;
  #sharedBy = 1;

  /** Starts nothing yet. */
  constructor(options: ScanPoolOptions) {
    this.#options = options;
  }

  takeWorkers(): number {
    const workers = this.#sharedBy;
    this.#sharedBy = 1;
    return workers;
  }

  sharing(plan: ScanPlan, extent: ScanExtent): ScanAll | undefined {
    const { workers, worthMs = WORTH_MS } = this.#options;
    if (workers < 2 || scanCost(plan.taken, extent) < worthMs) return undefined;
    return (views, local) => this.#scan(plan, extent, views, local);
  }

  *#scan(
    { taken, context }: ScanPlan,
    { start, end }: ScanExtent,
    views: readonly SegmentView[],
    local: LocalScan,
  ): Generator<SegmentResult> {
    const helpers = this.#start(views.length - 1);
    const job: ScanJob = {
      type: 'scan',
      job: ++this.#jobs,
      stages: taken,
      context,
      start,
      end,
      segments: views.map(({ id, manifest }) => ({ id, manifest })),
      shared: newShared(views.length),
      thread: 0,
      threads: helpers.length + 1,
    };
    const scan = new SharedScan(job, views, local, helpers);
    for (const [index, helper] of helpers.entries()) tell(helper, { ...job, thread: index + 1 });
    try {
      yield* scan.results();
    } finally {
      this.#sharedBy = Math.max(this.#sharedBy, scan.workers);
      // Nothing is left to take, also when the query has failed.
      takeRest(job);
    }
  }

  /**
   * The threads that help, which the scans start that are worth it. One that has died is not replaced.
   * @param most how many have something to do
   */
  #start(most: number): readonly Helper[] {
    const wanted = Math.min(this.#options.workers - 1, most);
    for (; this.#spawned < wanted; this.#spawned++) this.#spawn();
    return [...this.#helpers];
  }

  #spawn(): void {
    const { path, workerUrl } = this.#options;
    const { port1, port2 } = new MessageChannel();
    const closed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const data: ScanThreadData = { path, port: port2, closed };
    const worker = new Worker(workerUrl, { workerData: data, transferList: [port2] });
    const helper: Helper = { worker, port: port1, closed };
    this.#helpers.add(helper);
    // A thread that cannot be started or that dies is missed by nobody: what it has taken is scanned by the thread of the query.
    worker.on('error', () => this.#helpers.delete(helper));
    worker.on('exit', () => this.#helpers.delete(helper));
    worker.unref();
  }

  /** Ends the threads. They have closed the file when this returns, unless one hangs. */
  close(): void {
    const helpers = [...this.#helpers];
    this.#helpers.clear();
    for (const helper of helpers) tell(helper, { type: 'close' });
    const deadline = performance.now() + CLOSING_MS;
    for (const { worker, port, closed } of helpers) {
      Atomics.wait(closed, 0, 0, Math.max(0, deadline - performance.now()));
      port.close();
      void worker.terminate();
    }
  }
}

function tell({ port }: Helper, message: ToScanThread): void {
  port.postMessage(message);
}
