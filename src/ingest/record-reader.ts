/**
 * Finds the records in a stream of bytes, whatever they are wrapped in: `{"Records":[…]}`, an array, lines, consecutive values, a single
 * event, or the lines of a CloudWatch Logs export. The content decides. Bytes are pushed in; events and rejects come out through a sink.
 */

import type { JsonWalker } from './json-walk.ts';
import { ReadingSummary, type SourceEnd } from './reading-summary.ts';
import { recordKind } from './record-kind.ts';
import { Resync, type ResyncPlace } from './resync.ts';
import { parseTime } from './time.ts';
import { Window } from './window.ts';

/** Bytes of a reject that are kept; CloudTrail's own limit for a record is 256 KB, for a Lake record 1 MB. */
export const REJECT_BYTES = 1 << 20;
/** `2024-01-31T23:59:59.999+00:00 ` and some: enough to tell a line of an export. */
const LINE_TIME_BYTES = 40;
const LINE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)) /;
const NO_OBJECT = 'not a JSON object';

export interface FoundReject {
  /** In the decompressed source, bytes. */
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  /** The first `REJECT_BYTES` of it. */
  readonly bytes: Uint8Array;
}

/** Takes what the reader finds. */
export interface RecordSink {
  /** The walker that fills the segment being built; asked for anew for each record. */
  readonly walker: JsonWalker;
  /** Whether reading must pause until the segment is sealed. */
  readonly full: boolean;
  /** The walker has just passed the event in `[start, end)`. `time`: the time of its line in an export, epoch milliseconds. */
  event(bytes: Uint8Array, start: number, end: number, time: number | undefined): void;
  /** Forgets the leaves that the walker has emitted since the last event. */
  abandon(): void;
  reject(reject: FoundReject): void;
}

type State =
  /** Before the first byte that counts. */
  | 'start'
  /** Between the values at the top level. */
  | 'top'
  /** After the opening bracket of an array. */
  | 'first'
  /** After a comma. */
  | 'element'
  /** After an element. */
  | 'separator'
  /** After the `Records` array, in its envelope. */
  | 'rest'
  /** In a damaged record. */
  | 'resync'
  /** Nothing here can be read. */
  | 'skip';

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

export class RecordReader {
  readonly #sink: RecordSink;
  readonly #maxRecordBytes: number;
  readonly #window = new Window();
  readonly #summary = new ReadingSummary();
  readonly #frames: ('records' | 'array')[] = [];
  #state: State = 'start';
  /** Bytes that must be there before the value at the start of the window is tried again. */
  #retryAt = 0;
  #resync: { readonly scan: Resync; readonly offset: number; readonly reason: string; kept?: Uint8Array } | undefined;

  constructor(sink: RecordSink, maxRecordBytes: number) {
    this.#sink = sink;
    this.#maxRecordBytes = maxRecordBytes;
  }

