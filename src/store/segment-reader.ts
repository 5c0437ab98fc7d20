/** Reads segments from the tables: their times, columns and records, decoded on demand and cached within fixed memory. */

import type { Database } from 'better-sqlite3';
import { ByteCache } from './byte-cache.ts';
import { ChunkCodes } from './chunk-codes.ts';
import { Column } from './column.ts';
import { corrupt, fromSqlite } from './errors.ts';
import { type ColumnNumbers, FieldValues } from './field-values.ts';
import { FRAME_HEADER, unframe } from './frame.ts';
import type { Part } from './manifest.ts';
import { RecordCursor, type RecordPlaces } from './record-cursor.ts';
import { decodeIdentities, decodeLocations, decodeOrigins, decodeTimes, type Origins } from './row-parts.ts';
import { type ChunkRow, type Segment, SegmentRows } from './segment.ts';
import { SEGMENT_EVENTS } from './segment-builder.ts';
import { decodeSpelling, type Spelling } from './spelling.ts';
import type { SearchedChunk } from './text-search.ts';
import { countOf } from './value-list.ts';

/** Bounds of the caches, in bytes. What a running scan uses is held beyond them. */
const COLUMN_CACHE = 192 * 1024 * 1024;
const TIMES_CACHE = 128 * 1024 * 1024;
const PART_CACHE = 64 * 1024 * 1024;
const SPELLING_CACHE = 16 * 1024 * 1024;
const BLOCK_CACHE = 64 * 1024 * 1024;
const SEARCH_CACHE = 256 * 1024 * 1024;
/** Bound of what is kept between queries. */
const VALUES_CACHE = 128 * 1024 * 1024;

