/**
 * Finds the records in a stream of bytes, whatever they are wrapped in: `{"Records":[…]}`, an array, lines, consecutive values, a single
 * event, or the lines of a CloudWatch Logs export. The content decides. Bytes are pushed in; events and rejects come out through a sink.
 */

import { beginsEnvelope, FirstKeys, holdsEvents, isSpace, LOOK_AHEAD, namesRecords } from './event-marks.ts';
import { headVerdict } from './head-verdict.ts';
import type { JsonWalker } from './json-walk.ts';
import { ReadingSummary, type SourceEnd } from './reading-summary.ts';
import { eventMarks, type ForeignKind, LOOKUP_EVENTS, recordKind } from './record-kind.ts';
import { type FoundReject, REJECT_BYTES, type RecordSink } from './record-sink.ts';
import { Recovery } from './recovery.ts';
import type { ResyncPlace } from './resync.ts';
import { parseTime } from './time.ts';
import { Window } from './window.ts';

/** `2024-01-31T23:59:59.999+00:00 ` and some: enough to tell a line of an export. */
const LINE_TIME_BYTES = 40;
const LINE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))[ \t]/;
const NO_OBJECT = 'not a JSON object';
const HIDDEN_EVENTS = 'holds events in a form that is not read as a whole';
const NOT_JSON = 'records that are not valid JSON';
/** Of data that does not start with JSON, how much is searched for records. */
const HEAD_BYTES = 1 << 20;
/** Envelopes in envelopes; each level reads what is in it once more. */
const MAX_FRAMES = 4;
/** Bytes between records that are passed over: at the top level, after an element, and before one. */
const STRAY_TOP = new Set([0x00, 0x2c, 0x5d, 0x7d]);
const STRAY_SEPARATOR = new Set([0x00, 0x7d]);
const STRAY_ELEMENT = new Set([0x00, 0x2c, 0x7d]);

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
  /** At an envelope that must be searched for arrays of records. */
  | 'envelope'
  /** After an array, in its envelope. */
  | 'rest'
  /** In a damaged record. */
  | 'resync'
  /** Nothing here can be read. */
  | 'skip';

const isByteOrderMark = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;

export class RecordReader {
  readonly #sink: RecordSink;
  readonly #maxRecordBytes: number;
  readonly #window = new Window();
  readonly #summary = new ReadingSummary();
  readonly #keys = new FirstKeys();
  readonly #frames: ('records' | 'array')[] = [];
  #state: State = 'start';
  /** Bytes that must be there before the value at the start of the window is tried again. */
  #retryAt = 0;
  /** Where the last run of stray bytes ended. */
  #straysEnd = -1;
  readonly #recovery: Recovery;

