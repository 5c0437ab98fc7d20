/**
 * The texts of a field, numbered across segments: two codes of two segments with the same number have the same value, and no text is made
 * or compared to find that out. The numbers are kept in memory from query to query.
 */
import type { Column } from './column.ts';
import { packUuid, UUID_BYTES, UUID_TEXT, uuidText } from './uuid.ts';
import { TEXT } from './value-kinds.ts';
import { ValueTable } from './value-table.ts';

/** The type of UUIDs in the table, which come packed or as text. Not one of those that are stored. */
const PACKED = 7;

const COLUMN = 0;

/** What one table holds at most: its places are numbers of 31 bits, and the machine has other things to do. */
const MAX_BYTES = 1536 << 20;

/** There are more texts than can be told apart in memory. */
export class TooManyTexts extends Error {
  constructor() {
    super('with more different texts than can be told apart in memory');
    this.name = 'TooManyTexts';
  }
}

/** Whatever looks up a number may throw TooManyTexts. */
export class FieldValues {
  readonly #table = new ValueTable({ collects: false });
  readonly #packed = new Uint8Array(UUID_BYTES);
  /** For each segment the number of each code of its column; 0 for one that has not been looked up. */
  readonly #segments = new Map<number, Uint32Array>();
  #segmentBytes = 0;

  readonly #maxBytes: number;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
    this.#table.reserve(COLUMN + 1);
  }

  /** Numbers are from 1 up to this. */
  get count(): number {
    return this.#table.entries;
  }

  /** Memory in use, in bytes. */
  get heldBytes(): number {
    return this.#table.heldBytes + this.#segmentBytes;
  }

  /** The number of a text. */
  number(text: string): number {
    const bytes = Buffer.from(text);
    return this.numberOfBytes(bytes, 0, bytes.length);
  }

  /** The number of a text that is given by its bytes, which must be valid UTF-8. */
  numberOfBytes(bytes: Uint8Array, start: number, end: number): number {
    const isUuid = end - start === UUID_TEXT && packUuid(bytes, start, this.#packed, 0);
    return isUuid ? this.numberOfUuid(this.#packed, 0) : this.#number(TEXT, bytes, start, end);
  }

  /** The number of a UUID, packed into 16 bytes. */
  numberOfUuid(bytes: Uint8Array, start: number): number {
    return this.#number(PACKED, bytes, start, start + UUID_BYTES);
  }

  #number(kind: number, bytes: Uint8Array, start: number, end: number): number {
    const table = this.#table;
    const before = table.entries;
    const entry = table.add(COLUMN, kind, bytes, start, end);
    if (table.entries > before && table.heldBytes > this.#maxBytes) throw new TooManyTexts();
    return entry + 1;
  }

  /** The text with a number; null for 0, which is a missing value. */
  text(number: number): string | null {
    if (number === 0) return null;
    const entry = number - 1;
    const table = this.#table;
    return table.kind(entry) === PACKED ? uuidText(table.arena, table.start(entry)) : table.text(entry);
  }

  /**
   * The numbers of the column of a segment, all of whose values are texts.
   * @param first the code of the column that 0 stands for
   */
  of(segment: number, column: Column, first: 0 | 1): ColumnNumbers {
    let numbers = this.#segments.get(segment);
    if (numbers === undefined) {
      numbers = new Uint32Array(column.count + 1);
      this.#segments.set(segment, numbers);
      this.#segmentBytes += numbers.byteLength;
    }
    return new ColumnNumbers(this, column, numbers, first);
  }
}

/** The numbers of the values of a column by code, each looked up when it is first asked for. */
export class ColumnNumbers {
  readonly values: FieldValues;
  readonly #column: Column;
  readonly #numbers: Uint32Array;
  readonly #first: number;

  constructor(values: FieldValues, column: Column, numbers: Uint32Array, first: 0 | 1) {
    this.values = values;
    this.#column = column;
    this.#numbers = numbers.subarray(first);
    this.#first = first;
  }

  /** The number of a code; 0 for a missing value. */
  of(code: number): number {
    return this.#numbers[code] || this.#lookUp(code);
  }

  /** The numbers of all codes, by code. Later codes than the column has are not told. */
  get all(): Uint32Array {
    const numbers = this.#numbers;
    for (let code = 0; code < numbers.length; code++) if (numbers[code] === 0) this.#lookUp(code);
    return numbers;
  }

  #lookUp(code: number): number {
    const stored = code + this.#first;
    if (stored === 0) return 0;
    const number = this.#column.numberIn(this.values, stored);
    this.#numbers[code] = number;
    return number;
  }
}
