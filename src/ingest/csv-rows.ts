/**
 * The rows of a CSV table with a column that holds whole events: results of CloudTrail Lake (`eventjson`), of CloudWatch Logs Insights
 * (`@message`), or of a log system (`_raw`). RFC 4180, in UTF-8, with a header.
 */

import type { Place, Reading } from './reading.ts';
import type { LogOrigin } from './record-sink.ts';
import { Unwrapper } from './unwrap.ts';
import { cloudWatchTime } from './wrappers.ts';

/** Columns that may hold events, by how they are called in lower case, and the container's name. The first that a table has is read. */
const EVENT_COLUMNS: ReadonlyMap<string, string> = new Map([
  ['eventjson', 'lake-csv'],
  ['cloudtrailevent', 'csv'],
  ['@message', 'logs-insights-csv'],
  ['_raw', 'splunk-csv'],
  ['event.original', 'elastic-csv'],
  ['raw_data', 'csv'],
  ['message', 'csv'],
]);
const MAX_COLUMNS = 4096;
const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Cells lie between these places, quotes included. */
interface Row {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** After the line end. */
  readonly next: number;
}

type RowStatus = Row | 'incomplete' | { readonly error: string };

export class CsvRows {
  readonly #reading: Reading;
  readonly #unwrapper: Unwrapper;
  readonly #columns: readonly string[];
  readonly #column: number;
  readonly #container: string;
  #headerPassed = false;
  #damaged = false;
  #search: ReturnType<Unwrapper['unwrap']> | undefined;
  #row: { readonly end: number; readonly next: number } = { end: 0, next: 0 };

  private constructor(reading: Reading, columns: readonly string[], column: number) {
    this.#reading = reading;
    this.#unwrapper = new Unwrapper(reading);
    this.#columns = columns;
    this.#column = column;
    this.#container = EVENT_COLUMNS.get(columns[column] ?? '') ?? 'csv';
  }

  /** A reader for a table that begins with `head`; undefined if it is none, or has no column of events. */
  static begin(reading: Reading, head: Buffer): CsvRows | undefined {
    const row = readRow(head, 0, head.length, true, MAX_COLUMNS);
    if (row === 'incomplete' || 'error' in row || row.next - (row.starts[0] ?? 0) > 65_536) return undefined;
    const columns = row.starts.map((start, index) =>
      cellText(head, start, row.ends[index] ?? start)
        .toString('utf8')
        .trim()
        .toLowerCase(),
    );
    for (const name of EVENT_COLUMNS.keys()) {
      const column = columns.indexOf(name);
      // A text may be just the word `message`.
      if (column >= 0 && (name !== 'message' || columns.length > 1)) {
        return new CsvRows(reading, columns, column);
      }
    }
    return undefined;
  }

