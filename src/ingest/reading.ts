/** What all readers of one source share: the window over its bytes, the verdict so far, and how findings are told. */

import { FirstKeys, holdsEvents } from './event-marks.ts';
import type { JsonWalker } from './json-walk.ts';
import { type IngestLimits, setting } from './limits.ts';
import { ReadingSummary } from './reading-summary.ts';
import { type ForeignKind, recordKind } from './record-kind.ts';
import { type FoundReject, type LogOrigin, REJECT_BYTES, type RecordSink } from './record-sink.ts';
import { Recovery } from './recovery.ts';
import { Window } from './window.ts';

export const NO_OBJECT = 'not a JSON object';
export const HIDDEN_EVENTS = 'holds events in a form that is not read as a whole';

/** Where a record lies in the source. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** Why a value gives no event. */
export interface NoEvent {
  readonly reason: string;
  /** What it is, if that is known. */
  readonly kind?: ForeignKind;
  /** Something in it cannot be read, or a limit was hit: it must not pass as a document of another kind. */
  readonly broken?: boolean;
}

export class Reading {
  readonly sink: RecordSink;
  readonly limits: IngestLimits;
  readonly window = new Window();
  readonly summary = new ReadingSummary();
  readonly keys = new FirstKeys();
  readonly recovery: Recovery;
  /** Bytes that must be there before the value at the start of the window is tried again. */
  retryAt = 0;

  constructor(sink: RecordSink, limits: IngestLimits) {
    this.sink = sink;
    this.limits = limits;
    this.recovery = new Recovery(this.window, this.keys, sink, limits.maxRecordBytes);
  }

  /** More bytes are needed. Trying only when there is twice as much keeps long records linear. */
  wait(): false {
    this.retryAt = this.window.length * 2;
    return false;
  }

  /** Where in the value at `start` of the window the walker stopped, and why. */
  words(walker: JsonWalker, start: number): string {
    return `${walker.error} at byte ${walker.errorOffset - start}`;
  }

  get tooLong(): string {
    const { maxRecordBytes } = this.limits;
    return `longer than ${maxRecordBytes} bytes ${setting('maxRecordBytes')}`;
  }

  /** What the object at `start` of `bytes` is, which the walker has just passed. */
  kindAt(bytes: Uint8Array, start: number): 'event' | ForeignKind | undefined {
    return bytes[start] === 0x7b ? recordKind(this.sink.walker.facts) : undefined;
  }

  /** An event that the walker has just passed. */
  event(bytes: Buffer, start: number, end: number, log: LogOrigin | undefined): void {
    this.keys.learn(bytes, start, end);
    this.#flushHeld();
    this.summary.records++;
    this.sink.event(bytes, start, end, log?.time, log);
  }

  /** A well-formed value in the window that gives no event, and why. `alone`: it may be a document of its own, unless more values follow. */
  other(start: number, end: number, { reason, kind, broken = false }: NoEvent, alone: boolean): void {
    if (!broken) {
      if (kind !== undefined && this.summary.takesForeign(kind)) return;
      if (alone && this.summary.values === 1) {
        this.summary.hold(this.cut(start, end, reason));
        return;
      }
      if (holdsEvents(this.window.buffer, start, end)) this.summary.damage('records that hold events in another form');
    }
    this.reject(start, end, reason, !broken);
  }

  /** Rejects the bytes of the window from `start` to `end`; reading goes on behind them. */
  reject(start: number, end: number, reason: string, wellFormed = true): void {
    this.rejected(this.cut(start, end, reason), wellFormed);
    this.window.start = end;
  }

  rejected(found: FoundReject, wellFormed: boolean): void {
    this.#flushHeld();
    this.summary.reject(wellFormed);
    this.sink.reject(found);
  }

  cut(start: number, end: number, reason: string): FoundReject {
    const bytes = Uint8Array.from(this.window.buffer.subarray(start, Math.min(end, start + REJECT_BYTES)));
    return { offset: this.window.offset(start), length: end - start, reason, bytes };
  }

  #flushHeld(): void {
    const held = this.summary.releaseHeld();
    if (held !== undefined) this.sink.reject(held);
  }
}

/** Why an object is no event. */
export function reasonOf(bytes: Uint8Array, start: number, kind: ForeignKind | undefined): string {
  if (kind !== undefined) return `${kind.words}, not a CloudTrail event`;
  return bytes[start] === 0x7b ? 'not a CloudTrail event' : NO_OBJECT;
}
