/**
 * Finds the records in a stream of bytes, whatever they are wrapped in: `{"Records":[…]}`, an array, lines, consecutive values, a single
 * event, the lines of a CloudWatch Logs export, the rows of a table, or what other services put around events. The content decides. Bytes are
 * pushed in; events and rejects come out through a sink.
 */

import { CsvRows } from './csv-rows.ts';
import { envelopeStep } from './envelope.ts';
import { beginsEnvelope, holdsEvents, isSpace, LOOK_AHEAD, namesRecords } from './event-marks.ts';
import { exportLine, LINE_TIME_BYTES, lineTime } from './export-lines.ts';
import { headVerdict } from './head-verdict.ts';
import { skipSpace } from './json-slices.ts';
import type { IngestLimits } from './limits.ts';
import { HIDDEN_EVENTS, NO_OBJECT, Reading } from './reading.ts';
import type { SourceEnd } from './reading-summary.ts';
import { eventMarks, type ForeignKind } from './record-kind.ts';
import type { RecordSink } from './record-sink.ts';
import type { ResyncPlace } from './resync.ts';
import { Strays } from './strays.ts';
import { Unwrapper } from './unwrap.ts';
import { containerOf, LISTS, logOf } from './wrappers.ts';

const ARRAY = 'array';
const NOT_JSON = 'records that are not valid JSON';
/** Of data that does not start with JSON, how much is searched for records. */
const HEAD_BYTES = 1 << 20;
/** Envelopes in envelopes; each level reads what is in it once more. */
const MAX_FRAMES = 4;
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
  /** In a table. */
  | 'csv'
  /** Nothing here can be read. */
  | 'skip';

/** A value that is no event while it is searched for events. */
interface Wrapped {
  readonly start: number;
  readonly end: number;
  readonly kind: ForeignKind | undefined;
  readonly search: ReturnType<Unwrapper['unwrap']>;
  /** Whether it is on a line of an export. */
  readonly line: boolean;
  /** Where reading goes on behind it. */
  readonly after: number;
  readonly next: State;
}

const isByteOrderMark = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;

export class RecordReader {
  readonly #reading: Reading;
  /** Made when there is something that is no event: thousands of tiny files have nothing else. */
  #unwrapper: Unwrapper | undefined;
  /** The arrays that are open: `array` at the top level or in another, else the name of the list in an envelope. */
  readonly #frames: string[] = [];
  #state: State = 'start';
  #wrapped: Wrapped | undefined;
  #csv: CsvRows | undefined;
  readonly #strays: Strays;

  constructor(sink: RecordSink, limits: IngestLimits) {
    this.#reading = new Reading(sink, limits);
    this.#strays = new Strays(this.#reading);
  }

