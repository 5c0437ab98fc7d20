/** What every row of a segment has beside its fields: time, origin, identity and the place of its record. See docs/format.md. */

import { corrupt } from './errors.ts';
import { frame } from './frame.ts';
import { type Codes, codesAt, codeWidth, float64At, joined, newCodes, uint16At, uint32At } from './typed-arrays.ts';

export const CONTENT_BYTES = 16;
export const KEY_BYTES = 8;
const IDENTITY_BYTES = CONTENT_BYTES + KEY_BYTES;

const STEPS = 0;
const DOUBLES = 1;

/** @param times descending. */
export function encodeTimes(times: Float64Array): Uint8Array<ArrayBuffer> {
  const newest = times[0] ?? 0;
  const oldest = times[times.length - 1] ?? 0;
  if (newest - oldest <= 0xffff_ffff && times.every(Number.isSafeInteger)) {
    const steps = new Uint32Array(times.length);
    for (let row = 1; row < times.length; row++) steps[row] = (times[row - 1] ?? 0) - (times[row] ?? 0);
    return frame(joined([Uint32Array.of(STEPS, 0), Float64Array.of(newest), steps]));
  }
  return frame(joined([Uint32Array.of(DOUBLES, 0), times]));
}

/** @throws StoreError `corrupt`; so do the functions below. */
export function decodeTimes(raw: Uint8Array, events: number, what: string): Float64Array {
  const layout = uint32At(raw, 0, 2, what)[0];
  if (layout === DOUBLES) return float64At(raw, 8, events, what);
  if (layout !== STEPS) throw corrupt(`${what} has the unknown layout ${layout}`);
  const steps = uint32At(raw, 16, events, what);
  const times = new Float64Array(events);
  let time = float64At(raw, 8, 1, what)[0] ?? 0;
  for (let row = 0; row < events; row++) {
    time -= steps[row] ?? 0;
    times[row] = time;
  }
  return times;
}

/** The source that a row is of, and its position among the records of that source, from 0. */
export interface Origin {
  readonly source: number;
  readonly ordinal: number;
}

/** The origins of rows, decoded one by one: only rows of equal times are asked for theirs. */
export class Origins {
  readonly #sources: Uint32Array;
  /** Of each row the place of its source. */
  readonly #codes: Codes;
  readonly #ordinals: Codes;
  readonly #what: string;

  constructor(sources: Uint32Array, codes: Codes, ordinals: Codes, what: string) {
    this.#sources = sources;
    this.#codes = codes;
    this.#ordinals = ordinals;
    this.#what = what;
  }

  get byteLength(): number {
    return this.#sources.byteLength + this.#codes.byteLength + this.#ordinals.byteLength;
  }

  /** @throws StoreError `corrupt` */
  of(row: number): Origin {
    const source = this.#sources[this.#codes[row] ?? 0];
    if (source === undefined) throw corrupt(`${this.#what} names a source that it does not list`);
    return { source, ordinal: this.#ordinals[row] ?? 0 };
  }
}

/** @param sources of each row, and so the ordinals */
export function encodeOrigins(sources: Uint32Array, ordinals: Uint32Array): Uint8Array<ArrayBuffer> {
  const distinct = Uint32Array.from(new Set(sources)).sort();
  const index = new Map(Array.from(distinct, (source, i) => [source, i]));
  const largest = ordinals.reduce((max, ordinal) => Math.max(max, ordinal), 0);
  const narrow = newCodes(ordinals.length, codeWidth(largest));
  narrow.set(ordinals);
  const codes = newCodes(sources.length, codeWidth(distinct.length - 1));
  for (let row = 0; row < sources.length; row++) codes[row] = index.get(sources[row] ?? 0) ?? 0;
  const header = Uint32Array.of(distinct.length, narrow.BYTES_PER_ELEMENT);
  return frame(joined([header, distinct, ...[narrow, codes].sort(widestFirst)]));
}

/** Keeps every array of a blob aligned without padding; a tie leaves the order as it is. */
function widestFirst(a: Codes, b: Codes): number {
  return b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT;
}

export function decodeOrigins(raw: Uint8Array, events: number, what: string): Origins {
  const [count = 0, ordinalWidth = 0] = uint32At(raw, 0, 2, what);
  if (count === 0 || (ordinalWidth !== 1 && ordinalWidth !== 2 && ordinalWidth !== 4)) {
    throw corrupt(`${what} has an impossible header`);
  }
  const distinct = uint32At(raw, 8, count, what);
  const sourceWidth = codeWidth(count - 1);
  const start = 8 + count * 4;
  const ordinalsFirst = ordinalWidth >= sourceWidth;
  const ordinalStart = ordinalsFirst ? start : start + events * sourceWidth;
  const sourceStart = ordinalsFirst ? start + events * ordinalWidth : start;
  const codes = codesAt(raw, sourceStart, events, sourceWidth, what);
  return new Origins(distinct, codes, codesAt(raw, ordinalStart, events, ordinalWidth, what), what);
}

/** Hashes do not compress. */
export function encodeIdentities(contents: Uint8Array, keys: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame(joined([contents, keys]), false);
}

export function decodeIdentities(raw: Uint8Array, events: number, what: string) {
  if (raw.length !== events * IDENTITY_BYTES) throw corrupt(`${what} is shorter than its counts`);
  return { contents: raw.subarray(0, events * CONTENT_BYTES), keys: raw.subarray(events * CONTENT_BYTES) };
}

/** Where the records are. Ranks count the records in the order they lie in the blocks. */
interface Locations {
  /** Length of the record of each row. */
  readonly lengths: Uint32Array;
  /** Rank of the record of each row. */
  readonly ranks: Uint16Array;
  /** Rank of the first record of each block. */
  readonly firsts: Uint32Array;
}

export function encodeLocations({ lengths, ranks, firsts }: Locations): Uint8Array<ArrayBuffer> {
  return frame(joined([Uint32Array.of(firsts.length, 0), lengths, firsts, ranks]));
}

export function decodeLocations(raw: Uint8Array, events: number, what: string): Locations {
  const blocks = uint32At(raw, 0, 2, what)[0] ?? 0;
  const lengths = uint32At(raw, 8, events, what);
  const firsts = uint32At(raw, 8 + events * 4, blocks, what);
  const ranks = uint16At(raw, 8 + (events + blocks) * 4, events, what);
  if (firsts[0] !== 0) throw corrupt(`${what} has no first block`);
  return { lengths, ranks, firsts };
}
