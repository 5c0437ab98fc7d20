/** Reads segments from the tables: their times, columns and records, decoded on demand and cached within fixed memory. */

import type { Database } from 'better-sqlite3';
import { ByteCache } from './byte-cache.ts';
import { type ChunkRow, Column } from './column.ts';
import { corrupt, fromSqlite } from './errors.ts';
import { unframe } from './frame.ts';
import { decodeLocations, decodeOrigins, decodeTimes, type Origins } from './row-parts.ts';
import { SEGMENT_EVENTS } from './segment-builder.ts';

/** Bounds of the caches, in bytes. What a running scan uses is held beyond them. */
const COLUMN_CACHE = 192 * 1024 * 1024;
const PART_CACHE = 64 * 1024 * 1024;
const BLOCK_CACHE = 64 * 1024 * 1024;

export interface Segment {
  readonly id: number;
  readonly events: number;
  readonly minTime: number;
  readonly maxTime: number;
  readonly recordBytes: number;
}

/** Where the records of a segment are. */
export interface RecordPlaces {
  readonly lengths: Uint32Array;
  readonly ranks: Uint16Array;
  readonly firsts: Uint32Array;
  /** Start of each record in the concatenation of all blocks, by rank. */
  readonly starts: Float64Array;
}

export class SegmentReader {
  readonly #path: string;
  readonly #statements: ReturnType<typeof prepare>;
  /** Keyed by segment and field id in one number. */
  readonly #columns = new ByteCache<number, Column | null>(COLUMN_CACHE, (column) => column?.size ?? 64);
  readonly #times = new ByteCache<number, Float64Array>(PART_CACHE, (times) => times.byteLength);
  readonly #origins = new ByteCache<number, Origins>(PART_CACHE, ({ sources }) => sources.byteLength * 2);
  readonly #places = new ByteCache<number, RecordPlaces>(PART_CACHE, ({ lengths }) => lengths.byteLength * 4);
  readonly #blocks = new ByteCache<number, Buffer>(BLOCK_CACHE, (block) => block.length);

  /** @param path names the store in errors. */
  constructor(database: Database, path: string) {
    this.#path = path;
    this.#statements = prepare(database);
  }

  /** All segments, newest event first. */
  segments(): Segment[] {
    const segments = this.#statements.segments.all();
    const broken = segments.find(({ events }) => !(events > 0 && events <= SEGMENT_EVENTS));
    if (broken !== undefined) throw corrupt(`segment ${broken.id} has ${broken.events} events`);
    return segments;
  }

  /** `@timestamp` of each row, descending. */
  times({ id, events }: Segment): Float64Array {
    return this.#times.get(id, () => decodeTimes(this.#part(id, 'times'), events, `times of segment ${id}`));
  }

  origins({ id, events }: Segment): Origins {
    return this.#origins.get(id, () => decodeOrigins(this.#part(id, 'origins'), events, `origins of segment ${id}`));
  }

  /** The column of a field, null when no row of the segment has it. */
  column({ id, events }: Segment, field: number): Column | null {
    return this.#columns.get(id * 2 ** 26 + field, () => {
      const row = this.#guarded(() => this.#statements.chunk.get(id, field));
      return row === undefined ? null : new Column(row, events, `field ${field} in segment ${id}`);
    });
  }

  places({ id, events }: Segment): RecordPlaces {
    return this.#places.get(id, () => {
      const what = `locations of segment ${id}`;
      const locations = decodeLocations(this.#part(id, 'locations'), events, what);
      const { lengths, ranks } = locations;
      const byRank = new Uint32Array(events);
      for (let row = 0; row < events; row++) byRank[ranks[row] ?? 0] = lengths[row] ?? 0;
      const starts = new Float64Array(events);
      for (let rank = 1; rank < events; rank++) starts[rank] = (starts[rank - 1] ?? 0) + (byRank[rank - 1] ?? 0);
      return { ...locations, starts };
    });
  }

  /** The exact bytes of the record of a row. */
  record(segment: Segment, row: number): Buffer {
    const { lengths, ranks, firsts, starts } = this.places(segment);
    const rank = ranks[row] ?? 0;
    const block = lastAtMost(firsts, rank);
    const bytes = this.#block(segment.id, block);
    const start = (starts[rank] ?? 0) - (starts[firsts[block] ?? 0] ?? 0);
    const end = start + (lengths[row] ?? 0);
    if (end > bytes.length) throw corrupt(`block ${block} of segment ${segment.id} is shorter than its records`);
    return bytes.subarray(start, end);
  }

  #block(segment: number, block: number): Buffer {
    return this.#blocks.get(segment * SEGMENT_EVENTS + block, () => {
      const what = `block ${block} of segment ${segment}`;
      const framed = this.#guarded(() => this.#statements.block.get(segment, block));
      if (framed === undefined) throw corrupt(`${what} is missing`);
      const raw = unframe(framed, what);
      return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    });
  }

  #part(segment: number, part: string): Uint8Array {
    const framed = this.#guarded(() => this.#statements.part.get(segment, part));
    if (framed === undefined) throw corrupt(`${part} of segment ${segment} are missing`);
    return unframe(framed, `${part} of segment ${segment}`);
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

/** Index of the last element that is at most `value`; `sorted` begins with one that is. */
function lastAtMost(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function prepare(database: Database) {
  return {
    segments: database.prepare<[], Segment>(
      `SELECT id, events, min_time AS minTime, max_time AS maxTime, record_bytes AS recordBytes
       FROM segment ORDER BY max_time DESC, id`,
    ),
    part: database
      .prepare<[number, string], Uint8Array>('SELECT data FROM segment_part WHERE segment = ? AND part = ?')
      .pluck(),
    chunk: database.prepare<[number, number], ChunkRow>(
      'SELECT encoding, present, "values", codes FROM chunk WHERE segment = ? AND field = ?',
    ),
    block: database
      .prepare<[number, number], Uint8Array>('SELECT records FROM record_block WHERE segment = ? AND block = ?')
      .pluck(),
  };
}
