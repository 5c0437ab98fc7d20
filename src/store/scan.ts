/** Rows of `events` in the language's default order: the segments of a time range, merged. */

import type { CatalogReader } from './catalog.ts';
import type { Origin, Origins } from './row-parts.ts';
import type { Segment } from './segment.ts';
import type { SegmentReader } from './segment-reader.ts';
import { SegmentView } from './segment-view.ts';
import type { Cell, EventColumn, ScanRequest, ScanStatistics } from './types.ts';

/** The rows [from, to) of a segment that lie in a range, both bounds inclusive; `times` descend. */
export function rowsWithin(times: Float64Array, start: number, end: number): { from: number; to: number } {
  return { from: firstRow(times, (time) => time <= end), to: firstRow(times, (time) => time < start) };
}

/** The first row for which `holds` is true; it is false before and true after it. */
function firstRow(times: Float64Array, holds: (time: number) => boolean): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(times[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

type Read = (row: number) => Cell | Uint8Array;

/** A position in one segment. */
class Cursor {
  readonly segment: Segment;
  readonly lengths: Uint32Array;
  readonly reads: readonly Read[];
  readonly #times: Float64Array;
  readonly #reader: SegmentReader;
  /** The rows to read, ascending. */
  readonly #rows: ArrayLike<number> | undefined;
  readonly #to: number;
  #next: number;
  #origins: Origins | undefined;
  row: number;
  /** `@timestamp` of the current row. */
  time: number;

  /** @param rows the rows to read, ascending, at least one; all of the range when undefined */
  constructor(
    reader: SegmentReader,
    segment: Segment,
    range: { from: number; to: number },
    rows: ArrayLike<number> | undefined,
    reads: readonly Read[],
  ) {
    this.segment = segment;
    this.reads = reads;
    this.lengths = reader.places(segment).lengths;
    this.#reader = reader;
    this.#times = reader.times(segment);
    this.#rows = rows;
    this.#to = rows?.length ?? range.to;
    this.#next = rows ? 0 : range.from;
    this.row = rows?.[0] ?? range.from;
    this.time = this.#times[this.row] ?? 0;
  }

  /** False when there is no further row. */
  advance(): boolean {
    this.#next++;
    this.row = this.#rows ? (this.#rows[this.#next] ?? 0) : this.#next;
    this.time = this.#times[this.row] ?? 0;
    return this.#next < this.#to;
  }

  comesBefore(other: Cursor): boolean {
    if (this.time !== other.time) return this.time > other.time;
    const [mine, theirs] = [this.#origin(), other.#origin()];
    if (mine.source !== theirs.source) return mine.source < theirs.source;
    if (mine.ordinal !== theirs.ordinal) return mine.ordinal < theirs.ordinal;
    return this.segment.id < other.segment.id;
  }

  /** Origins are read when two segments have an event of the same time. */
  #origin(): Origin {
    this.#origins ??= this.#reader.origins(this.segment);
    return this.#origins.of(this.row);
  }
}

/** One definition of `events`: what is read from which segments. */
export class Scan {
  readonly #reader: SegmentReader;
  readonly #catalog: CatalogReader;
  readonly #columns: readonly EventColumn[];
  readonly #segments: readonly Segment[];
  readonly #start: number;
  readonly #end: number;
  readonly #select: ScanRequest['select'];
  readonly #places: ScanRequest['places'];
  readonly statistics: ScanStatistics;

  /** @param segments by `maxTime`, newest first. */
  constructor(reader: SegmentReader, catalog: CatalogReader, segments: readonly Segment[], request: ScanRequest) {
    this.#reader = reader;
    this.#catalog = catalog;
    this.#columns = request.columns.map(({ column }) => column);
    this.#start = request.start ?? Number.NEGATIVE_INFINITY;
    this.#end = request.end ?? Number.POSITIVE_INFINITY;
    this.#select = request.select;
    this.#places = request.places;
    this.#segments = segments.filter(({ minTime, maxTime }) => minTime <= this.#end && maxTime >= this.#start);
    this.statistics = { events: 0, bytes: 0, segments: 0, segmentsSkipped: segments.length - this.#segments.length };
  }

  /** Yields the same array for every row, with one cell per column. A reader may stop anywhere. */
  *rows(): Generator<(Cell | Uint8Array)[]> {
    if (this.#places) yield* this.#rowsAt(this.#places);
    else yield* this.#merged();
  }

  *#rowsAt(places: NonNullable<ScanRequest['places']>): Generator<(Cell | Uint8Array)[]> {
    const readers = new Map<SegmentView, Read[]>();
    for (const [position, { view, row }] of places.entries()) {
      let reads = readers.get(view);
      if (!reads) {
        reads = this.#reads(view);
        readers.set(view, reads);
      }
      this.statistics.events++;
      this.statistics.bytes += view.recordBytes(row, row + 1);
      yield this.#columns.map(({ kind }, index) => (kind === 'position' ? position : (reads[index]?.(row) ?? null)));
    }
    this.statistics.segments = readers.size;
  }

  *#merged(): Generator<(Cell | Uint8Array)[]> {
    const { statistics } = this;
    const count = this.#columns.length;
    const positions = this.#columns.flatMap(({ kind }, index) => (kind === 'position' ? [index] : []));
    const cells: (Cell | Uint8Array)[] = new Array<Cell | Uint8Array>(count).fill(null);
    const heap: Cursor[] = [];
    let opened = 0;
    let position = 0;
    for (;;) {
      opened = this.#open(heap, opened);
      const top = heap[0];
      if (top === undefined) return;
      const { reads, lengths } = top;
      // Until a row of another segment may come first, rows follow one another without looking at the others.
      const rival = Math.max(
        heap[1]?.time ?? Number.NEGATIVE_INFINITY,
        heap[2]?.time ?? Number.NEGATIVE_INFINITY,
        this.#segments[opened]?.maxTime ?? Number.NEGATIVE_INFINITY,
      );
      let more = true;
      do {
        const { row } = top;
        for (let i = 0; i < count; i++) cells[i] = reads[i]?.(row) ?? null;
        for (const index of positions) cells[index] = position;
        position++;
        statistics.events++;
        statistics.bytes += lengths[row] ?? 0;
        yield cells;
        more = top.advance();
      } while (more && top.time > rival);
      if (more) siftDown(heap);
      else removeTop(heap);
    }
  }

  /** Opens the segments whose first row may come before those of the open ones; returns how many have been opened so far. */
  #open(heap: Cursor[], opened: number): number {
    let next = opened;
    for (; next < this.#segments.length; next++) {
      const segment = this.#segments[next];
      const top = heap[0];
      if (segment === undefined || (top !== undefined && segment.maxTime < top.time)) break;
      this.statistics.segments++;
      const range = rowsWithin(this.#reader.times(segment), this.#start, this.#end);
      if (range.from >= range.to) continue;
      const view = new SegmentView(segment, range, this.#reader, this.#catalog);
      const rows = this.#select?.(view);
      if (rows?.length === 0) continue;
      push(heap, new Cursor(this.#reader, segment, range, rows, this.#reads(view)));
    }
    return next;
  }

  #reads(view: SegmentView): Read[] {
    return this.#columns.map((column) => readerOf(view, column));
  }
}

function readerOf(view: SegmentView, column: EventColumn): Read {
  switch (column.kind) {
    case 'computed':
      return column.reads(view);
    case 'position':
      return () => null;
    case 'row':
      return (row) => view.locator(row);
    case 'field':
      return readField(view, column.path);
  }
}

function readField(view: SegmentView, path: string): Read {
  switch (path) {
    case '@timestamp': {
      const { times } = view;
      return (row) => times[row] ?? null;
    }
    case '@message':
      return (row) => view.record(row).toString();
    case '@ptr':
      return (row) => view.pointer(row);
    default: {
      const column = view.column(path);
      return column === null ? () => null : (row) => column.cell(row);
    }
  }
}

function push(heap: Cursor[], cursor: Cursor): void {
  let index = heap.push(cursor) - 1;
  while (index > 0) {
    const above = (index - 1) >>> 1;
    const parent = heap[above];
    if (parent === undefined || !cursor.comesBefore(parent)) break;
    heap[index] = parent;
    heap[above] = cursor;
    index = above;
  }
}

function removeTop(heap: Cursor[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  siftDown(heap);
}

/** Restores the order after the first cursor has moved. */
function siftDown(heap: Cursor[]): void {
  let index = 0;
  for (;;) {
    const cursor = heap[index];
    const left = heap[2 * index + 1];
    if (cursor === undefined || left === undefined) return;
    const right = heap[2 * index + 2];
    const below = right?.comesBefore(left) ? 2 * index + 2 : 2 * index + 1;
    const child = below === 2 * index + 2 && right !== undefined ? right : left;
    if (!child.comesBefore(cursor)) return;
    heap[index] = child;
    heap[below] = cursor;
    index = below;
  }
}
