/** Reads on after damage: keeps the first bytes of what is damaged, and makes sure that what looks like the next record is one. */

import type { FirstKeys } from './event-marks.ts';
import { recordKind } from './record-kind.ts';
import { type FoundReject, REJECT_BYTES, type RecordSink } from './record-sink.ts';
import { type DamageStart, type Resumption, Resync } from './resync.ts';
import type { Window } from './window.ts';

/** Bytes that may be read again to tell records from other objects: so many, and so many for each byte of the data. */
const TRIAL_BYTES = 4 << 20;
const TRIAL_SHARE = 4;

interface Damage {
  readonly scan: Resync;
  readonly offset: number;
  readonly reason: string;
  /** The first bytes, once the window has let go of them. */
  kept?: Uint8Array;
}

export interface Recovered {
  readonly reject: FoundReject;
  /** Undefined at the end of the data. */
  readonly found: Resumption | undefined;
}

export class Recovery {
  readonly #window: Window;
  readonly #keys: FirstKeys;
  readonly #sink: RecordSink;
  readonly #maxRecordBytes: number;
  #damage: Damage | undefined;
  #trialBytes = 0;
  /** Bytes that must be there before a trial is made again. */
  #retryAt = 0;

  constructor(window: Window, keys: FirstKeys, sink: RecordSink, maxRecordBytes: number) {
    this.#window = window;
    this.#keys = keys;
    this.#sink = sink;
    this.#maxRecordBytes = maxRecordBytes;
  }

  /** The bytes at the start of the window cannot be read. */
  begin(reason: string, start: DamageStart): void {
    this.#damage = { scan: new Resync(start, this.#keys), offset: this.#window.offset(this.#window.start), reason };
    this.#retryAt = 0;
  }

  /** Moves the window to where reading goes on; undefined while more bytes are needed. */
  resume(final: boolean): Recovered | undefined {
    const window = this.#window;
    const damage = this.#damage;
    if (damage === undefined) return undefined;
    const origin = damage.offset - window.offset(0);
    const { scan, offset, reason } = damage;
    let found = scan.scan(window.buffer, origin, window.end, final);
    while (found?.doubtful === true) {
      const isRecord = this.#tryRecord(origin + found.next, final);
      if (isRecord === undefined) {
        this.#letGo(damage, origin, found.next);
        return undefined;
      }
      if (isRecord) break;
      scan.refuse(found.next);
      found = scan.scan(window.buffer, origin, window.end, final);
    }
    if (found === undefined && !final) {
      this.#letGo(damage, origin, scan.scanned);
      return undefined;
    }
    const length = found?.end ?? window.end - origin;
    const bytes = damage.kept ?? headOf(window, origin, length);
    this.#damage = undefined;
    window.start = found === undefined ? window.end : origin + found.next;
    return { reject: { offset, length, reason, bytes }, found };
  }

  /** Damaged bytes that are passed and will not be kept need not stay in the window. */
  #letGo(damage: Damage, origin: number, length: number): void {
    if (length <= REJECT_BYTES) return;
    damage.kept ??= headOf(this.#window, origin, length);
    this.#window.start = origin + length;
  }

  /** Whether an event starts at `start`; undefined while more bytes are needed. */
  #tryRecord(start: number, final: boolean): boolean | undefined {
    const { buffer, end } = this.#window;
    if (this.#trialBytes > TRIAL_BYTES + TRIAL_SHARE * this.#window.offset(start)) return false;
    if (!final && end - start < this.#retryAt) return undefined;
    const limit = Math.min(end, start + this.#maxRecordBytes + 1);
    const walker = this.#sink.walker;
    const status = walker.walk(buffer, start, limit);
    this.#sink.abandon();
    if (status === 'incomplete' && !final && limit - start <= this.#maxRecordBytes) {
      // Trying only when there is twice as much keeps long records linear.
      this.#retryAt = (end - start) * 2;
      return undefined;
    }
    this.#retryAt = 0;
    const stopped = status === 'invalid' ? walker.errorOffset : status === 'complete' ? walker.end : limit;
    this.#trialBytes += stopped - start;
    return status === 'complete' && recordKind(walker.facts) === 'event';
  }
}

function headOf(window: Window, origin: number, length: number): Uint8Array {
  return Uint8Array.from(window.buffer.subarray(origin, origin + Math.min(length, REJECT_BYTES)));
}
