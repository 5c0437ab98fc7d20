/** The distinct values of all columns of a segment while it is built, in one table: a value is found again by column, type and bytes. */

import { randomBytes } from 'node:crypto';
import { grownInt32 } from './typed-arrays.ts';
import { FALSE, NUMBER, TRUE } from './value-kinds.ts';

/** Slots looked at before the overflow map is asked: input that is made to collide costs a constant per value. */
const MAX_PROBES = 24;

/** When a column has so many distinct values, and at each doubling, its values are no longer looked up if hardly any repeats. */
const FIRST_REVIEW = 4096;
const REPEATING_SHARE = 0.1;

/** Longer values are copied by the runtime, shorter ones word by word: a call costs more than a few words. */
const LONG_VALUE = 96;

/** Bits of `OWNER` that hold the type; the others hold the column. */
const KIND_BITS = 3;
const KIND_MASK = (1 << KIND_BITS) - 1;

/** What is known of an entry, in one place so that looking at it touches one cache line. */
const START = 0;
const LENGTH = 1;
const OWNER = 2;
const HASH = 3;
const ENTRY_WORDS = 4;

/** What is known of a column: its latest entry + 1, number of values, of distinct ones, and whether they are only collected. */
const LATEST = 0;
const COUNT = 1;
const DISTINCT = 2;
const COLLECTED = 3;
const COLUMN_WORDS = 4;

const FIRST_COLUMNS = 16;
const FIRST_ENTRIES = 64;
const FIRST_SLOTS = 256;
const FIRST_BYTES = 4096;
const ENTRY_BYTES = ENTRY_WORDS * 4;
/** Two words, in a table that is at most half full. */
const SLOT_BYTES = 16;
/** Memory that is kept for the next segment at most. Most of it is written to by every segment, so keeping less would only make garbage. */
const MAX_KEPT_BYTES = 160 << 20;
/** An arena that grows beyond the first size gets the second one at once: pages that nothing is written to cost no memory, copies do. */
const GROWING_ARENA = 4 << 20;
const LARGE_ARENA = 64 << 20;

const SEED = randomBytes(4).readInt32LE();

/** Bytes of numbers and booleans, which come from no buffer. */
const SCALARS = new Uint8Array(16);
const SCALAR_VIEW = new DataView(SCALARS.buffer);
const FALSE_AT = 8;
const TRUE_AT = 9;
SCALARS[TRUE_AT] = 1;

export class ValueTable {
  /** Bytes of the entries, one after another. */
  arena: Buffer = Buffer.alloc(FIRST_BYTES);
  #view = viewOf(this.arena);
  #fill = 0;
  #words = new Int32Array(FIRST_ENTRIES * ENTRY_WORDS);
  /** Number of entries. */
  entries = 0;
  /** Pairs of a hash and an entry + 1; 0 = free. */
  #slots = new Int32Array(FIRST_SLOTS * 2);
  #used = 0;
  /** Entries that found no free slot, by owner and bytes. */
  #overflow: Map<string, number> | undefined;
  #columns = new Int32Array(FIRST_COLUMNS * COLUMN_WORDS);
  /** The two latest buffers that values came from. */
  #bytes: Uint8Array = SCALARS;
  #bytesView: DataView = SCALAR_VIEW;
  #otherBytes: Uint8Array = SCALARS;
  #otherView: DataView = SCALAR_VIEW;

  readonly #collects: boolean;

  /** @param collects whether values that hardly repeat may be given a new entry each time */
  constructor({ collects = true }: { readonly collects?: boolean } = {}) {
    this.#collects = collects;
  }

  /** Memory in use, in bytes. */
  get heldBytes(): number {
    return this.#fill + this.entries * ENTRY_BYTES + this.#used * SLOT_BYTES + this.#columns.byteLength;
  }

  /** Forgets all entries. Their memory is used again: to give it back and to ask for it again costs more than it takes to clear it. */
  clear(): void {
    if (this.arena.length + this.#words.byteLength + this.#slots.byteLength > MAX_KEPT_BYTES) {
      this.arena = Buffer.alloc(FIRST_BYTES);
      this.#view = viewOf(this.arena);
      this.#words = new Int32Array(FIRST_ENTRIES * ENTRY_WORDS);
      this.#slots = new Int32Array(FIRST_SLOTS * 2);
    } else {
      this.#slots.fill(0);
    }
    this.#columns.fill(0);
    this.#fill = 0;
    this.entries = 0;
    this.#used = 0;
    this.#overflow = undefined;
    // A window that has grown for one long record must not stay for this.
    this.#bytes = SCALARS;
    this.#bytesView = SCALAR_VIEW;
    this.#otherBytes = SCALARS;
    this.#otherView = SCALAR_VIEW;
  }

