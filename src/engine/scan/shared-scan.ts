/** One scan that several threads share, as the thread of the query sees it: it scans too, and puts the results in order. */
import { type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import type { SegmentView } from '../../store/segment-view.ts';
import type { LocalScan } from './run-scan.ts';
import { type FromScanThread, POSTED, type ScanJob, takeSegment } from './scan-protocol.ts';
import type { SegmentResult } from './scan-segment.ts';

/**
 * Nobody tells a thread that waits that another one has died. What has been taken and does not come within this time, or ten times as long
 * as a segment takes here, is scanned here.
 */
const PATIENCE_MS = 2000;
const PATIENCE_SEGMENTS = 10;

/** A thread that helps. */
export interface Helper {
  readonly worker: Worker;
  readonly port: MessagePort;
  /** 1 when it has closed the database. */
  readonly closed: Int32Array;
}

export class SharedScan {
  readonly #job: ScanJob;
  readonly #views: readonly SegmentView[];
  readonly #local: LocalScan;
  readonly #helpers: readonly Helper[];
  readonly #results: (SegmentResult | undefined)[];
  /** Segments that another thread could not scan. */
  readonly #returned: number[] = [];
  readonly #helped = new Set<Helper>();
  #slowest = 0;

  constructor(job: ScanJob, views: readonly SegmentView[], local: LocalScan, helpers: readonly Helper[]) {
    this.#job = job;
    this.#views = views;
    this.#local = local;
    this.#helpers = helpers;
    this.#results = new Array<SegmentResult | undefined>(views.length).fill(undefined);
  }

  /** How many threads have given results so far, this one among them. */
  get workers(): number {
    return this.#helped.size + 1;
  }

  /** What each segment comes to, in their order, as soon as it and all before it are there. */
  *results(): Generator<SegmentResult> {
    const { shared } = this.#job;
    for (let merged = 0; merged < this.#views.length; ) {
      const posted = Atomics.load(shared, POSTED);
      this.#receive();
      const result = this.#results[merged];
      if (result) {
        this.#results[merged++] = undefined;
        yield result;
        continue;
      }
      const next = this.#returned.pop() ?? takeSegment(this.#job);
      if (next !== undefined) this.#scanHere(next);
      else if (!this.#comesMore(posted)) this.#scanHere(merged);
    }
  }

  #scanHere(index: number): void {
    const view = this.#views[index];
    if (!view) return;
    const start = performance.now();
    this.#results[index] = this.#local(view);
    this.#slowest = Math.max(this.#slowest, performance.now() - start);
  }

  /** Waits until another thread sends something; false when that takes too long. */
  #comesMore(posted: number): boolean {
    const patience = Math.max(PATIENCE_MS, this.#slowest * PATIENCE_SEGMENTS);
    return Atomics.wait(this.#job.shared, POSTED, posted, patience) !== 'timed-out';
  }

  #receive(): void {
    for (const helper of this.#helpers) {
      for (let item = receiveMessageOnPort(helper.port); item; item = receiveMessageOnPort(helper.port)) {
        const { job, index, result }: FromScanThread = item.message;
        if (job !== this.#job.job) continue;
        if (result === undefined) this.#returned.push(index);
        else {
          this.#results[index] = result;
          this.#helped.add(helper);
        }
      }
    }
  }
}
