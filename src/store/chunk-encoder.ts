/** Turns the collected values of a column into a chunk, in the encoding that is smallest. See docs/format.md, "Chunks". */

import { frame } from './frame.ts';
import { bytesOf, codeWidth, joined, newCodes } from './typed-arrays.ts';
import type { SealedChunk } from './types.ts';
import { EXACT_NUMBER, FALSE, NUMBER, TEXT, TRUE } from './value-kinds.ts';
import { encodeValues } from './value-list.ts';
import type { ValueTable } from './value-table.ts';

type Encoding = 'constant' | 'dictionary' | 'sparse' | 'plain';

const EXAMPLES = 3;
/** Longer values are no use as examples, in bytes. */
const EXAMPLE_BYTES = 80;

/** What a value costs in a list beside its own bytes. */
const LENGTH_BYTES = 4;
/** The kinds of numbers, a bit per kind. */
const NUMBERS = (1 << NUMBER) | (1 << EXACT_NUMBER);
const BOOLEANS = (1 << FALSE) | (1 << TRUE);
const NOTHING = new Uint8Array(0);

/** The values of a column that are kept. */
export interface ColumnValues {
  readonly path: string;
  /** Position in the segment of each, ascending. */
  readonly positions: Uint16Array;
  /** Entry in the table of each. */
  readonly entries: Uint32Array;
  /** Whether equal values may have several entries. */
  readonly collected: boolean;
}

/** Turns columns of one segment into chunks. */
export class ChunkEncoder {
  readonly #table: ValueTable;
  readonly #events: number;
  /** By entry: its place in the list of its column, plus 1. */
  readonly #codeOf: Uint32Array;

  /** @param events rows of the segment. */
  constructor(table: ValueTable, events: number) {
    this.#table = table;
    this.#events = events;
    this.#codeOf = new Uint32Array(table.entries);
  }

  encode({ path, positions, entries, collected }: ColumnValues): SealedChunk {
    const { used, codes, kinds } = this.#number(entries);
    const shape = { present: entries.length, distinct: used.length, events: this.#events };
    const encoding = collected ? collectedEncoding(shape) : smallestEncoding(shape, this.#table, entries, used);
    return {
      path,
      encoding,
      present: entries.length,
      ...countKinds(this.#table, entries, kinds),
      ...numberRange(this.#table, used, kinds),
      examples: examplesOf(this.#table, used),
      values: frame(encodeValues(this.#table, encoding === 'plain' ? entries : used, kinds)),
      codes: frame(encodeCodes(encoding, positions, codes, used.length, this.#events)),
    };
  }

  /** The entries that rows use, in the order they are met; for each row the index among them, plus 1; and a bit for each kind. */
  #number(entries: Uint32Array) {
    const table = this.#table;
    const codeOf = this.#codeOf;
    const used = new Uint32Array(entries.length);
    const codes = new Uint32Array(entries.length);
    let count = 0;
    let kinds = 0;
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index] as number;
      let code = codeOf[entry] as number;
      if (code === 0) {
        used[count++] = entry;
        code = count;
        codeOf[entry] = code;
        kinds |= 1 << table.kind(entry);
      }
      codes[index] = code;
    }
    return { used: used.subarray(0, count), codes, kinds };
  }
}

interface Shape {
  readonly present: number;
  readonly distinct: number;
  readonly events: number;
}

function collectedEncoding({ present, distinct, events }: Shape): Encoding {
  return distinct === 1 && present === events ? 'constant' : 'plain';
}

function smallestEncoding(shape: Shape, table: ValueTable, entries: Uint32Array, used: Uint32Array): Encoding {
  const { present, distinct, events } = shape;
  if (distinct === 1 && present === events) return 'constant';
  const dense = events * codeWidth(distinct);
  const sparse = present * (2 + codeWidth(distinct - 1));
  const codes = Math.min(dense, sparse) - (present === events ? 0 : present * 2);
  // The lengths alone of the values that repeat can take more than codes do: then there is no need to look at each.
  if ((present - distinct) * LENGTH_BYTES < codes && listBytes(table, entries) < listBytes(table, used) + codes) {
    return 'plain';
  }
  // A sparse chunk has to be spread out before it is scanned, so it must be worth it.
  return sparse * 2 <= dense ? 'sparse' : 'dictionary';
}

/** What a list of these values takes. */
function listBytes(table: ValueTable, entries: Uint32Array): number {
  let bytes = entries.length * LENGTH_BYTES;
  for (let index = 0; index < entries.length; index++) bytes += table.length(entries[index] as number);
  return bytes;
}

function encodeCodes(
  encoding: Encoding,
  positions: Uint16Array,
  codes: Uint32Array,
  distinct: number,
  events: number,
): Uint8Array {
  if (encoding === 'constant') return NOTHING;
  if (encoding === 'plain') return positions.length === events ? NOTHING : bytesOf(positions);
  if (encoding === 'sparse') {
    const narrow = newCodes(codes.length, codeWidth(distinct - 1));
    for (let index = 0; index < codes.length; index++) narrow[index] = (codes[index] as number) - 1;
    return joined([positions, narrow]);
  }
  const dense = newCodes(events, codeWidth(distinct));
  for (let index = 0; index < positions.length; index++) dense[positions[index] as number] = codes[index] as number;
  return bytesOf(dense);
}

function countKinds(table: ValueTable, entries: Uint32Array, kinds: number) {
  const present = entries.length;
  if (kinds === 1 << TEXT) return { strings: present, numbers: 0, booleans: 0 };
  if ((kinds & ~NUMBERS) === 0) return { strings: 0, numbers: present, booleans: 0 };
  if ((kinds & ~BOOLEANS) === 0) return { strings: 0, numbers: 0, booleans: present };
  let strings = 0;
  let numbers = 0;
  for (const entry of entries) {
    const kind = table.kind(entry);
    if (kind === TEXT) strings++;
    else if ((NUMBERS & (1 << kind)) !== 0) numbers++;
  }
  return { strings, numbers, booleans: present - strings - numbers };
}

/** Smallest and largest number; exact numbers take part as the nearest double. */
function numberRange(table: ValueTable, used: Uint32Array, kinds: number): { min: number | null; max: number | null } {
  if ((kinds & NUMBERS) === 0) return { min: null, max: null };
  let min: number | null = null;
  let max: number | null = null;
  for (const entry of used) {
    const kind = table.kind(entry);
    if ((NUMBERS & (1 << kind)) === 0) continue;
    const value = kind === NUMBER ? table.number(entry) : Number(table.text(entry));
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
  }
  return { min, max };
}

function examplesOf(table: ValueTable, used: Uint32Array): string[] {
  const examples: string[] = [];
  for (let index = 0; index < used.length && examples.length < EXAMPLES; index++) {
    const entry = used[index] as number;
    if (table.length(entry) <= EXAMPLE_BYTES) examples.push(exampleOf(table, entry));
  }
  return examples;
}

/** As results show it: booleans are 1 and 0. */
function exampleOf(table: ValueTable, entry: number): string {
  const kind = table.kind(entry);
  if (kind === TEXT || kind === EXACT_NUMBER) return table.text(entry);
  if (kind === NUMBER) return String(table.number(entry));
  return kind === TRUE ? '1' : '0';
}
