/** A segment as a scan over columns reads it: the rows of a time range, their codes and values, and where they stand among all rows. */

import { type CatalogReader, isSystemField } from './catalog.ts';
import type { Column } from './column.ts';
import { corrupt } from './errors.ts';
import type { ColumnNumbers } from './field-values.ts';
import { type KeyedQuery, type KeyedValues, keyedValues } from './keyed-values.ts';
import { encodePointer, locatorOf } from './pointer.ts';
import { BLOCK_BYTES } from './record-blocks.ts';
import type { RecordCursor } from './record-cursor.ts';
import { CONTENT_BYTES, type Origin, type Origins } from './row-parts.ts';
import type { Segment } from './segment.ts';
import type { SegmentReader } from './segment-reader.ts';
import type { SearchedSegment, TextSearch } from './text-search.ts';

/** About as many value lists are searched in the time that it takes to decompress a block of records and to search it. */
const FIELDS_PER_BLOCK = 16;
/** About as many values are decided by a regular expression in that time. */
const TESTS_PER_BLOCK = 256;

/** One row in so many is sorted in less time than it takes to look at all rows. */
const FEW_ROWS = 32;

/** Every method throws StoreError `corrupt`. Rows are numbered within the segment, in the language's default order. */
export class SegmentView {
  /** Rows of the whole segment. */
  readonly events: number;
  /** The rows of the time range: from `from`, up to but not including `to`. */
  readonly from: number;
  readonly to: number;
  readonly #segment: Segment;
  readonly #reader: SegmentReader;
  readonly #catalog: CatalogReader;
  #times: Float64Array | undefined;
  #origins: Origins | undefined;
  #contents: Uint8Array | undefined;
  #records: RecordCursor | undefined;

  constructor(
    segment: Segment,
    range: { readonly from: number; readonly to: number },
    reader: SegmentReader,
    catalog: CatalogReader,
  ) {
    this.events = segment.events;
    this.from = range.from;
    this.to = range.to;
    this.#segment = segment;
    this.#reader = reader;
    this.#catalog = catalog;
  }

  /** Tells segments apart. */
  get id(): number {
    return this.#segment.id;
  }

  /** Checksum of its manifest: two segments with the same one hold the same. */
  get manifest(): number {
    return this.#segment.manifest;
  }

  /** No row of the segment is later than this, epoch milliseconds. */
  get latest(): number {
    return this.#segment.maxTime;
  }

  /** `@timestamp` of each row, epoch milliseconds, descending. */
  get times(): Float64Array {
    this.#times ??= this.#reader.times(this.#segment);
    return this.#times;
  }

  /** The column of a discovered field or of `@log`, `@logStream`, `@ingestionTime`; null when no row has it. */
  column(path: string): Column | null {
    const field = this.#catalog.id(path);
    return field === undefined ? null : this.#reader.column(this.#segment, field);
  }

  /**
   * The numbers that the values of a column have across segments; undefined unless all are texts.
   * @param first the code of the column that 0 stands for
   */
  numbers(path: string, column: Column, first: 0 | 1): ColumnNumbers | undefined {
    const field = this.#catalog.id(path);
    return field === undefined || !column.isText
      ? undefined
      : this.#reader.numbers(this.#segment, field, column, first);
  }

  /** The rows of the time range whose value of a field is this text, ascending. */
  rowsWith(path: string, text: string): number[] {
    return this.#inRange(this.column(path)?.rowsWith(text) ?? []);
  }

  /** All rows of the time range whose value of a field begins with some bytes, ascending, and some others. */
  rowsStarting(path: string, prefix: Uint8Array): number[] {
    return this.#inRange(this.column(path)?.rowsStarting(prefix) ?? []);
  }