  constructor(sink: RecordSink, maxRecordBytes: number) {
    this.#sink = sink;
    this.#maxRecordBytes = maxRecordBytes;
    this.#recovery = new Recovery(this.#window, this.#keys, sink, maxRecordBytes);
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

  /** How the source ended, after which nothing more can be read; `damage` says what was wrong with the bytes themselves (a truncated stream, …). */
  finish(damage?: string): SourceEnd {
    if (this.#frames.length > 0) this.#summary.damage('the data ends before the array of records is closed');
    this.#window.release();
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
      if (window.length >= 3 && isByteOrderMark(buffer, start)) window.start += 3;
      if (window.length > 0) this.#summary.anyBytes = true;
      this.#state = 'top';
    }
    if (this.#state === 'envelope' || this.#state === 'rest') return this.#envelope(final);
    while (window.start < window.end && isSpace(window.buffer[window.start])) {
      if (window.buffer[window.start] === 0x0a) this.#summary.newLine();
      window.start++;
    }
    if (window.length === 0) return false;
    const byte = window.buffer[window.start] as number;
    if (this.#skipStrays(byte)) return true;
    if (this.#state === 'top') return this.#top(byte, final);
    if (this.#state === 'separator') return this.#separator(byte);
    if (byte === 0x5d) {
      if (this.#state === 'element') this.#summary.damage('a comma without a record after it');
      return this.#closeArray();
    }
    return this.#value(final, 'array');
  }

  /** Punctuation that is too much, and padding: what lies around it can be read. */
  #skipStrays(byte: number): boolean {
    const window = this.#window;
    const atTop = this.#state === 'top';
    const strays = atTop ? STRAY_TOP : this.#state === 'separator' ? STRAY_SEPARATOR : STRAY_ELEMENT;
    if (!strays.has(byte) || (atTop && this.#summary.values === 0)) return false;
    // A run is told once, also when it comes in several chunks.
    if (this.#straysEnd !== window.offset(window.start)) this.#summary.damage('stray bytes between records');
    while (window.start < window.end && strays.has(window.buffer[window.start] as number)) window.start++;
    this.#straysEnd = window.offset(window.start);
    return true;
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
      if (window.length < HEAD_BYTES && !final) return false;
      const head = window.buffer.subarray(window.start, Math.min(window.end, window.start + HEAD_BYTES));
      const verdict = headVerdict(head);
      if (verdict.recognised || !holdsEvents(head, 0, head.length)) {
        this.#summary.unreadable(verdict.end);
        this.#state = 'skip';
        return true;
      }
    } else if (byte === 0xef) {
      if (window.length < 3 && !final) return false;
      if (window.length >= 3 && isByteOrderMark(window.buffer, window.start)) {
        window.start += 3;
        return true;
      }
    }
    if (window.length < LOOK_AHEAD && !final) return false;
    const isRecord = !namesRecords(window.buffer, window.start, window.end);
    return this.#damaged(NO_OBJECT, 'line', window.start, isRecord);
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
    if (byte !== 0x7b) return this.#damaged('expected a comma or ]', 'array', window.start, true);
    this.#summary.damage('no comma between two records');
    this.#state = 'element';
    return true;
  }

  /** The envelope at the start of the window, or its members after an array: goes to the next array of records in it. */
  #envelope(final: boolean): boolean {
    const window = this.#window;
    if (!final && window.length < this.#retryAt) return false;
    const { buffer, start } = window;
    const end = Math.min(window.end, start + this.#maxRecordBytes + 1);
    const tooLong = end - start > this.#maxRecordBytes;
    const walker = this.#sink.walker;
    const whole = this.#state === 'envelope';
    let status = whole
      ? walker.walk(buffer, start, end, { stopAt: 'arrays' })
      : walker.walkRest(buffer, start, end, { stopAt: 'arrays' });
    if (status === 'array') {
      const { end: inside, member } = walker;
      if (member === 'Records') return this.#openMember(inside, undefined);
      const first = walker.walk(buffer, inside, end);
      if (first === 'complete' && recordKind(walker.facts) === 'event') return this.#openMember(inside, member);
      status = first === 'incomplete' ? first : walker.walk(buffer, inside - 1, end);
      if (status === 'complete' && !holdsEvents(buffer, start, walker.end)) {
        this.#sink.abandon();
        window.start = walker.end;
        this.#state = 'rest';
        this.#retryAt = 0;
        return true;
      }
    }
    this.#sink.abandon();
    if (status === 'incomplete' && !final && !tooLong) return this.#wait();
    this.#retryAt = 0;
    this.#state = this.#outer();
    const place = this.#frames.length === 0 ? 'top' : 'array';
    if (status === 'invalid') {
      const reason = this.#words(walker);
      // A value of its own: the envelope has lost its end.
      if (!whole && this.#afterSpace(start) === 0x7b) {
        this.#summary.damage('the envelope of the records is not closed');
        return true;
      }
      return this.#damaged(reason, place, walker.errorOffset, false);
    }
    const known = status === 'complete' ? walker.end : end;
    if (whole || holdsEvents(buffer, start, known)) return this.#damaged(HIDDEN_EVENTS, place, known, false);
    if (status === 'complete') {
      window.start = known;
      return true;
    }
    this.#summary.damage('the envelope of the records is not closed');
    if (!tooLong) this.#state = 'skip';
    return true;
  }

  /** Enters an array of records; `member` is its name if that is not `Records`. */
  #openMember(inside: number, member: string | undefined): true {
    const { buffer, start } = this.#window;
    this.#sink.abandon();
    if (member !== undefined) this.#summary.recordsIn(member);
    if (holdsEvents(buffer, start, inside)) {
      this.#summary.damage('members of the envelope that hold events');
      this.#reject(start, inside, HIDDEN_EVENTS);
    }
    return this.#open('records', inside);
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
    // One byte more than allowed tells a record that is too long, however many bytes have come already.
    const limit = Math.min(end, start + this.#maxRecordBytes + 1);
    const stopAt = this.#frames.at(-1) === 'records' ? undefined : 'records';
    let status = walker.walk(buffer, start, limit, { stopAt });
    if (status === 'array' && recordKind(walker.facts) === 'event') {
      this.#sink.abandon();
      status = walker.walk(buffer, start, limit);
    }
    if (status === 'incomplete') {
      this.#sink.abandon();
      if (limit - start > this.#maxRecordBytes) return this.#tooLong(place, limit);
      if (!final) return this.#wait();
      const words = 'the data ends inside a record';
      return this.#damaged('the data ends inside this record', place, end, this.#isRecord(), words);
    }
    this.#retryAt = 0;
    if (status === 'array') {
      this.#sink.abandon();
      if (holdsEvents(buffer, start, walker.end)) return this.#search();
      this.#summary.found('cloudtrail');
      return this.#open('records', walker.end);
    }
    if (status === 'invalid') {
      const reason = this.#words(walker);
      this.#sink.abandon();
      return this.#damaged(reason, place, walker.errorOffset, this.#isRecord());
    }
    if (walker.end - start > this.#maxRecordBytes) {
      this.#sink.abandon();
      return this.#tooLong(place, limit);
    }
    if (place === 'array' && buffer[start] === 0x5b && holdsEvents(buffer, start, walker.end)) {
      const { end: known } = walker;
      this.#sink.abandon();
      return this.#damaged(HIDDEN_EVENTS, place, known, false);
    }
    if (place === 'array' && buffer[start] !== 0x7b) {
      const next = this.#afterSpace(walker.end);
      if (next === undefined && !final && window.length < this.#maxRecordBytes) return this.#wait();
      if (next !== undefined && next !== 0x2c && next !== 0x5d) {
        this.#sink.abandon();
        return this.#damaged(NO_OBJECT, place, walker.end, true);
      }
    }
    const kind = this.#kindAt(start);
    if ((kind === undefined || kind === LOOKUP_EVENTS) && this.#frames.length < MAX_FRAMES) {
      if (buffer[start] === 0x7b && holdsEvents(buffer, start, walker.end)) {
        this.#sink.abandon();
        return this.#search();
      }
    }
    if (place === 'top') this.#summary.found('value');
    this.#complete(start, walker.end, undefined);
    window.start = walker.end;
    this.#state = place === 'top' ? 'top' : 'separator';
    return true;
  }

  /** Goes through the envelope at the start of the window member by member. */
  #search(): true {
    this.#summary.found('cloudtrail');
    this.#state = 'envelope';
    this.#retryAt = 0;
    return true;
  }

  /** Whether the value at the start of the window, which the walker could not pass, is a record and not something around records. */
  #isRecord(): boolean {
    const { buffer, start, end } = this.#window;
    if (this.#keys.find(buffer, start, end) !== undefined || eventMarks(this.#sink.walker.facts) > 0) return true;
    if (buffer[start] === 0x5b && this.#afterSpace(start + 1) === 0x7b) return false;
    const frame = this.#frames.at(-1);
    return frame === 'records' ? !beginsEnvelope(buffer, start, end) : frame === 'array' && buffer[start] !== 0x7b;
  }

  /** The first byte after white space, if it is there. */
  #afterSpace(start: number): number | undefined {
    const { buffer, end } = this.#window;
    let at = start;
    while (at < end && isSpace(buffer[at])) at++;
    return at < end ? buffer[at] : undefined;
  }

  /** What the value at `start` is, which the walker has just passed. */
  #kindAt(start: number): 'event' | ForeignKind | undefined {
    return this.#window.buffer[start] === 0x7b ? recordKind(this.#sink.walker.facts) : undefined;
  }

  /** A well-formed value that the walker has just passed. */
  #complete(start: number, end: number, time: number | undefined): void {
    const { buffer } = this.#window;
    const kind = this.#kindAt(start);
    if (kind === 'event') {
      this.#keys.learn(buffer, start, end);
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
    if (holdsEvents(buffer, start, end)) this.#summary.damage('records that hold events in another form');
    this.#reject(start, end, reason);
  }

  /** A line of a CloudWatch Logs export. */
  #line(time: string, final: boolean): boolean {
    const window = this.#window;
    if (!final && window.length < this.#retryAt) return false;
    const { buffer, start } = window;
    const newLine = buffer.subarray(start, window.end).indexOf(0x0a);
    if (newLine < 0 && !final) {
      return window.length > this.#maxRecordBytes ? this.#tooLong('line', start, true) : this.#wait();
    }
    this.#retryAt = 0;
    this.#summary.found('cloudwatch-export');
    const end = newLine < 0 ? window.end : start + newLine;
    let message = start + time.length + 1;
    while (message < end && isSpace(buffer[message])) message++;
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

  #tooLong(place: ResyncPlace, valid: number, isRecord = this.#isRecord()): true {
    const words = 'records longer than the limit';
    return this.#damaged(`longer than ${this.#maxRecordBytes} bytes`, place, valid, isRecord, words);
  }

  /** The bytes at the start of the window cannot be read; as far as `valid` they are JSON. `isRecord`: see `DamageStart`. */
  #damaged(reason: string, place: ResyncPlace, valid: number, isRecord: boolean, words = NOT_JSON): true {
    this.#summary.damage(words);
    if (place !== 'array') this.#summary.found('value');
    const { start } = this.#window;
    this.#recovery.begin(reason, { place, valid: valid - start, isRecord });
    this.#state = 'resync';
    this.#retryAt = 0;
    return true;
  }

  /** Goes on after damage. */
  #resume(final: boolean): boolean {
    const recovered = this.#recovery.resume(final);
    if (recovered === undefined) return false;
    const { reject, found } = recovered;
    this.#flushHeld();
    this.#summary.reject(false);
    this.#sink.reject(reject);
    // Damage up to the end has been told: that the array is not closed either says no more.
    if (found === undefined) this.#frames.length = 0;
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
