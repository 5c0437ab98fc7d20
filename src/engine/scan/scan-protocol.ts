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

/** The places in `ScanJob.shared`. */
export const NEXT = 0;
export const POSTED = 1;

/** A scan that several threads share. Each takes the next segment that nobody has taken until there is none. */
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
  /** `NEXT`: the next segment to take. `POSTED`: how many messages have been sent, to be waited for. */
  readonly shared: Int32Array;
}

export type ToScanThread = ScanJob | { readonly type: 'close' };

export interface FromScanThread {
  readonly job: number;
  readonly index: number;
  /** Undefined when the segment could not be scanned here: the thread of the query does it, and meets the error if it is one. */
  readonly result: SegmentResult | undefined;
}
