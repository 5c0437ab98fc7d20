/** Collects events and encodes them as one segment. Knows nothing of SQLite, so that it can run in an ingest worker. */

import { ChunkEncoder } from './chunk-encoder.ts';
import type { Identities } from './identities.ts';
import { LeafLog } from './leaf-log.ts';
import { RecordBlocks } from './record-blocks.ts';
import { newestFirst } from './row-order.ts';
import {
  CONTENT_BYTES,
  encodeIdentities,
  encodeLocations,
  encodeOrigins,
  encodeTimes,
  KEY_BYTES,
} from './row-parts.ts';
import { SpellingLog } from './spelling-log.ts';
import { escapedBytes } from './token-matcher.ts';
import { bytesOf, grownFloat64, grownUint8, grownUint32 } from './typed-arrays.ts';
import type { EventMeta, SealedChunk, SealedSegment } from './types.ts';
import { EXACT_NUMBER, TEXT } from './value-kinds.ts';
import { ValueTable } from './value-table.ts';

/** Events of a segment at most: a row position fits in two bytes. */
export const SEGMENT_EVENTS = 65_536;

export class SegmentBuilder {
  readonly #paths: string[] = [];
  readonly #ids = new Map<string, number>();
  readonly #values = new ValueTable();
  readonly #leaves = new LeafLog();
  readonly #spelling = new SpellingLog();
  /** Columns in whose paths a key has a dot. */
  readonly #dotted = new Set<number>();

  #events = 0;
  #blocks = new RecordBlocks();
  #times = new Float64Array(64);
  #eventTimes = new Float64Array(64);
  #sources = new Uint32Array(64);
  #ordinals = new Uint32Array(64);
  #contents = new Uint8Array(64 * CONTENT_BYTES);
  #keys = new Uint8Array(64 * KEY_BYTES);

  /** Events of the segment so far. */
  get events(): number {
    return this.#events;
  }

  /** Bytes of their records. */
  get recordBytes(): number {
    return this.#blocks.recordBytes;
  }

  /** Approximate memory held for the segment, in bytes. */
  get heldBytes(): number {
    return (
      this.#values.heldBytes +
      this.#leaves.heldBytes +
      this.#blocks.heldBytes +
      this.#spelling.heldBytes +
      this.#times.length * 48
    );
  }

  /**
   * The id of a field path; it stays the same over the life of the builder.
   * @param isDotted whether a key in it has a dot, so that the path does not tell the keys.
   */
  column(path: string, isDotted = false): number {
    const id = this.#column(path);
    if (isDotted) this.#dotted.add(id);
    return id;
  }