export class SegmentReader {
  readonly #path: string;
  readonly #rows: SegmentRows;
  /** Keyed by segment and field id in one number. */
  readonly #columns = new ByteCache<number, Column | null>(COLUMN_CACHE, (column) => column?.size ?? 64);
  readonly #times = new ByteCache<number, Float64Array>(TIMES_CACHE, (times) => times.byteLength);
  readonly #origins = new ByteCache<number, Origins>(PART_CACHE, ({ byteLength }) => byteLength);
  readonly #spellings = new ByteCache<number, Spelling>(
    SPELLING_CACHE,
    ({ flags, rows }) => flags.length + rows.length * 64,
  );
  readonly #places = new ByteCache<number, RecordPlaces>(PART_CACHE, ({ lengths }) => lengths.byteLength * 4);
  readonly #values = new Map<number, FieldValues>();
  readonly #blocks = new ByteCache<number, Buffer>(BLOCK_CACHE, (block) => block.length);

  /** The chunks of segments as they are searched, in the order of their fields. */
  readonly #searchedChunks = new ByteCache<number, readonly SearchedChunk[]>(SEARCH_CACHE, searchedBytes);

  /** @param path names the store in errors. */
  constructor(database: Database, path: string) {
    this.#path = path;
    this.#rows = this.#guarded(() => new SegmentRows(database));
  }

  /** `@timestamp` of each row, descending. */
  times(segment: Segment): Float64Array {
    const { id, events } = segment;
    return this.#times.get(id, () => decodeTimes(this.#part(segment, 'times'), events, `times of segment ${id}`));
  }

  origins(segment: Segment): Origins {
    const { id, events } = segment;
    return this.#origins.get(id, () =>
      decodeOrigins(this.#part(segment, 'origins'), events, `origins of segment ${id}`),
    );
  }

  /** For each row the 16 bytes by which records of the same content are known. */
  contents(segment: Segment): Uint8Array {
    const { id, events } = segment;
    return decodeIdentities(this.#part(segment, 'identities'), events, `identities of segment ${id}`).contents;
  }

  /** The column of a field, null when no row of the segment has it. */
  column(segment: Segment, field: number): Column | null {
    const { id, events } = segment;
    return this.#columns.get(id * 2 ** 26 + field, () => {
      const row = this.#guarded(() => this.#rows.chunk(segment, field));
      return row === undefined ? null : new Column(row, events, `field ${field} in segment ${id}`);
    });
  }

  /** The numbers of the values of a column, all of which are texts. */
  numbers({ id }: Segment, field: number, column: Column, first: 0 | 1): ColumnNumbers {
    let values = this.#values.get(field);
    if (values === undefined) {
      values = new FieldValues();
      this.#values.set(field, values);
    }
    return values.of(id, column, first);
  }

  /** Forgets numbers, where there are too many. To be called between queries: within one, they must stay what they are. */
  trim(): void {
    let held = 0;
    for (const values of this.#values.values()) held += values.heldBytes;
    for (const [field, values] of this.#values) {
      if (held <= VALUES_CACHE) return;
      this.#values.delete(field);
      held -= values.heldBytes;
    }
  }

  /** The fields that the segment has. */
  fields(segment: Segment): Uint32Array {
    return this.#guarded(() => this.#rows.fields(segment));
  }

  /** The chunk of a field that the segment has, to be searched. */
  searchedChunk(segment: Segment, field: number, path: string): SearchedChunk {
    const row = this.#guarded(() => this.#rows.chunk(segment, field));
    if (row === undefined) throw corrupt(`segment ${segment.id} has no field ${field}`);
    return this.#searched(segment, row, path);
  }

  /** The chunks of all fields, to be searched; those are left out that `pathOf` knows no path for. */
  searchedChunks(segment: Segment, pathOf: (field: number) => string | undefined): readonly SearchedChunk[] {
    return this.#searchedChunks.get(segment.id, () =>
      this.#guarded(() => this.#rows.chunks(segment)).flatMap((row) => {
        const path = pathOf(row[1]);
        return path === undefined ? [] : [this.#searched(segment, row, path)];
      }),
    );
  }

  #searched(segment: Segment, row: ChunkRow, path: string): SearchedChunk {
    const [, field, encoding, present, , , , , , framed, codes] = row;
    const what = `field ${field} in segment ${segment.id}`;
    const values = unframe(framed, `the values of ${what}`);
    const read = (): ChunkCodes => {
      // Of long codes only the header has been read.
      const all =
        codes.length > FRAME_HEADER ? codes : (this.#guarded(() => this.#rows.chunk(segment, field))?.[10] ?? codes);
      const shape = { encoding, present, count: countOf(values, what), events: segment.events };
      return new ChunkCodes(unframe(all, `the codes of ${what}`), shape, what);
    };
    return { path, values, codes: read };
  }

  spelling(segment: Segment): Spelling {
    const { id, events } = segment;
    return this.#spellings.get(id, () =>
      decodeSpelling(this.#part(segment, 'spelling'), events, `spelling of segment ${id}`),
    );
  }

  places(segment: Segment): RecordPlaces {
    const { id, events } = segment;
    return this.#places.get(id, () => {
      const what = `locations of segment ${id}`;
      const locations = decodeLocations(this.#part(segment, 'locations'), events, what);
      const { lengths, ranks } = locations;
      const byRank = new Uint32Array(events);
      for (let row = 0; row < events; row++) byRank[ranks[row] ?? 0] = lengths[row] ?? 0;
      const starts = new Float64Array(events);
      for (let rank = 1; rank < events; rank++) starts[rank] = (starts[rank - 1] ?? 0) + (byRank[rank - 1] ?? 0);
      return { ...locations, starts };
    });
  }

  /** Reads the exact bytes of the records of a segment. */
  records(segment: Segment): RecordCursor {
    return new RecordCursor(this.places(segment), (block) => this.#block(segment, block), segment.id);
  }

  /** The exact bytes of the record of a row. */
  record(segment: Segment, row: number): Buffer {
    const cursor = this.records(segment);
    cursor.seek(row);
    return cursor.bytes;
  }

  #block(segment: Segment, block: number): Buffer {
    return this.#blocks.get(segment.id * SEGMENT_EVENTS + block, () => {
      const raw = this.#guarded(() => this.#rows.block(segment, block));
      return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    });
  }

  #part(segment: Segment, part: Part): Uint8Array {
    return this.#guarded(() => this.#rows.part(segment, part));
  }

  /** Scans run inside SQL, where nobody else turns an error of SQLite into ours. */
  #guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw fromSqlite(error, this.#path);
    }
  }
}

/** Bytes that a chunk takes beside its values, roughly: its codes while these are short, and what it is made of. */
const SEARCHED_CHUNK_BYTES = 512;

function searchedBytes(chunks: readonly SearchedChunk[]): number {
  return chunks.reduce((sum, { values }) => sum + values.length + SEARCHED_CHUNK_BYTES, 0);
}
