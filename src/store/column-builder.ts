/** The values of one field while its segment is built: each distinct value once, and a code per row that has one. */

import { randomBytes } from 'node:crypto';
import { grownUint8, grownUint16, grownUint32 } from './typed-arrays.ts';

/** Up to this many entries are found by looking at each: most fields of most segments have few values. */
const LINEAR_ENTRIES = 8;

/** Slots looked at before the overflow map is asked: input that is made to collide costs a constant per value. */
const MAX_PROBES = 24;

/** When this many entries are reached, and at each doubling, interning is given up if it finds almost nothing. */
const FIRST_REVIEW = 4096;
const REPEATING_SHARE = 0.1;

/** Longer values are compared with `Buffer.compare`, shorter ones byte by byte. */
const LONG_VALUE = 96;

/** What JavaScript needs for the arrays of a column beside their bytes. */
const OVERHEAD = 700;

const SEED = randomBytes(4).readInt32LE();

export class ColumnBuilder {
  /** Rows that have a value, ascending, and their codes; the first `count` of each. */
  rows = new Uint16Array(4);
  codes = new Uint32Array(4);
  count = 0;

  /** Bytes of the entries, one after another. */
  arena: Buffer = Buffer.alloc(32);
  ends = new Uint32Array(4);
  kinds = new Uint8Array(4);
  entries = 0;

  #hashes = new Int32Array(0);
  /** Entry + 1 by hash, 0 = free; empty while the entries are few. */
  #table = new Int32Array(0);
  /** Entries that found no free slot, by kind and bytes. */
  #overflow: Map<string, number> | undefined;
  #interning = true;
  #review = FIRST_REVIEW;

  /** Row of the latest value, -1 for none. */
  lastRow = -1;
  #lastCode = -1;

  /** Approximate memory, in bytes. */
  get heldBytes(): number {
    return (
      OVERHEAD +
      this.rows.byteLength +
      this.codes.byteLength +
      this.arena.byteLength +
      this.ends.byteLength +
      this.kinds.byteLength +
      this.#hashes.byteLength +
      this.#table.byteLength
    );
  }

  /** Adds the value of `row`, which must be above `lastRow`. */
  add(row: number, kind: number, bytes: Uint8Array, start: number, end: number): void {
    let code = this.#lastCode;
    if (code < 0 || !this.#holds(code, kind, bytes, start, end)) code = this.#intern(kind, bytes, start, end);
    if (this.count === this.rows.length) {
      this.rows = grownUint16(this.rows, this.count + 1);
      this.codes = grownUint32(this.codes, this.count + 1);
    }
    this.rows[this.count] = row;
    this.codes[this.count++] = code;
    this.lastRow = row;
    this.#lastCode = code;
  }

  /** Takes back the latest value. Its entry stays; sealing leaves out what no row uses. */
  drop(): void {
    this.count--;
    this.lastRow = this.count === 0 ? -1 : (this.rows[this.count - 1] ?? -1);
  }

  start(entry: number): number {
    return entry === 0 ? 0 : (this.ends[entry - 1] ?? 0);
  }

  end(entry: number): number {
    return this.ends[entry] ?? 0;
  }

  #holds(entry: number, kind: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = entry === 0 ? 0 : (this.ends[entry - 1] ?? 0);
    const stop = this.ends[entry] ?? 0;
    if (stop - at !== end - start || this.kinds[entry] !== kind) return false;
    if (end - start > LONG_VALUE) return this.arena.compare(bytes, start, end, at, stop) === 0;
    const arena = this.arena;
    for (let i = start; i < end; i++, at++) if (arena[at] !== bytes[i]) return false;
    return true;
  }