  /** Adds decompressed bytes; `advance` reads them. */
  push(bytes: Uint8Array): void {
    if (this.#state !== 'skip') this.#reading.window.append(bytes);
  }

  /**
   * Reads on. `'full'`: the segment is full, call again when it has been sealed. `'more'`: all that can be read has been; with `final`,
   * everything has.
   */
  advance(final: boolean): 'full' | 'more' {
    while (this.#step(final)) if (this.#reading.sink.full) return 'full';
    return 'more';
  }

  /** How the source ended, after which nothing more can be read; `damage` says what was wrong with the bytes themselves (a truncated stream, …). */
  finish(damage?: string): SourceEnd {
    const { summary, window, sink } = this.#reading;
    if (this.#frames.length > 0) summary.damage('the data ends before the array of records is closed');
    window.release();
    return summary.end(damage, (held) => sink.reject(held));
  }

  /** One value, separator or bracket; false when more bytes are needed or the end is reached. */
  #step(final: boolean): boolean {
    const { window, summary } = this.#reading;
    if (this.#wrapped !== undefined) return this.#unwrap(this.#wrapped);
    if (this.#state === 'resync') return this.#resume(final);
    if (this.#state === 'csv') return this.#csv?.step(final) ?? false;
    if (this.#state === 'skip') {
      window.start = window.end;
      return false;
    }
    if (this.#state === 'start') {
      const { buffer, start } = window;
      if (window.length < 3 && !final) return false;
      if (window.length >= 3 && isByteOrderMark(buffer, start)) window.start += 3;
      if (window.length > 0) summary.anyBytes = true;
      this.#state = 'top';
    }
    if (this.#state === 'envelope' || this.#state === 'rest') return this.#envelope(final);
    while (window.start < window.end && isSpace(window.buffer[window.start])) {
      if (window.buffer[window.start] === 0x0a) summary.newLine();
      window.start++;
    }
    if (window.length === 0) return false;
    const byte = window.buffer[window.start] as number;
    if (this.#strays.skip(byte, this.#state)) return true;
    if (this.#state === 'top') return this.#top(byte, final);
    if (this.#state === 'separator') return this.#separator(byte);
    if (byte === 0x5d) {
      if (this.#state === 'element') summary.damage('a comma without a record after it');
      return this.#closeArray();
    }
    return this.#value(final, 'array');
  }

  #top(byte: number, final: boolean): boolean {
    const { window, summary } = this.#reading;
    if (byte === 0x7b) return this.#value(final, 'top');
    if (byte === 0x5b) {
      summary.found('array');
      return this.#open(ARRAY, window.start + 1);
    }
    if (byte >= 0x30 && byte <= 0x39) {
      if (window.length < LINE_TIME_BYTES && !final) return false;
      const time = lineTime(window);
      if (time !== undefined) return this.#line(time, final);
    }
    if (summary.values === 0) {
      if (window.length < HEAD_BYTES && !final) return false;
      if (this.#begin()) return true;
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

  /** The data does not begin with JSON: whether it is something known, or has no events in it. */
  #begin(): boolean {
    const { window, summary } = this.#reading;
    const head = window.buffer.subarray(window.start, Math.min(window.end, window.start + HEAD_BYTES));
    this.#csv = CsvRows.begin(this.#reading, head);
    if (this.#csv !== undefined) {
      this.#state = 'csv';
      return true;
    }
    const verdict = headVerdict(head);
    if (!verdict.recognised && holdsEvents(head, 0, head.length)) return false;
    summary.unreadable(verdict.end);
    this.#state = 'skip';
    return true;
  }

  #open(frame: string, next: number): true {
    this.#frames.push(frame);
    this.#reading.window.start = next;
    this.#state = 'first';
    this.#reading.retryAt = 0;
    return true;
  }

  #closeArray(): true {
    this.#reading.window.start++;
    this.#state = this.#frames.pop() === ARRAY ? this.#outer() : 'rest';
    return true;
  }

  #outer(): State {
    return this.#frames.length === 0 ? 'top' : 'separator';
  }

  #separator(byte: number): boolean {
    const { window, summary } = this.#reading;
    if (byte === 0x5d) return this.#closeArray();
    if (byte === 0x2c) {
      window.start++;
      this.#state = 'element';
      return true;
    }
    if (byte !== 0x7b) return this.#damaged('expected a comma or ]', 'array', window.start, true);
    summary.damage('no comma between two records');
    this.#state = 'element';
    return true;
  }

  /** The envelope at the start of the window, or its members after an array: goes to the next array of records in it. */
  #envelope(final: boolean): boolean {
    const step = envelopeStep(this.#reading, this.#state === 'envelope', final);
    if (step.found === 'nothing') return false;
    if (step.found === 'records') return this.#open('Records', step.inside);
    if (step.found === 'member') {
      this.#state = 'rest';
      return true;
    }
    this.#state = this.#outer();
    if (step.found === 'damage') return this.#damaged(step.reason, this.#place(), step.valid, false);
    if (step.lost) this.#state = 'skip';
    return true;
  }

  #place(): 'top' | 'array' {
    return this.#frames.length === 0 ? 'top' : 'array';
  }

  /** The value at the start of the window. */
  #value(final: boolean, place: 'top' | 'array'): boolean {
    const reading = this.#reading;
    const { window, sink, summary, limits } = reading;
    const { buffer, start, end } = window;
    if (!final && window.length < reading.retryAt) return false;
    const walker = sink.walker;
    // One byte more than allowed tells a record that is too long, however many bytes have come already.
    const limit = Math.min(end, start + limits.maxRecordBytes + 1);
    const stopAt = (this.#frames.at(-1) ?? ARRAY) === ARRAY ? 'records' : undefined;
    let status = walker.walk(buffer, start, limit, { stopAt });
    if (status === 'array' && reading.kindAt(buffer, start) === 'event') {
      sink.abandon();
      status = walker.walk(buffer, start, limit);
    }
    if (status === 'incomplete') {
      sink.abandon();
      if (limit - start > limits.maxRecordBytes) return this.#tooLong(place, limit);
      if (!final) return reading.wait();
      const words = 'the data ends inside a record';
      return this.#damaged('the data ends inside this record', place, end, this.#isRecord(), words);
    }
    reading.retryAt = 0;
    if (status === 'array') {
      sink.abandon();
      if (holdsEvents(buffer, start, walker.end)) return this.#search();
      summary.found(LISTS.get(walker.member) ?? 'cloudtrail');
      return this.#open(walker.member, walker.end);
    }
    if (status === 'invalid') {
      const reason = reading.words(walker, start);
      sink.abandon();
      return this.#damaged(reason, place, walker.errorOffset, this.#isRecord());
    }
    if (walker.end - start > limits.maxRecordBytes) {
      sink.abandon();
      return this.#tooLong(place, limit);
    }
    if (place === 'array' && buffer[start] !== 0x7b) {
      if (buffer[start] === 0x5b && holdsEvents(buffer, start, walker.end)) {
        const { end: known } = walker;
        sink.abandon();
        return this.#damaged(HIDDEN_EVENTS, place, known, false);
      }
      const next = this.#afterSpace(walker.end);
      if (next === undefined && !final && window.length < limits.maxRecordBytes) return reading.wait();
      if (next !== undefined && next !== 0x2c && next !== 0x5d) {
        sink.abandon();
        return this.#damaged(NO_OBJECT, place, walker.end, true);
      }
    }
    const next = place === 'top' ? 'top' : 'separator';
    if (reading.kindAt(buffer, start) === 'event') {
      if (place === 'top') summary.found('value');
      reading.event(buffer, start, walker.end, undefined);
      window.start = walker.end;
      this.#state = next;
      return true;
    }
    return this.#other(start, walker.end, { after: walker.end, next, line: false }, undefined);
  }

  /** Goes through the envelope at the start of the window member by member. */
  #search(): true {
    this.#reading.summary.found('cloudtrail');
    this.#state = 'envelope';
    this.#reading.retryAt = 0;
    return true;
  }

  /** Whether the value at the start of the window, which the walker could not pass, is a record and not something around records. */
  #isRecord(): boolean {
    const { window, keys, sink } = this.#reading;
    const { buffer, start, end } = window;
    if (keys.find(buffer, start, end) !== undefined || eventMarks(sink.walker.facts) > 0) return true;
    if (buffer[start] === 0x5b && this.#afterSpace(start + 1) === 0x7b) return false;
    const frame = this.#frames.at(-1);
    if (frame === undefined) return false;
    return frame === ARRAY ? buffer[start] !== 0x7b : !beginsEnvelope(buffer, start, end);
  }

  /** The first byte after white space, if it is there. */
  #afterSpace(start: number): number | undefined {
    const { buffer, end } = this.#reading.window;
    const at = skipSpace(buffer, start, end);
    return at < end ? buffer[at] : undefined;
  }

  /** A well-formed value that the walker has just passed and that is no event. `time`: that of its line, epoch milliseconds. */
  #other(start: number, end: number, way: Pick<Wrapped, 'after' | 'next' | 'line'>, time: number | undefined): true {
    const { window, sink } = this.#reading;
    const kind = this.#reading.kindAt(window.buffer, start);
    sink.abandon();
    const foreign = kind === 'event' ? undefined : kind;
    const value = { bytes: window.buffer, start, end };
    const log = time === undefined ? logOf(this.#frames.at(-1), undefined, value) : { time };
    this.#unwrapper ??= new Unwrapper(this.#reading);
    const search = this.#unwrapper.unwrap(value, foreign, log, containerOf(this.#frames.at(-1)));
    this.#wrapped = { start, end, kind: foreign, search, ...way };
    return true;
  }

  /** The next record in a value that is no event itself. */
  #unwrap(wrapped: Wrapped): true {
    const { window } = this.#reading;
    const { start, end, kind, search, line, after, next } = wrapped;
    const step = search.next();
    if (step.done !== true) return true;
    this.#wrapped = undefined;
    if (step.value !== undefined) {
      const isObject = window.buffer[start] === 0x7b;
      if (kind === undefined && isObject && !line && this.#frames.length < MAX_FRAMES) {
        if (holdsEvents(window.buffer, start, end)) return this.#search();
      }
    }
    if (next === 'top' && !line) this.#reading.summary.found('value');
    if (step.value !== undefined) {
      this.#reading.other(start, end, step.value, this.#frames.length === 0 && !line);
    }
    window.start = after;
    this.#state = next;
    return true;
  }

  /** A line of a CloudWatch Logs export. */
  #line(time: string, final: boolean): boolean {
    const reading = this.#reading;
    const { window, summary, limits } = reading;
    if (!final && window.length < reading.retryAt) return false;
    const { buffer, start } = window;
    const line = exportLine(window, time, final);
    if (line === undefined) {
      return window.length > limits.maxRecordBytes ? this.#tooLong('line', start, true) : reading.wait();
    }
    reading.retryAt = 0;
    summary.found('cloudwatch-export');
    const { message, end } = line;
    const walker = reading.sink.walker;
    const status = walker.walk(buffer, message, end, { final: true });
    const isWhole = status === 'complete' && skipSpace(buffer, walker.end, end) === end;
    if (isWhole && end - start <= limits.maxRecordBytes) {
      if (reading.kindAt(buffer, message) !== 'event') {
        return this.#other(message, walker.end, { after: end, next: 'top', line: true }, line.time);
      }
      reading.event(buffer, message, walker.end, line.time === undefined ? undefined : { time: line.time });
      window.start = end;
      return true;
    }
    const reason = status === 'invalid' ? reading.words(walker, message) : 'the line does not hold one JSON value';
    reading.sink.abandon();
    summary.damage('lines that do not hold one JSON value');
    reading.reject(message, end, reason);
    return true;
  }

  #tooLong(place: ResyncPlace, valid: number, isRecord = this.#isRecord()): true {
    return this.#damaged(this.#reading.tooLong, place, valid, isRecord, 'records longer than the limit');
  }

  /** The bytes at the start of the window cannot be read; as far as `valid` they are JSON. `isRecord`: see `DamageStart`. */
  #damaged(reason: string, place: ResyncPlace, valid: number, isRecord: boolean, words = NOT_JSON): true {
    const { window, summary, recovery } = this.#reading;
    summary.damage(words);
    if (place !== 'array') summary.found('value');
    recovery.begin(reason, { place, valid: valid - window.start, isRecord });
    this.#state = 'resync';
    this.#reading.retryAt = 0;
    return true;
  }

  /** Goes on after damage. */
  #resume(final: boolean): boolean {
    const recovered = this.#reading.recovery.resume(final);
    if (recovered === undefined) return false;
    const { reject, found } = recovered;
    this.#reading.rejected(reject, false);
    // Damage up to the end has been told: that the array is not closed either says no more.
    if (found === undefined) this.#frames.length = 0;
    this.#state = this.#frames.length === 0 ? 'top' : found?.atRecord === true ? 'element' : 'separator';
    return true;
  }
}