  #inRange(rows: readonly number[]): number[] {
    return rows.filter((row) => row >= this.from && row < this.to);
  }

  /** 16 bytes, equal for rows whose records have the same content. */
  content(row: number): Uint8Array {
    this.#contents ??= this.#reader.contents(this.#segment);
    return this.#contents.subarray(row * CONTENT_BYTES, (row + 1) * CONTENT_BYTES);
  }

  /** At the record of a row. There is one cursor: it stays there until the next row is asked for. */
  at(row: number): RecordCursor {
    this.#records ??= this.#reader.records(this.#segment);
    this.#records.seek(row);
    return this.#records;
  }

  /** The bytes of the record of a row. */
  record(row: number): Buffer {
    return this.at(row).bytes;
  }

  /** Whether to search the columns costs less than to read the records of `rows` and to search those. */
  isSearchCheap(search: TextSearch, rows: Uint32Array): boolean {
    const blocks = this.mostBlocks(rows.length);
    if (search.isNarrow) return search.countTests(this.#searched) <= blocks * TESTS_PER_BLOCK;
    return blocks * FIELDS_PER_BLOCK > this.#reader.fields(this.#segment).length;
  }

  /** How many blocks hold the records of so many rows, at the most. */
  mostBlocks(rows: number): number {
    return Math.min(rows, Math.ceil(this.#segment.recordBytes / BLOCK_BYTES));
  }

  /** How many blocks hold the records of some rows. */
  countBlocks(rows: Uint32Array): number {
    const { ranks, firsts } = this.#reader.places(this.#segment);
    const has = new Uint8Array(this.events);
    for (const row of rows) has[ranks[row] ?? 0] = 1;
    return firsts.reduce(
      (count, first, index) => count + (has.subarray(first, firsts[index + 1]).includes(1) ? 1 : 0),
      0,
    );
  }

  /** How sure it is that the records have a text, by row: `NEVER`, `PERHAPS` or `ALWAYS`. The records are not read. */
  search(search: TextSearch): Uint8Array {
    return search.run(this.#searched);
  }

  /** The value that follows a key in each row of the time range. The records are not read. */
  keyed(query: KeyedQuery): KeyedValues {
    return keyedValues(this.#searched, query, this);
  }

  get #searched(): SearchedSegment {
    const [reader, segment, catalog] = [this.#reader, this.#segment, this.#catalog];
    const { id, events } = this;
    const path = (field: number): string | undefined => {
      const known = catalog.path(field);
      if (known === undefined) throw corrupt(`segment ${id} has the field ${field}, which is not in the catalog`);
      return isSystemField(known) ? undefined : known;
    };
    return {
      events,
      spelling: reader.spelling(segment),
      fields: reader.fields(segment),
      path,
      chunks: () => reader.searchedChunks(segment, path),
      chunk: (field) => reader.searchedChunk(segment, field, path(field) ?? ''),
      column: (field) => {
        const column = reader.column(segment, field);
        if (column === null) throw corrupt(`segment ${id} has no field ${field}`);
        return column;
      },
    };
  }

  /** The rows in the order in which their records are stored: so read, each block of records is decompressed once. */
  inStoredOrder(rows: Uint32Array): Uint32Array {
    const { ranks } = this.#reader.places(this.#segment);
    if (rows.length * FEW_ROWS < this.events) return rows.slice().sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
    const byRank = new Int32Array(this.events).fill(-1);
    for (const row of rows) byRank[ranks[row] ?? 0] = row;
    const ordered = new Uint32Array(rows.length);
    let count = 0;
    for (const row of byRank) if (row >= 0) ordered[count++] = row;
    return ordered;
  }

  /** Locator of a row, for `EventStore.cell`. */
  locator(row: number): number {
    return locatorOf(this.#segment.id, row);
  }

  pointer(row: number): string {
    return encodePointer(this.locator(row));
  }

  /** Bytes of the records from one row up to another. */
  recordBytes(from: number, to: number): number {
    const { lengths } = this.#reader.places(this.#segment);
    let bytes = 0;
    for (let row = from; row < to; row++) bytes += lengths[row] ?? 0;
    return bytes;
  }

  /** Negative when a row of this segment comes before a row of another one in the language's default order. */
  compare(row: number, other: SegmentView, otherRow: number): number {
    if (this === other) return row - otherRow;
    const [a, b] = [this.times[row] ?? 0, other.times[otherRow] ?? 0];
    if (a !== b) return b - a;
    const [mine, theirs] = [this.origin(row), other.origin(otherRow)];
    return mine.source - theirs.source || mine.ordinal - theirs.ordinal || this.id - other.id;
  }

  /** The id of the source that a row is of, and its position among the records of that source, from 0. */
  origin(row: number): Origin {
    this.#origins ??= this.#reader.origins(this.#segment);
    return this.#origins.of(row);
  }
}