  #column(path: string): number {
    let id = this.#ids.get(path);
    if (id === undefined) {
      // SQLite keeps paths as UTF-8, where lone surrogates do not exist.
      const stored = Buffer.from(path).toString();
      id = this.#ids.get(stored);
      if (id === undefined) {
        id = this.#paths.push(stored) - 1;
        this.#values.reserve(this.#paths.length);
        this.#leaves.reserve(this.#paths.length);
      }
      this.#ids.set(path, id);
      this.#ids.set(stored, id);
    }
    return id;
  }

  /** A string leaf of the current event: UTF-8 `bytes` from `start` to `end`. The first value of a column in an event wins. */
  addText(column: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#leaves.isNew(column)) this.#leaves.add(column, this.#values.add(column, TEXT, bytes, start, end));
    else this.addSpelling(escapedBytes(bytes.subarray(start, end)));
  }

  addNumber(column: number, value: number): void {
    if (this.#leaves.isNew(column)) this.#leaves.add(column, this.#values.addNumber(column, value));
    else this.addSpelling(Buffer.from(String(value)));
  }

  /** A JSON number that a double cannot hold; it reads back as `text`. */
  addExactNumber(column: number, text: string): void {
    const bytes = Buffer.from(text);
    if (this.#leaves.isNew(column))
      this.#leaves.add(column, this.#values.add(column, EXACT_NUMBER, bytes, 0, bytes.length));
    else this.addSpelling(bytes);
  }

  addBoolean(column: number, value: boolean): void {
    if (this.#leaves.isNew(column)) this.#leaves.add(column, this.#values.addBoolean(column, value));
    else this.addSpelling(Buffer.from(String(value)));
  }

  /**
   * A key, string or number of the current event whose text is another one than its leaf or path tells: as it is written, without quotes.
   */
  addSpelling(bytes: Uint8Array, start = 0, end = bytes.length): void {
    this.#spelling.addText(bytes, start, end);
  }

  /** The column has a string that is written with escapes. */
  addEscaped(column: number): void {
    this.#spelling.addEscaped(column);
  }

  /** A number for a key, for `addBareKey`; it stays the same over the life of the builder. */
  key(name: string): number {
    return this.#spelling.key(name);
  }

  /** The key is in an event, perhaps without a leaf under it. False when that is known. */
  addBareKey(key: number): boolean {
    return this.#spelling.addBareKey(key);
  }

  /**
   * Completes the current event with its record: `bytes` from `start` to `end`, kept as they are.
   * @throws RangeError when the segment is full (`SEGMENT_EVENTS`).
   */
  endEvent(meta: EventMeta, bytes: Uint8Array, start: number, end: number): void {
    const row = this.#events;
    if (row === SEGMENT_EVENTS) throw new RangeError(`A segment holds at most ${SEGMENT_EVENTS} events`);
    if (row === this.#times.length) this.#growRows();
    this.#times[row] = meta.timestamp;
    this.#eventTimes[row] = meta.eventTime;
    this.#sources[row] = meta.source;
    this.#ordinals[row] = meta.ordinal;
    this.#contents.set(meta.content, row * CONTENT_BYTES);
    this.#keys.set(meta.key, row * KEY_BYTES);
    this.#blocks.append(bytes, start, end);
    this.#leaves.endEvent();
    this.#spelling.endEvent(meta.spelled ?? 'opaque');
    this.#events++;
  }

  #growRows(): void {
    const needed = this.#events + 1;
    this.#times = grownFloat64(this.#times, needed);
    this.#eventTimes = grownFloat64(this.#eventTimes, needed);
    this.#sources = grownUint32(this.#sources, needed);
    this.#ordinals = grownUint32(this.#ordinals, needed);
    this.#contents = grownUint8(this.#contents, needed * CONTENT_BYTES);
    this.#keys = grownUint8(this.#keys, needed * KEY_BYTES);
  }

  /** Drops the leaves of the unfinished event. */
  abandonEvent(): void {
    this.#leaves.abandonEvent();
    this.#spelling.abandonEvent();
  }

  /** What tells the events apart, in feeding order, for `StoreWriter.claim`. A copy. */
  identities(): Identities {
    return {
      contents: this.#contents.slice(0, this.#events * CONTENT_BYTES),
      keys: this.#keys.slice(0, this.#events * KEY_BYTES),
      eventTimes: this.#eventTimes.slice(0, this.#events),
      sources: this.#sources.slice(0, this.#events),
    };
  }

  /**
   * Encodes the events as a segment and starts the next one.
   * @param dropped one byte per event in feeding order, 1 = leave it out.
   * @returns undefined when no event is left.
   */
  seal(dropped?: Uint8Array): SealedSegment | undefined {
    this.abandonEvent();
    const order = this.#order(dropped);
    const segment = order.length === 0 ? undefined : this.#encode(order, dropped);
    this.#reset();
    return segment;
  }

  /** The kept rows, newest first; ties by source, then ordinal, then as fed. */
  #order(dropped: Uint8Array | undefined): Uint32Array {
    const kept = new Uint32Array(this.#events);
    let count = 0;
    for (let row = 0; row < this.#events; row++) if (dropped?.[row] !== 1) kept[count++] = row;
    return newestFirst(kept.subarray(0, count), this.#times, this.#sources, this.#ordinals);
  }

  #encode(order: Uint32Array, dropped: Uint8Array | undefined): SealedSegment {
    const events = order.length;
    const times = Float64Array.from(order, (row) => this.#times[row] ?? 0);
    const eventTimes = Float64Array.from(order, (row) => this.#eventTimes[row] ?? 0);
    const place = new Int32Array(this.#events).fill(-1);
    for (let position = 0; position < events; position++) place[order[position] ?? 0] = position;
    const { blocks, lengths, firsts } = this.#blocks.finish(dropped);
    const ranks = ranksOf(place, events);
    const chunks = this.#chunks(order);
    const dotted = [...this.#dotted].map((column) => this.#paths[column] ?? '');
    const stored = new Set(chunks.map(({ path }) => path));
    return {
      events,
      minTime: times[events - 1] ?? 0,
      maxTime: times[0] ?? 0,
      minEventTime: eventTimes.reduce((a, b) => Math.min(a, b)),
      maxEventTime: eventTimes.reduce((a, b) => Math.max(a, b)),
      recordBytes: lengths.reduce((a, b) => a + b, 0),
      times: encodeTimes(times),
      origins: encodeOrigins(
        order.map((row) => this.#sources[row] ?? 0),
        order.map((row) => this.#ordinals[row] ?? 0),
      ),
      identities: encodeIdentities(gather(this.#contents, CONTENT_BYTES, order), gather(this.#keys, KEY_BYTES, order)),
      locations: encodeLocations({ lengths: Uint32Array.from(ranks, (rank) => lengths[rank] ?? 0), ranks, firsts }),
      spelling: this.#spelling.encode(
        place,
        events,
        this.#paths,
        dotted.filter((path) => stored.has(path)),
      ),
      blocks,
      chunks,
    };
  }

  #chunks(order: Uint32Array): SealedChunk[] {
    const encoder = new ChunkEncoder(this.#values, order.length);
    return Array.from(this.#leaves.columns(order), ({ column, positions, entries }) =>
      encoder.encode({
        path: this.#paths[column] ?? '',
        positions,
        entries,
        collected: this.#values.isCollected(column),
      }),
    );
  }

  #reset(): void {
    this.#events = 0;
    this.#blocks = new RecordBlocks();
    this.#values.clear();
    this.#leaves.clear();
    this.#spelling.clear();
  }
}

/** For each position in the segment the rank of its record among the kept ones. */
function ranksOf(place: Int32Array, events: number): Uint16Array {
  const ranks = new Uint16Array(events);
  let rank = 0;
  for (const position of place) if (position >= 0) ranks[position] = rank++;
  return ranks;
}

/** @param size bytes of a row, a multiple of 4. */
function gather(bytes: Uint8Array, size: number, order: Uint32Array): Uint8Array {
  const width = size / 4;
  const from = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const gathered = new Uint32Array(order.length * width);
  let at = 0;
  for (let i = 0; i < order.length; i++) {
    const start = (order[i] as number) * width;
    for (let word = start; word < start + width; word++) gathered[at++] = from[word] as number;
  }
  return bytesOf(gathered);
}