  /** One row, or one event of one; false when more bytes are needed or the end is reached. */
  step(final: boolean): boolean {
    if (this.#search !== undefined) return this.#next(this.#search);
    if (this.#damaged) return this.#resume(final);
    const reading = this.#reading;
    const { window, limits, summary } = reading;
    while (window.start < window.end && isLineEnd(window.buffer[window.start])) window.start++;
    if (window.length === 0 || (!final && window.length < reading.retryAt)) return false;
    const { buffer, start } = window;
    const end = Math.min(window.end, start + limits.maxRecordBytes + 1);
    const row = readRow(buffer, start, end, final && end === window.end, this.#columns.length);
    if (row === 'incomplete') {
      if (end - start > limits.maxRecordBytes) return this.#refuse(reading.tooLong);
      return final ? this.#refuse('the data ends inside this row') : reading.wait();
    }
    reading.retryAt = 0;
    if ('error' in row) return this.#refuse(row.error);
    if (!this.#headerPassed) {
      this.#headerPassed = true;
      summary.found(this.#container);
      window.start = row.next;
      return true;
    }
    return this.#begin(row);
  }

  /** Looks for the event of a row. */
  #begin(row: Row): true {
    const { window } = this.#reading;
    const { buffer, start } = window;
    const rowEnd = row.ends.at(-1) ?? start;
    const from = row.starts[this.#column];
    const to = row.ends[this.#column];
    this.#row = { end: rowEnd, next: row.next };
    const place: Place = { offset: window.offset(start), length: rowEnd - start };
    const text = from === undefined || to === undefined ? Buffer.alloc(0) : cellText(buffer, from, to);
    this.#search = this.#unwrapper.text(text, place, this.#log(row), this.#container);
    return true;
  }

  #next(search: ReturnType<Unwrapper['unwrap']>): true {
    const step = search.next();
    if (step.done !== true) return true;
    this.#search = undefined;
    const { window } = this.#reading;
    if (step.value !== undefined) {
      this.#reading.other(window.start, this.#row.end, step.value, false);
    }
    window.start = this.#row.next;
    return true;
  }

  /** What CloudWatch Logs says of the row. */
  #log(row: Row): LogOrigin | undefined {
    const cell = (name: string): string => {
      const column = this.#columns.indexOf(name);
      const start = row.starts[column];
      const end = row.ends[column];
      return start === undefined || end === undefined
        ? ''
        : cellText(this.#reading.window.buffer, start, end).toString('utf8', 0, 4096);
    };
    const time = cloudWatchTime(cell('@timestamp'));
    return time === undefined ? undefined : { time, log: cell('@log'), stream: cell('@logstream') };
  }

  /** The row at the start of the window cannot be read: rows go on after its first line end. */
  #refuse(reason: string): true {
    const { recovery, summary } = this.#reading;
    summary.damage('rows that cannot be read');
    recovery.begin(reason, { place: 'line', valid: 0, isRecord: true });
    this.#damaged = true;
    this.#reading.retryAt = 0;
    return true;
  }

  #resume(final: boolean): boolean {
    const recovered = this.#reading.recovery.resume(final);
    if (recovered === undefined) return false;
    this.#reading.rejected(recovered.reject, false);
    this.#damaged = false;
    return true;
  }
}

const isLineEnd = (byte: number | undefined): boolean => byte === LINE_FEED || byte === RETURN;

/** The row that begins at `start`, of at most `columns` cells. */
function readRow(bytes: Buffer, start: number, end: number, final: boolean, columns: number): RowStatus {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = start; ; at++) {
    if (starts.length === columns) return { error: `more than ${columns} cells, as many as the header has` };
    starts.push(at);
    if (bytes[at] === QUOTE && at < end) {
      at = closingQuote(bytes, at + 1, end) + 1;
      if (at === 0 || (at >= end && !final)) return 'incomplete';
    } else {
      while (at < end && bytes[at] !== COMMA && bytes[at] !== LINE_FEED) at++;
      if (at >= end && !final) return 'incomplete';
      // Before a line feed.
      if (bytes[at - 1] === RETURN && at > (starts.at(-1) ?? 0)) at--;
    }
    ends.push(at);
    if (at >= end) return { starts, ends, next: end };
    if (bytes[at] === RETURN && at + 1 >= end && !final) return 'incomplete';
    if (bytes[at] === LINE_FEED) return { starts, ends, next: at + 1 };
    if (bytes[at] === RETURN && (bytes[at + 1] === LINE_FEED || at + 1 >= end))
      return { starts, ends, next: Math.min(end, at + 2) };
    if (bytes[at] !== COMMA) return { error: `expected a comma or a line end at byte ${at - start}` };
  }
}

/** Where the quoted text that begins at `start` ends, -1 if it does not. */
function closingQuote(bytes: Buffer, start: number, end: number): number {
  for (let at = start; ; at += 2) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0 || at >= end) return -1;
    if (at + 1 >= end || bytes[at + 1] !== QUOTE) return at;
  }
}

/** What a cell says, in bytes of its own. */
function cellText(bytes: Buffer, start: number, end: number): Buffer {
  if (bytes[start] !== QUOTE || end - start < 2) return Buffer.from(bytes.subarray(start, end));
  const target = Buffer.allocUnsafeSlow(end - start);
  let to = 0;
  for (let at = start + 1; at < end - 1; at++) {
    const byte = bytes[at] as number;
    target[to++] = byte;
    if (byte === QUOTE) at++;
  }
  return target.subarray(0, to);
}