  #intern(kind: number, bytes: Uint8Array, start: number, end: number): number {
    if (!this.#interning) return this.#append(kind, bytes, start, end);
    if (this.entries < LINEAR_ENTRIES) {
      for (let entry = 0; entry < this.entries; entry++) {
        if (this.#holds(entry, kind, bytes, start, end)) return entry;
      }
      return this.#append(kind, bytes, start, end);
    }
    if (this.entries * 2 >= this.#table.length) this.#grow();
    const hash = hashOf(kind, bytes, start, end);
    const mask = this.#table.length - 1;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + probe) & mask;
      const found = this.#table[slot] ?? 0;
      if (found === 0) {
        const entry = this.#append(kind, bytes, start, end);
        if (this.#interning) {
          this.#table[slot] = entry + 1;
          this.#hashes[entry] = hash;
        }
        return entry;
      }
      if (this.#hashes[found - 1] === hash && this.#holds(found - 1, kind, bytes, start, end)) return found - 1;
    }
    return this.#internOverflow(hash, kind, bytes, start, end);
  }

  #internOverflow(hash: number, kind: number, bytes: Uint8Array, start: number, end: number): number {
    this.#overflow ??= new Map();
    const key = `${kind}${Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')}`;
    const found = this.#overflow.get(key);
    if (found !== undefined) return found;
    const entry = this.#append(kind, bytes, start, end);
    if (this.#interning) {
      this.#overflow.set(key, entry);
      this.#hashes[entry] = hash;
    }
    return entry;
  }

  #append(kind: number, bytes: Uint8Array, start: number, end: number): number {
    const entry = this.entries++;
    const from = this.start(entry);
    const to = from + end - start;
    if (to > this.arena.length) {
      const grown = Buffer.alloc(Math.max(to, this.arena.length * 2));
      this.arena.copy(grown, 0, 0, from);
      this.arena = grown;
    }
    if (end - start > LONG_VALUE) this.arena.set(bytes.subarray(start, end), from);
    else for (let i = start, at = from; i < end; i++, at++) this.arena[at] = bytes[i] ?? 0;
    if (entry === this.ends.length) {
      this.ends = grownUint32(this.ends, entry + 1);
      this.kinds = grownUint8(this.kinds, entry + 1);
    }
    this.ends[entry] = to;
    this.kinds[entry] = kind;
    if (this.entries === this.#review) this.#reviewInterning();
    return entry;
  }

  /** Values that hardly ever repeat (ids) are only collected from here on. */
  #reviewInterning(): void {
    this.#review *= 2;
    if (this.entries <= this.count * (1 - REPEATING_SHARE)) return;
    this.#interning = false;
    this.#table = new Int32Array(0);
    this.#hashes = new Int32Array(0);
    this.#overflow = undefined;
  }

  #grow(): void {
    const first = this.#table.length === 0;
    const size = first ? LINEAR_ENTRIES * 4 : this.#table.length * 2;
    const hashes = new Int32Array(size);
    hashes.set(this.#hashes);
    if (first) {
      for (let entry = 0; entry < this.entries; entry++) {
        hashes[entry] = hashOf(this.kinds[entry] ?? 0, this.arena, this.start(entry), this.end(entry));
      }
    }
    this.#hashes = hashes;
    this.#table = new Int32Array(size);
    this.#overflow = undefined;
    for (let entry = 0; entry < this.entries; entry++) this.#place(entry);
  }

  #place(entry: number): void {
    const mask = this.#table.length - 1;
    const hash = this.#hashes[entry] ?? 0;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + probe) & mask;
      if (this.#table[slot] === 0) {
        this.#table[slot] = entry + 1;
        return;
      }
    }
    this.#overflow ??= new Map();
    const text = this.arena.toString('latin1', this.start(entry), this.end(entry));
    this.#overflow.set(`${this.kinds[entry] ?? 0}${text}`, entry);
  }
}

/** Murmur-like, seeded per process: which values collide differs from run to run. */
function hashOf(kind: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = SEED ^ kind ^ (end - start);
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const word =
      (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
    hash = Math.imul(hash ^ word, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  for (; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
