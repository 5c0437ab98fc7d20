/** Segments as both sides of the store know them, and reading what the tables hold of one, checked against its manifest. */

import type { Database } from 'better-sqlite3';
import { ByteCache } from './byte-cache.ts';
import { checkedRows, type Row, rowChecksum } from './checksums.ts';
import { corrupt } from './errors.ts';
import { FRAME_HEADER, unframe } from './frame.ts';
import { chunkChecksum, decodeManifest, type Manifest, PARTS, type Part } from './manifest.ts';
import { SEGMENT_EVENTS } from './segment-builder.ts';

/** Bound of the manifests held, in bytes. */
const MANIFEST_CACHE = 16 * 1024 * 1024;

/** Codes that are read together with the values, in bytes. */
const SHORT_CODES = 2048;

/** The columns of the table `segment`. */
export type SegmentRow = readonly [
  id: number,
  events: number,
  minTime: number,
  maxTime: number,
  minEventTime: number,
  maxEventTime: number,
  recordBytes: number,
  manifest: number,
];

export interface Segment {
  readonly id: number;
  readonly events: number;
  readonly minTime: number;
  readonly maxTime: number;
  readonly minEventTime: number;
  readonly maxEventTime: number;
  readonly recordBytes: number;
  /** Checksum of the row that has its manifest. */
  readonly manifest: number;
}

export type PartRow = readonly [segment: number, part: string, data: Uint8Array];
export type BlockRow = readonly [segment: number, block: number, records: Uint8Array];
export type ChunkRow = readonly [
  segment: number,
  field: number,
  encoding: string,
  present: number,
  strings: number,
  numbers: number,
  booleans: number,
  min: number | null,
  max: number | null,
  values: Uint8Array,
  codes: Uint8Array,
];

export function segmentOfRow(row: SegmentRow): Segment {
  const [id, events, minTime, maxTime, minEventTime, maxEventTime, recordBytes, manifest] = row;
  return { id, events, minTime, maxTime, minEventTime, maxEventTime, recordBytes, manifest };
}

/**
 * All segments by id. To be called in a transaction.
 * @throws StoreError `corrupt`
 */
export function readSegments(database: Database): Segment[] {
  const segments = checkedRows<SegmentRow>(database, 'segment').map(segmentOfRow);
  const broken = segments.find(({ events }) => !(events > 0 && events <= SEGMENT_EVENTS));
  if (broken !== undefined) throw corrupt(`segment ${broken.id} has ${broken.events} events`);
  return segments;
}

/** Every method throws StoreError `corrupt` when the row is not the one that the manifest lists. */
export class SegmentRows {
  readonly #statements: ReturnType<typeof prepare>;
  readonly #manifests = new ByteCache<number, Manifest>(MANIFEST_CACHE, ({ blocks, fields }) => {
    return (blocks.length + fields.length * 2) * 4;
  });

  constructor(database: Database) {
    this.#statements = prepare(database);
  }

  part(segment: Segment, part: Part): Uint8Array {
    const what = `${part} of segment ${segment.id}`;
    const row = this.#statements.part.get(segment.id, part);
    return unframe(checked(row, this.#manifest(segment).parts[PARTS.indexOf(part)], what)[2], what);
  }

  block(segment: Segment, block: number): Uint8Array {
    const what = `block ${block} of segment ${segment.id}`;
    const row = this.#statements.block.get(segment.id, block);
    return unframe(checked(row, this.#manifest(segment).blocks[block], what)[2], what);
  }

  /** undefined when no row of the segment has the field. */
  chunk(segment: Segment, field: number): ChunkRow | undefined {
    const checksum = chunkChecksum(this.#manifest(segment), field);
    if (checksum === undefined) return undefined;
    return checked(this.#statements.chunk.get(segment.id, field), checksum, `field ${field} in segment ${segment.id}`);
  }

  /** The ids of the fields that the segment has, ascending. */
  fields(segment: Segment): Uint32Array {
    return this.#manifest(segment).fields;
  }

  /** The chunks of all fields, ascending by field; of codes that are long the header only. */
  chunks(segment: Segment): readonly ChunkRow[] {
    const manifest = this.#manifest(segment);
    const rows = this.#statements.chunks.all(segment.id);
    if (rows.length !== manifest.fields.length) {
      throw corrupt(`segment ${segment.id} has ${rows.length} fields instead of ${manifest.fields.length}`);
    }
    for (const [index, row] of rows.entries()) {
      // Fields come in the order of the manifest, so that each is the one it lists.
      checked(row, manifest.chunks[index], `field ${row[1]} in segment ${segment.id}`);
    }
    return rows;
  }

  #manifest({ id, manifest }: Segment): Manifest {
    return this.#manifests.get(id, () => {
      const what = `manifest of segment ${id}`;
      const row = checked(this.#statements.part.get(id, 'manifest'), manifest, what);
      return decodeManifest(unframe(row[2], what), what);
    });
  }
}

function checked<Columns extends Row>(row: Columns | undefined, checksum: number | undefined, what: string): Columns {
  if (row === undefined) throw corrupt(`${what}: the row is missing`);
  if (rowChecksum(row) !== checksum) throw corrupt(`${what}: the row does not match its checksum`);
  return row;
}

function prepare(database: Database) {
  return {
    part: database
      .prepare<[number, string], PartRow>('SELECT * FROM segment_part WHERE segment = ? AND part = ?')
      .raw(),
    chunk: database.prepare<[number, number], ChunkRow>('SELECT * FROM chunk WHERE segment = ? AND field = ?').raw(),
    // The checksum of a row needs no more of the codes than their header; all in all they are half as large as the values.
    chunks: database
      .prepare<[number], ChunkRow>(
        `SELECT segment, field, encoding, present, strings, numbers, booleans, min, max, "values",
                CASE WHEN length(codes) <= ${SHORT_CODES} THEN codes ELSE substr(codes, 1, ${FRAME_HEADER}) END
         FROM chunk WHERE segment = ? ORDER BY field`,
      )
      .raw(),
    block: database
      .prepare<[number, number], BlockRow>('SELECT * FROM record_block WHERE segment = ? AND block = ?')
      .raw(),
  };
}