  /** Adds decompressed bytes; `advance` reads them. */
  push(bytes: Uint8Array): void {
    if (this.#state !== 'skip') this.#window.append(bytes);
  }

  /**
   * Reads on. `'full'`: the segment is full, call again when it has been sealed. `'more'`: all that can be read has been; with `final`,
   * everything has.
   */
  advance(final: boolean): 'full' | 'more' {
    while (this.#step(final)) if (this.#sink.full) return 'full';
    return 'more';
  }

  /** How the source ended; `damage` says what was wrong with the bytes themselves (a truncated stream, …). */
  finish(damage?: string): SourceEnd {
    if (this.#frames.length > 0) this.#summary.damage('the data ends before the array of records is closed');
    return this.#summary.end(damage, (held) => this.#sink.reject(held));
  }

  /** One value, separator or bracket; false when more bytes are needed or the end is reached. */
  #step(final: boolean): boolean {
    const window = this.#window;
    if (this.#state === 'resync') return this.#resume(final);
    if (this.#state === 'skip') {
      window.start = window.end;
      return false;
    }
    if (this.#state === 'start') {
      const { buffer, start } = window;
      if (window.length < 3 && !final) return false;
      if (window.length >= 3 && buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf) {
        window.start += 3;
      }
      if (window.length > 0) this.#summary.anyBytes = true;
      this.#state = 'top';
    }
    if (this.#state === 'rest') return this.#rest(final);
    while (window.start < window.end && isSpace(window.buffer[window.start])) {
      if (window.buffer[window.start] === 0x0a) this.#summary.newLine();
      window.start++;
    }
    if (window.length === 0) return false;
    const byte = window.buffer[window.start] as number;
    if (this.#state === 'top') return this.#top(byte, final);
    if (this.#state === 'separator') return this.#separator(byte);
    if (byte === 0x5d) {
      if (this.#state === 'element')
        this.#summary.damage(`a comma without a record after it at byte ${window.offset(window.start)}`);
      return this.#closeArray();
    }
    return this.#value(final, 'array');
  }

  #top(byte: number, final: boolean): boolean {
    const window = this.#window;
    if (byte === 0x7b) return this.#value(final, 'top');
    if (byte === 0x5b) {
      this.#summary.found('array');
      return this.#open('array', window.start + 1);
    }
    if (byte >= 0x30 && byte <= 0x39) {
      if (window.length < LINE_TIME_BYTES && !final) return false;
      const head = window.buffer.toString('latin1', window.start, Math.min(window.end, window.start + LINE_TIME_BYTES));
      const time = LINE_TIME.exec(head)?.[1];
      if (time !== undefined) return this.#line(time, final);
    }
    if (this.#summary.values === 0) {
      if (window.length < 4096 && !final) return false;
      this.#summary.unreadable(window.buffer.subarray(window.start, Math.min(window.end, window.start + 4096)));
      this.#state = 'skip';
      return true;
    }
    return this.#damaged(NO_OBJECT, 'line');
  }

  #open(frame: 'records' | 'array', next: number): true {
    this.#frames.push(frame);
    this.#window.start = next;
    this.#state = 'first';
    this.#retryAt = 0;
    return true;
  }

  #closeArray(): true {
    this.#window.start++;
    this.#state = this.#frames.pop() === 'records' ? 'rest' : this.#outer();
    return true;
  }

  #outer(): State {
    return this.#frames.length === 0 ? 'top' : 'separator';
  }

  #separator(byte: number): boolean {
    const window = this.#window;
    if (byte === 0x5d) return this.#closeArray();
    if (byte === 0x2c) {
      window.start++;
      this.#state = 'element';
      return true;
    }
    if (byte !== 0x7b) return this.#damaged('expected a comma or ]', 'array');
    this.#summary.damage(`no comma between two records at byte ${window.offset(window.start)}`);
    this.#state = 'element';
    return true;
  }

  /** Members of the envelope after its `Records`. */
  #rest(final: boolean): boolean {
    const window = this.#window;
    if (!final && window.length < this.#retryAt) return false;
    const walker = this.#sink.walker;
    const status = walker.walkRest(window.buffer, window.start, window.end, { stopAtRecords: true });
    this.#sink.abandon();
    if (status === 'records') return this.#open('records', walker.end);
    if (status === 'incomplete') {
      if (!final && window.length < this.#maxRecordBytes) return this.#wait();
      this.#summary.damage('the envelope of the records is not closed');
      this.#state = final ? 'skip' : 'top';
      return true;
    }
    this.#state = this.#outer();
    this.#retryAt = 0;
    if (status === 'complete') window.start = walker.end;
    else return this.#damaged(this.#words(walker), this.#frames.length === 0 ? 'top' : 'array');
    return true;
  }

  #wait(): false {
    // Trying only when there is twice as much keeps long records linear.
    this.#retryAt = this.#window.length * 2;
    return false;
  }

  /** The value at the start of the window. */
  #value(final: boolean, place: 'top' | 'array'): boolean {
    const window = this.#window;
    const { buffer, start, end } = window;
    if (!final && window.length < this.#retryAt) return false;
    const walker = this.#sink.walker;
    const stopAtRecords = this.#frames.at(-1) !== 'records';
    // One byte more than allowed tells a record that is too long, however many bytes have come already.
    const limit = Math.min(end, start + this.#maxRecordBytes + 1);
    const status = walker.walk(buffer, start, limit, { stopAtRecords });
    if (status === 'incomplete') {
      this.#sink.abandon();
      if (limit - start > this.#maxRecordBytes) return this.#tooLong(place);
      if (!final) return this.#wait();
      this.#summary.damage('the data ends inside a record');
      this.#reject(start, end, 'the data ends inside this record');
      this.#frames.length = 0;
      this.#state = 'skip';
      return true;
    }
    this.#retryAt = 0;
    if (status === 'records') {
      this.#sink.abandon();
      this.#summary.found('cloudtrail');
      return this.#open('records', walker.end);
    }
    if (status === 'invalid') {
      const reason = this.#words(walker);
      this.#sink.abandon();
      return this.#damaged(reason, place);
    }
    if (walker.end - start > this.#maxRecordBytes) {
      this.#sink.abandon();
      return this.#tooLong(place);
    }
    if (place === 'top') this.#summary.found('value');
    this.#complete(start, walker.end, undefined);
    window.start = walker.end;
    this.#state = place === 'top' ? 'top' : 'separator';
    return true;
  }

  /** A well-formed value that the walker has just passed. */
  #complete(start: number, end: number, time: number | undefined): void {
    const { buffer } = this.#window;
    const walker = this.#sink.walker;
    const kind = buffer[start] === 0x7b ? recordKind(walker.facts) : undefined;
    if (kind === 'event') {
      this.#flushHeld();
      this.#summary.records++;
      this.#sink.event(buffer, start, end, time);
      return;
    }
    this.#sink.abandon();
    if (kind !== undefined && this.#summary.takesForeign(kind)) return;
    const reason =
      kind !== undefined
        ? `${kind.words}, not a CloudTrail event`
        : buffer[start] === 0x7b
          ? 'not a CloudTrail event'
          : NO_OBJECT;
    if (this.#frames.length === 0 && time === undefined && this.#summary.values === 1) {
      // A document of its own, unless more values follow.
      this.#summary.hold(this.#cut(start, end, reason));
      return;
    }
    this.#reject(start, end, reason);
  }

  /** A line of a CloudWatch Logs export. */
  #line(time: string, final: boolean): boolean {
    const window = this.#window;
    if (!final && window.length < this.#retryAt) return false;
    const { buffer, start } = window;
    const newLine = buffer.subarray(start, window.end).indexOf(0x0a);
    if (newLine < 0 && !final) return window.length > this.#maxRecordBytes ? this.#tooLong('line') : this.#wait();
    this.#retryAt = 0;
    this.#summary.found('cloudwatch-export');
    const end = newLine < 0 ? window.end : start + newLine;
    const message = start + time.length + 1;
    const walker = this.#sink.walker;
    const status = walker.walk(buffer, message, end, { final: true });
    let after = walker.end;
    while (status === 'complete' && after < end && isSpace(buffer[after])) after++;
    if (status === 'complete' && after === end && end - start <= this.#maxRecordBytes) {
      const milliseconds = parseTime(Buffer.from(time));
      this.#complete(message, walker.end, Number.isNaN(milliseconds) ? undefined : milliseconds);
    } else {
      const reason = status === 'invalid' ? this.#words(walker, message) : 'the line does not hold one JSON value';
      this.#sink.abandon();
      this.#summary.damage('lines that do not hold one JSON value');
      this.#reject(message, end, reason);
    }
    window.start = end;
    return true;
  }

  #words(walker: JsonWalker, start = this.#window.start): string {
    return `${walker.error} at byte ${walker.errorOffset - start}`;
  }

  #tooLong(place: ResyncPlace): true {
    return this.#damaged(`longer than ${this.#maxRecordBytes} bytes`, place);
  }

  #damaged(reason: string, place: ResyncPlace): true {
    this.#summary.damage('records that are not valid JSON');
    if (place !== 'array') this.#summary.found('value');
    const offset = this.#window.offset(this.#window.start);
    this.#resync = { scan: new Resync(place), offset, reason };
    this.#state = 'resync';
    this.#retryAt = 0;
    return true;
  }

  /** Goes on after a damaged record; lets go of its bytes beyond those that are kept. */
  #resume(final: boolean): boolean {
    const window = this.#window;
    const resync = this.#resync;
    if (resync === undefined) return false;
    const origin = resync.offset - window.offset(0);
    const found = resync.scan.scan(window.buffer, origin, window.end, final);
    const length = found?.end ?? resync.scan.scanned;
    if (found === undefined && !final) {
      if (length > REJECT_BYTES) {
        resync.kept ??= Uint8Array.from(window.buffer.subarray(origin, origin + REJECT_BYTES));
        window.start = origin + length;
      }
      return false;
    }
    const total = found?.end ?? window.offset(window.end) - resync.offset;
    this.#flushHeld();
    this.#summary.reject(false);
    const bytes =
      resync.kept ?? Uint8Array.from(window.buffer.subarray(origin, origin + Math.min(total, REJECT_BYTES)));
    this.#sink.reject({ offset: resync.offset, length: total, reason: resync.reason, bytes });
    this.#resync = undefined;
    window.start = found === undefined ? window.end : origin + found.next;
    this.#state = this.#frames.length === 0 ? 'top' : found?.atRecord === true ? 'element' : 'separator';
    return true;
  }

  #flushHeld(): void {
    const held = this.#summary.releaseHeld();
    if (held !== undefined) this.#sink.reject(held);
  }

  #cut(start: number, end: number, reason: string): FoundReject {
    const bytes = Uint8Array.from(this.#window.buffer.subarray(start, Math.min(end, start + REJECT_BYTES)));
    return { offset: this.#window.offset(start), length: end - start, reason, bytes };
  }

  #reject(start: number, end: number, reason: string): void {
    this.#flushHeld();
    this.#summary.reject(true);
    this.#sink.reject(this.#cut(start, end, reason));
    this.#window.start = end;
  }
}
