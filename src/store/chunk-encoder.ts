/** Turns the collected values of a column into a chunk, in the encoding that is smallest. See docs/format.md, "Chunks". */

import type { ColumnBuilder } from './column-builder.ts';
import { frame } from './frame.ts';
import { bytesOf, codeWidth, joined, newCodes } from './typed-arrays.ts';
import type { SealedChunk } from './types.ts';
import { EXACT_NUMBER, NUMBER, TEXT } from './value-kinds.ts';
import { encodeValues } from './value-list.ts';

type Encoding = 'constant' | 'dictionary' | 'sparse' | 'plain';

const EXAMPLES = 3;
/** Longer values are no use as examples, in bytes. */
const EXAMPLE_BYTES = 80;

/** The rows of the column that are kept: position in the segment and entry, by ascending position. */
interface Placed {
  readonly positions: Uint16Array;
  readonly entries: Uint32Array;
}

/**
 * @param place position in the segment of each fed row, -1 for a row that is left out.
 * @param events rows of the segment.
 * @returns undefined when no kept row has a value.
 */
export function encodeChunk(
  path: string,
  column: ColumnBuilder,
  place: Int32Array,
  events: number,
): SealedChunk | undefined {
  const placed = placeRows(column, place, events);
  const present = placed.positions.length;
  if (present === 0) return undefined;
  const { used, codes } = renumber(column, placed.entries);
  const encoding = choose(column, used, placed.entries, events);
  const values = encodeValues(column, encoding === 'plain' ? placed.entries : used);
  return {
    path,
    encoding,
    present,
    ...countKinds(column, placed.entries),
    ...numberRange(column, used),
    examples: examplesOf(column, used),
    values: frame(values),
    codes: frame(encodeCodes(encoding, placed.positions, codes, used.length, events)),
  };
}

function placeRows(column: ColumnBuilder, place: Int32Array, events: number): Placed {
  // Spreading the rows over all positions beats sorting them unless they are few.
  return column.count * 16 > events ? spreadRows(column, place, events) : sortRows(column, place);
}

function spreadRows(column: ColumnBuilder, place: Int32Array, events: number): Placed {
  const spread = new Uint32Array(events);
  for (let i = 0; i < column.count; i++) {
    const position = place[column.rows[i] ?? 0] ?? -1;
    if (position >= 0) spread[position] = (column.codes[i] ?? 0) + 1;
  }
  const positions = new Uint16Array(column.count);
  const entries = new Uint32Array(column.count);
  let present = 0;
  for (let position = 0; position < events; position++) {
    const code = spread[position] ?? 0;
    if (code === 0) continue;
    positions[present] = position;
    entries[present++] = code - 1;
  }
  return { positions: positions.subarray(0, present), entries: entries.subarray(0, present) };
}

function sortRows(column: ColumnBuilder, place: Int32Array): Placed {
  const pairs: { position: number; entry: number }[] = [];
  for (let i = 0; i < column.count; i++) {
    const position = place[column.rows[i] ?? 0] ?? -1;
    if (position >= 0) pairs.push({ position, entry: column.codes[i] ?? 0 });
  }
  pairs.sort((a, b) => a.position - b.position);
  return {
    positions: Uint16Array.from(pairs, ({ position }) => position),
    entries: Uint32Array.from(pairs, ({ entry }) => entry),
  };
}

/** The entries that rows use, in the order they were met, and for each row the index among them. */
function renumber(column: ColumnBuilder, entries: Uint32Array): { used: Uint32Array; codes: Uint32Array } {
  const numbers = new Uint32Array(column.entries);
  for (let i = 0; i < entries.length; i++) numbers[entries[i] ?? 0] = 1;
  const used = new Uint32Array(column.entries);
  let count = 0;
  for (let entry = 0; entry < column.entries; entry++) {
    if (numbers[entry] === 0) continue;
    numbers[entry] = count;
    used[count++] = entry;
  }
  return { used: used.subarray(0, count), codes: entries.map((entry) => numbers[entry] ?? 0) };
}

function choose(column: ColumnBuilder, used: Uint32Array, entries: Uint32Array, events: number): Encoding {
  const present = entries.length;
  if (used.length === 1 && present === events) return 'constant';
  const dense = events * codeWidth(used.length);
  const sparse = present * (2 + codeWidth(used.length - 1));
  const dictionary = listBytes(column, used) + Math.min(dense, sparse);
  const plain = listBytes(column, entries) + (present === events ? 0 : present * 2);
  if (plain < dictionary) return 'plain';
  // A sparse chunk has to be spread out before it is scanned, so it must be worth it.
  return sparse * 2 <= dense ? 'sparse' : 'dictionary';
}

function listBytes(column: ColumnBuilder, entries: Uint32Array): number {
  let bytes = entries.length * 4;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] ?? 0;
    bytes += column.end(entry) - column.start(entry);
  }
  return bytes;
}

function encodeCodes(
  encoding: Encoding,
  positions: Uint16Array,
  codes: Uint32Array,
  distinct: number,
  events: number,
): Uint8Array {
  if (encoding === 'constant') return new Uint8Array(0);
  if (encoding === 'plain') return positions.length === events ? new Uint8Array(0) : bytesOf(positions);
  if (encoding === 'sparse') {
    const narrow = newCodes(codes.length, codeWidth(distinct - 1));
    narrow.set(codes);
    return joined([positions, narrow]);
  }
  const dense = newCodes(events, codeWidth(distinct));
  for (let i = 0; i < positions.length; i++) dense[positions[i] ?? 0] = (codes[i] ?? 0) + 1;
  return bytesOf(dense);
}

function countKinds(column: ColumnBuilder, entries: Uint32Array) {
  let strings = 0;
  let numbers = 0;
  for (let i = 0; i < entries.length; i++) {
    const kind = column.kinds[entries[i] ?? 0];
    if (kind === TEXT) strings++;
    else if (kind === NUMBER || kind === EXACT_NUMBER) numbers++;
  }
  return { strings, numbers, booleans: entries.length - strings - numbers };
}

/** Smallest and largest number; exact numbers take part as the nearest double. */
function numberRange(column: ColumnBuilder, used: Uint32Array): { min: number | null; max: number | null } {
  let min: number | null = null;
  let max: number | null = null;
  for (const entry of used) {
    const kind = column.kinds[entry];
    if (kind !== NUMBER && kind !== EXACT_NUMBER) continue;
    const value = kind === NUMBER ? column.arena.readDoubleLE(column.start(entry)) : Number(textOf(column, entry));
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
  }
  return { min, max };
}

function textOf(column: ColumnBuilder, entry: number): string {
  return column.arena.toString('utf8', column.start(entry), column.end(entry));
}

function examplesOf(column: ColumnBuilder, used: Uint32Array): string[] {
  const examples: string[] = [];
  for (const entry of used) {
    if (examples.length === EXAMPLES) break;
    if (column.end(entry) - column.start(entry) <= EXAMPLE_BYTES) examples.push(exampleOf(column, entry));
  }
  return examples;
}

/** As results show it: booleans are 1 and 0. */
function exampleOf(column: ColumnBuilder, entry: number): string {
  const kind = column.kinds[entry];
  if (kind === TEXT || kind === EXACT_NUMBER) return textOf(column, entry);
  if (kind === NUMBER) return String(column.arena.readDoubleLE(column.start(entry)));
  return String(column.arena[column.start(entry)]);
}
