/** What the thread of a query and the threads that help it scan say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { QueryContext } from '../functions/definition.ts';
import type { PlanStage } from '../plan.ts';
import type { SegmentResult } from './scan-segment.ts';

/** What a scan thread is started with. */
export interface ScanThreadData {
  /** The database file. */
  readonly path: string;
  readonly port: MessagePort;
  /** Set to 1 when the thread has closed the file. */
  readonly closed: Int32Array;
}

/** The places in `ScanJob.shared`: `TAKEN` is that of the first segment, which the others follow. */
export const POSTED = 0;
export const TAKEN = 1;

/** A scan that several threads share. Each takes segments that nobody has taken until there is none. */
export interface ScanJob {
  readonly type: 'scan';
  /** Tells results from late ones of an earlier job. */
  readonly job: number;
  /** The stages of the scan, from which each thread makes the same plan. */
  readonly stages: readonly PlanStage[];
  readonly context: QueryContext;
  /** Inclusive bounds of the time range, epoch milliseconds; undefined means unbounded. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** Segments with the checksums of their manifests: another thread may see a file that has changed. */
  readonly segments: readonly { readonly id: number; readonly manifest: number }[];
  /** `POSTED`: how many messages have been sent, to be waited for. `TAKEN`: 1 for each segment that somebody has taken. */
  readonly shared: Int32Array;
  /** The number of the thread that it is sent to; that of the query has 0. */
  readonly thread: number;
  readonly threads: number;
}

export function newShared(segments: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer((TAKEN + segments) * Int32Array.BYTES_PER_ELEMENT));
}

/**
 * Takes a segment that nobody has taken, the first one of those that are this thread's in every scan: what it has read of them before is still in its
 * caches. Gives its index; undefined when there is none left.
 */
export function takeSegment({ segments, shared, thread, threads }: ScanJob): number | undefined {
  const take = (index: number): boolean => Atomics.compareExchange(shared, TAKEN + index, 0, 1) === 0;
  const own = segments.findIndex(({ id }, index) => id % threads === thread && take(index));
  const taken = own >= 0 ? own : segments.findIndex((_, index) => take(index));
  return taken >= 0 ? taken : undefined;
}

/** Takes all that is left, so that nobody else does. */
export function takeRest({ segments, shared }: ScanJob): void {
  for (let index = 0; index < segments.length; index++) Atomics.store(shared, TAKEN + index, 1);
}

export type ToScanThread = ScanJob | { readonly type: 'close' };

export interface FromScanThread {
  readonly job: number;
  readonly index: number;
  /** Undefined when the segment could not be scanned here: the thread of the query does it, and meets the error if it is one. */
  readonly result: SegmentResult | undefined;
}
