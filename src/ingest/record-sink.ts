/** What reading finds, and where it goes. */

import type { JsonWalker } from './json-walk.ts';

/** Bytes of a reject that are kept; CloudTrail's own limit for a record is 256 KB, for a Lake record 1 MB. */
export const REJECT_BYTES = 1 << 20;

export interface FoundReject {
  /** In the decompressed source, bytes. */
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  /** The first `REJECT_BYTES` of it. */
  readonly bytes: Uint8Array;
}

/** What the log says that an event was read out of. */
export interface LogOrigin {
  /** CloudWatch's time of the event, epoch milliseconds. */
  readonly time?: number | undefined;
  /** `@log`: account and log group. */
  readonly log?: string | undefined;
  readonly stream?: string | undefined;
  /** CloudWatch's id of the event. */
  readonly id?: string | undefined;
}

/** Takes what the reader finds. */
export interface RecordSink {
  /** The walker that fills the segment being built; asked for anew for each record. */
  readonly walker: JsonWalker;
  /** Whether reading must pause until the segment is sealed. */
  readonly full: boolean;
  /** The walker has just passed the event in `[start, end)`. `time`: its time in CloudWatch Logs, epoch milliseconds; `log`: where it was there. */
  event(bytes: Uint8Array, start: number, end: number, time: number | undefined, log?: LogOrigin): void;
  /** Forgets the leaves that the walker has emitted since the last event. */
  abandon(): void;
  reject(reject: FoundReject): void;
}