  /** Makes room for columns with ids below `columns`. */
  reserve(columns: number): void {
    if (columns * COLUMN_WORDS <= this.#columns.length) return;
    this.#columns = grownInt32(this.#columns, columns * COLUMN_WORDS);
  }

  /** The entry of a value of a column: `bytes` from `start` to `end`. */
  add(column: number, kind: number, bytes: Uint8Array, start: number, end: number): number {
    return this.#add(column, kind, bytes, this.#viewOf(bytes), start, end - start);
  }

  addNumber(column: number, value: number): number {
    SCALAR_VIEW.setFloat64(0, value, true);
    return this.#add(column, NUMBER, SCALARS, SCALAR_VIEW, 0, 8);
  }

  addBoolean(column: number, value: boolean): number {
    return this.#add(column, value ? TRUE : FALSE, SCALARS, SCALAR_VIEW, value ? TRUE_AT : FALSE_AT, 1);
  }

  start(entry: number): number {
    return this.#words[entry * ENTRY_WORDS + START] as number;
  }

  length(entry: number): number {
    return this.#words[entry * ENTRY_WORDS + LENGTH] as number;
  }

  kind(entry: number): number {
    return (this.#words[entry * ENTRY_WORDS + OWNER] as number) & KIND_MASK;
  }

  /** Whether a value of the column may have several entries, because they are no longer looked up. */
  isCollected(column: number): boolean {
    return this.#columns[column * COLUMN_WORDS + COLLECTED] !== 0;
  }

  number(entry: number): number {
    return this.#view.getFloat64(this.start(entry), true);
  }

  text(entry: number): string {
    const start = this.start(entry);
    return this.arena.toString('utf8', start, start + this.length(entry));
  }

  /** Writes the bytes of an entry to `target` at `at`; returns how many. */
  copy(entry: number, target: Uint8Array, targetView: DataView, at: number): number {
    const length = this.length(entry);
    copyBytes(this.arena, this.#view, this.start(entry), length, target, targetView, at);
    return length;
  }

  #add(column: number, kind: number, bytes: Uint8Array, view: DataView, start: number, length: number): number {
    const columns = this.#columns;
    const state = column * COLUMN_WORDS;
    const owner = (column << KIND_BITS) | kind;
    columns[state + COUNT] = (columns[state + COUNT] as number) + 1;
    const latest = (columns[state + LATEST] as number) - 1;
    if (latest >= 0 && this.#holds(latest, owner, view, start, length)) return latest;
    const entry =
      columns[state + COLLECTED] === 0
        ? this.#intern(state, owner, bytes, view, start, length)
        : this.#append(owner, 0, bytes, view, start, length);
    columns[state + LATEST] = entry + 1;
    return entry;
  }

  #holds(entry: number, owner: number, view: DataView, start: number, length: number): boolean {
    const words = this.#words;
    const word = entry * ENTRY_WORDS;
    if (words[word + OWNER] !== owner || words[word + LENGTH] !== length) return false;
    const arena = this.#view;
    let mine = words[word + START] as number;
    let theirs = start;
    if (length < 4) {
      for (const end = start + length; theirs < end; ) {
        if (arena.getUint8(mine++) !== view.getUint8(theirs++)) return false;
      }
      return true;
    }
    const last = start + length - 4;
    while (theirs < last) {
      if (arena.getInt32(mine, true) !== view.getInt32(theirs, true)) return false;
      mine += 4;
      theirs += 4;
    }
    // The last word overlaps the one before where the length is no multiple of 4.
    return arena.getInt32(mine - theirs + last, true) === view.getInt32(last, true);
  }

  #intern(state: number, owner: number, bytes: Uint8Array, view: DataView, start: number, length: number): number {
    if (this.#used * 4 >= this.#slots.length) this.#grow();
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash = hashOf(owner, view, start, length);
    let slot = (hash << 1) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const found = slots[slot + 1] as number;
      if (found === 0) {
        const entry = this.#append(owner, hash, bytes, view, start, length);
        slots[slot] = hash;
        slots[slot + 1] = entry + 1;
        this.#used++;
        this.#countDistinct(state);
        return entry;
      }
      if (slots[slot] === hash && this.#holds(found - 1, owner, view, start, length)) return found - 1;
      slot = (slot + 2) & mask;
    }
    this.#overflow ??= new Map();
    const key = overflowKey(owner, bytes, start, length);
    let entry = this.#overflow.get(key);
    if (entry === undefined) {
      entry = this.#append(owner, hash, bytes, view, start, length);
      this.#overflow.set(key, entry);
      this.#countDistinct(state);
    }
    return entry;
  }

  /** Values that hardly ever repeat (ids) are only collected from some number on. */
  #countDistinct(state: number): void {
    const distinct = (this.#columns[state + DISTINCT] as number) + 1;
    this.#columns[state + DISTINCT] = distinct;
    if (!this.#collects || distinct < FIRST_REVIEW || (distinct & (distinct - 1)) !== 0) return;
    if (distinct > (this.#columns[state + COUNT] as number) * (1 - REPEATING_SHARE)) {
      this.#columns[state + COLLECTED] = 1;
    }
  }

  #append(owner: number, hash: number, bytes: Uint8Array, view: DataView, start: number, length: number): number {
    const at = this.#fill;
    if (at + length > this.arena.length) this.#growArena(at + length);
    copyBytes(bytes, view, start, length, this.arena, this.#view, at);
    this.#fill = at + length;
    const entry = this.entries++;
    const word = entry * ENTRY_WORDS;
    if (word === this.#words.length) this.#words = grownInt32(this.#words, word + ENTRY_WORDS);
    const words = this.#words;
    words[word + START] = at;
    words[word + LENGTH] = length;
    words[word + OWNER] = owner;
    words[word + HASH] = hash;
    return entry;
  }

  #growArena(needed: number): void {
    const large = needed > GROWING_ARENA && needed <= LARGE_ARENA;
    const grown = Buffer.alloc(large ? LARGE_ARENA : Math.max(needed, this.arena.length * 2));
    this.arena.copy(grown, 0, 0, this.#fill);
    this.arena = grown;
    this.#view = viewOf(grown);
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 1;
    this.#slots = slots;
    this.#used = 0;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] !== 0) this.#place(slots, mask, (old[from + 1] as number) - 1);
    }
    const overflow = this.#overflow;
    this.#overflow = undefined;
    for (const entry of overflow?.values() ?? []) this.#place(slots, mask, entry);
  }

  #place(slots: Int32Array, mask: number, entry: number): void {
    const word = entry * ENTRY_WORDS;
    const hash = this.#words[word + HASH] as number;
    let slot = (hash << 1) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      if (slots[slot + 1] === 0) {
        slots[slot] = hash;
        slots[slot + 1] = entry + 1;
        this.#used++;
        return;
      }
      slot = (slot + 2) & mask;
    }
    this.#overflow ??= new Map();
    const key = overflowKey(this.#words[word + OWNER] as number, this.arena, this.start(entry), this.length(entry));
    this.#overflow.set(key, entry);
  }

  /** Most values come from the window of the reader, the others from the scratch of the walker. */
  #viewOf(bytes: Uint8Array): DataView {
    if (bytes === this.#bytes) return this.#bytesView;
    if (bytes === this.#otherBytes) return this.#otherView;
    this.#otherBytes = this.#bytes;
    this.#otherView = this.#bytesView;
    this.#bytes = bytes;
    this.#bytesView = viewOf(bytes);
    return this.#bytesView;
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function overflowKey(owner: number, bytes: Uint8Array, start: number, length: number): string {
  return `${owner}:${Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1')}`;
}

function copyBytes(
  from: Uint8Array,
  fromView: DataView,
  start: number,
  length: number,
  to: Uint8Array,
  toView: DataView,
  at: number,
): void {
  if (length > LONG_VALUE) {
    to.set(from.subarray(start, start + length), at);
  } else if (length < 4) {
    for (let i = 0; i < length; i++) to[at + i] = from[start + i] as number;
  } else {
    const last = length - 4;
    for (let i = 0; i < last; i += 4) toView.setInt32(at + i, fromView.getInt32(start + i, true), true);
    toView.setInt32(at + last, fromView.getInt32(start + last, true), true);
  }
}

/** Murmur-like, seeded per process: which values collide differs from run to run. */
function hashOf(owner: number, view: DataView, start: number, length: number): number {
  let hash = Math.imul(SEED ^ owner, 0x1b873593) ^ length;
  if (length < 4) {
    for (let at = start; at < start + length; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
  } else {
    const last = start + length - 4;
    for (let at = start; at < last; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x5bd1e995);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ view.getInt32(last, true), 0x5bd1e995);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
