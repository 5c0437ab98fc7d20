/** The reading side of a store: `events` as a virtual table for SQL, and single cells, records and facts for everyone else. */

import SQLite, { type Database } from 'better-sqlite3';
import { CatalogReader, isSystemField } from './catalog.ts';
import { checkedRows } from './checksums.ts';
import { fromSqlite, StoreError } from './errors.ts';
import { LibraryReader } from './library-reader.ts';
import { decodePointer, encodePointer, rowOf, segmentOf } from './pointer.ts';
import { ProofReader } from './proof-reader.ts';
import { RejectReader } from './reject-reader.ts';
import { rowsWithin, Scan } from './scan.ts';
import { openForReading } from './schema.ts';
import { readSegments, type Segment } from './segment.ts';
import { SegmentReader } from './segment-reader.ts';
import { SegmentView } from './segment-view.ts';
import { LATEST_SOURCE, type SourceRow, storedSource } from './source-row.ts';
import type {
  Cell,
  FieldInfo,
  LookupTable,
  LookupTableInfo,
  PublicKey,
  Reject,
  ScanRequest,
  ScanStatistics,
  StoredQuery,
  StoredSource,
} from './types.ts';
import type { StoreWriter } from './writer.ts';

export class EventStore {
  /**
   * The connection that SQL over `events` runs on. It is an empty database in memory: SQLite does not let a statement read tables
   * while the virtual table of the same connection is scanned, and SQL cannot touch the evidence this way.
   */
  readonly database: Database;
  /** The connection that the store is read with. */
  readonly #source: Database;
  readonly #ownsSource: boolean;
  readonly #path: string;
  readonly #library: LibraryReader;
  readonly #proof: ProofReader;
  readonly #rejects: RejectReader;
  readonly #version: () => unknown;
  #seenVersion: unknown;
  #reader: SegmentReader;
  #segments: readonly Segment[] = [];
  #segmentById = new Map<number, Segment>();
  #catalog = CatalogReader.empty;
  /** How many calls of `atOneMoment` are under way. */
  #holds = 0;

  private constructor(source: Database, path: string, version: () => unknown, ownsSource: boolean) {
    this.#source = source;
    this.#path = path;
    this.#version = version;
    this.#ownsSource = ownsSource;
    this.#reader = new SegmentReader(source, path);
    this.#library = new LibraryReader(source);
    this.#proof = new ProofReader(source);
    this.#rejects = new RejectReader(source, path);
    this.#load();
    this.database = new SQLite(':memory:');
  }

  /**
   * Opens an existing store for reading.
   * @throws StoreError
   */
  static open(path: string): EventStore {
    const source = openForReading(path);
    try {
      return new EventStore(source, path, () => source.pragma('data_version', { simple: true }), true);
    } catch (error) {
      source.close();
      throw fromSqlite(error, path);
    }
  }

  /** Reads what a writer has written, committed or not. Closing it leaves the writer open. */
  static over(writer: StoreWriter): EventStore {
    return new EventStore(writer.database, writer.database.name, () => writer.changes, false);
  }

  #load(): void {
    this.#seenVersion = this.#version();
    this.#snapshot(() => {
      const segments = readSegments(this.#source);
      this.#segmentById = new Map(segments.map((segment) => [segment.id, segment]));
      this.#segments = segments.sort((a, b) => b.maxTime - a.maxTime || a.id - b.id);
      this.#catalog = CatalogReader.of(this.#source);
    });
  }

  /** Reads several tables as of one moment, whatever is written meanwhile. */
  #snapshot<T>(read: () => T): T {
    return this.#source.inTransaction ? read() : this.#source.transaction(read)();
  }

  /**
   * Does `work` on the segments and fields that there are now, whatever is written meanwhile: they never change, they only become more.
   * Sources, rejects, lookup tables and saved queries are still read as they are at that time.
   */
  atOneMoment<T>(work: () => T): T {
    this.#guarded(() => this.#refresh());
    this.#holds++;
    try {
      return work();
    } finally {
      this.#holds--;
      if (this.#holds === 0) this.#reader.trim();
    }
  }

  /** Takes up what has been written since the last look. */
  #refresh(): void {
    if (this.#holds > 0 || this.#version() === this.#seenVersion) return;
    // A segment that a rollback removed may come again with other rows.
    if (!this.#ownsSource) this.#reader = new SegmentReader(this.#source, this.#path);
    this.#load();
  }

  /**
   * Defines (or defines anew) the table `events` of `database`, with rows in the language's default order. The statistics returned
   * are counted up while SQL reads it. Reading throws StoreError `corrupt` where the file is damaged.
   */
  defineEvents(request: ScanRequest): ScanStatistics {
    return this.#guarded(() => {
      this.#refresh();
      const scan = new Scan(this.#reader, this.#catalog, this.#segments, request);
      const columns = request.columns.map(({ name }) => name);
      if (columns.length > 0) {
        this.database.table('events', { columns, rows: scan.rows.bind(scan) });
      } else {
        // SQLite has no table without columns, but `count(*)` needs none.
        const none = [null];
        this.database.table('events', {
          columns: ['none'],
          *rows() {
            for (const _ of scan.rows()) yield none;
          },
        });
      }
      return scan.statistics;
    });
  }

  /** The file, where other connections see the same; undefined for what a writer of this process has in hand. */
  get file(): string | undefined {
    return this.#ownsSource ? this.#path : undefined;
  }

  get segmentCount(): number {
    return this.#segments.length;
  }

  /** The segments with rows in a time range, newest first, to be read column by column. */
  views(start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY): SegmentView[] {
    return this.#guarded(() => {
      this.#refresh();
      return this.#segments.flatMap((segment) => this.#view(segment, start, end) ?? []);
    });
  }

  /** One of these views, if the segment is the one with this manifest; undefined when there is none. */
  viewOf(
    id: number,
    manifest: number,
    start = Number.NEGATIVE_INFINITY,
    end = Number.POSITIVE_INFINITY,
  ): SegmentView | undefined {
    return this.#guarded(() => {
      this.#refresh();
      const segment = this.#segmentById.get(id);
      return segment?.manifest === manifest ? this.#view(segment, start, end) : undefined;
    });
  }

  #view(segment: Segment, start: number, end: number): SegmentView | undefined {
    if (segment.minTime > end || segment.maxTime < start) return undefined;
    const isWhole = segment.minTime >= start && segment.maxTime <= end;
    // The times of a segment that lies in the range as a whole need not be read.
    const range = isWhole ? { from: 0, to: segment.events } : rowsWithin(this.#reader.times(segment), start, end);
    return range.from < range.to ? new SegmentView(segment, range, this.#reader, this.#catalog) : undefined;
  }

  /**
   * Where the rows of a time range stand in the language's default order, for each segment by its id. Rows outside of the range have
   * no position.
   */
  positions(start?: number, end?: number): ReadonlyMap<number, Uint32Array> {
    return this.#guarded(() => {
      const columns = [{ name: 'row', column: { kind: 'row' } as const }];
      const request = { columns, ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
      const positions = new Map(this.#segments.map(({ id, events }) => [id, new Uint32Array(events)]));
      let position = 0;
      for (const [locator] of new Scan(this.#reader, this.#catalog, this.#segments, request).rows()) {
        const row = Number(locator);
        const places = positions.get(segmentOf(row));
        if (places) places[rowOf(row)] = position++;
      }
      return positions;
    });
  }

  /**
   * The value of a field or system field of a row.
   * @param row the locator that a `row` column gives.
   * @throws StoreError `not-found` for a row that is not in the store, `corrupt`
   */
  cell(row: number, path: string): Cell {
    return this.#guarded(() => {
      const segment = this.#segmentWith(row);
      const index = rowOf(row);
      if (path === '@timestamp') return this.#reader.times(segment)[index] ?? null;
      if (path === '@message') return this.#reader.record(segment, index).toString();
      if (path === '@ptr') return encodePointer(row);
      const field = this.#catalog.id(path);
      return field === undefined ? null : (this.#reader.column(segment, field)?.cell(index) ?? null);
    });
  }

  /** The record of a row, byte for byte; invalid UTF-8 becomes U+FFFD. */
  message(row: number): string {
    return this.#guarded(() => this.#reader.record(this.#segmentWith(row), rowOf(row)).toString());
  }

  /** The segment that a row is in, to be read column by column. */
  viewOfRow(row: number): SegmentView {
    return this.#guarded(() => {
      const segment = this.#segmentWith(row);
      return new SegmentView(segment, { from: 0, to: segment.events }, this.#reader, this.#catalog);
    });
  }

  /** An opaque text that names the row for as long as the file exists. */
  ptr(row: number): string {
    return encodePointer(row);
  }

  /** The row of a pointer; undefined when it names no event of this store. */
  rowOfPtr(ptr: string): number | undefined {
    this.#refresh();
    const row = decodePointer(ptr);
    if (row === undefined) return undefined;
    const segment = this.#segmentById.get(segmentOf(row));
    return segment !== undefined && rowOf(row) < segment.events ? row : undefined;
  }

  #segmentWith(row: number): Segment {
    const segment = this.#segmentById.get(segmentOf(row));
    if (segment === undefined || rowOf(row) >= segment.events) {
      throw new StoreError(
        'not-found',
        `There is no row ${row} in ${this.#path}. Take rows from a query of this store.`,
      );
    }
    return segment;
  }

  /** The discovered fields whose path starts with `prefix`, sorted by path; no system fields. */
  fields(prefix = ''): readonly FieldInfo[] {
    return this.#guarded(() => {
      this.#refresh();
      return this.#catalog.fields(prefix);
    });
  }

  /** Whether some event has the discovered field. */
  hasField(path: string): boolean {
    return !isSystemField(path) && this.#catalog.id(path) !== undefined;
  }

  /** The distinct values of `@log` (`account:log group`), sorted. Reads the values that each segment lists, not its rows. */
  logs(): readonly string[] {
    return this.#guarded(() => {
      this.#refresh();
      const field = this.#catalog.id('@log');
      const logs = new Set<string>();
      if (field === undefined) return [];
      for (const segment of this.#segments) {
        const column = this.#reader.column(segment, field);
        if (column === null) continue;
        for (let code = 1; code <= column.count; code++) logs.add(String(column.value(code)));
      }
      return [...logs].sort();
    });
  }

  /** What is known of all lookup tables, by name. */
  lookupTables(): readonly LookupTableInfo[] {
    return this.#guarded(() => this.#library.lookupTables());
  }

  lookupTableNames(): readonly string[] {
    return this.lookupTables().map(({ name }) => name);
  }

  lookupTable(name: string): LookupTable | undefined {
    return this.#guarded(() => this.#library.lookupTable(name));
  }

  /** All saved queries, by name. */
  savedQueries(): readonly StoredQuery[] {
    return this.#guarded(() => this.#library.savedQueries());
  }

  savedQueryNames(): readonly string[] {
    return this.savedQueries().map(({ name }) => name);
  }

  savedQuery(name: string): StoredQuery | undefined {
    return this.#guarded(() => this.#library.savedQuery(name));
  }

  /** How many events have their `@timestamp` in the range (both bounds inclusive, epoch milliseconds), and the bytes of their records. */
  extent(start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY): { events: number; bytes: number } {
    return this.#guarded(() => {
      this.#refresh();
      const extent = { events: 0, bytes: 0 };
      for (const segment of this.#segments) {
        if (segment.minTime > end || segment.maxTime < start) continue;
        if (segment.minTime >= start && segment.maxTime <= end) {
          extent.events += segment.events;
          extent.bytes += segment.recordBytes;
          continue;
        }
        const { from, to } = rowsWithin(this.#reader.times(segment), start, end);
        const { lengths } = this.#reader.places(segment);
        for (let row = from; row < to; row++) extent.bytes += lengths[row] ?? 0;
        extent.events += Math.max(0, to - from);
      }
      return extent;
    });
  }

  /** How many events have their `@timestamp` in the range. */
  eventCount(start?: number, end?: number): number {
    return this.extent(start, end).events;
  }

  /** The oldest and the newest `@timestamp`; undefined for a store without events. */
  timeRange(): { readonly min: number; readonly max: number } | undefined {
    return this.#guarded(() => {
      this.#refresh();
      const newest = this.#segments[0];
      if (newest === undefined) return undefined;
      const min = this.#segments.reduce((oldest, { minTime }) => Math.min(oldest, minTime), newest.minTime);
      return { min, max: newest.maxTime };
    });
  }

  /** All source objects, in the order they were read. */
  sources(): StoredSource[] {
    return this.#guarded(() => this.#snapshot(() => checkedRows<SourceRow>(this.#source, 'source')).map(storedSource));
  }

  /** The latest record of the source object of that URI. @throws StoreError `corrupt` */
  findSource(uri: string): StoredSource | undefined {
    const row = this.#guarded(() => this.#source.prepare<[string], SourceRow>(LATEST_SOURCE).raw().get(uri));
    return row === undefined ? undefined : storedSource(row);
  }

  /** The stored bytes of a source, exactly, if they were kept. @throws StoreError `corrupt` */
  keptObject(source: number): Uint8Array | undefined {
    return this.#guarded(() => this.#proof.keptObject(source));
  }

  /** User metadata of an object, by lower-case key. @throws StoreError `corrupt` */
  objectMetadata(uri: string): ReadonlyMap<string, string> | undefined {
    return this.#guarded(() => this.#proof.objectMetadata(uri));
  }

  /** The public keys of CloudTrail that are kept, by Region and fingerprint. @throws StoreError `corrupt` */
  publicKeys(): PublicKey[] {
    return this.#guarded(() => this.#proof.publicKeys());
  }

  /**
   * What could not be stored, of one source or all, by source and ordinal; read as it is asked for.
   * @throws StoreError `corrupt`, at the end when some are missing
   */
  rejects(source?: number): IterableIterator<Reject> {
    return this.#rejects.all(source);
  }

  /** One reject of a source; undefined when there is none. @throws StoreError `corrupt` */
  reject(source: number, ordinal: number): Reject | undefined {
    return this.#rejects.one(source, ordinal);
  }

  close(): void {
    this.database.close();
    if (this.#ownsSource) this.#source.close();
  }

  #guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw fromSqlite(error, this.#path);
    }
  }
}
