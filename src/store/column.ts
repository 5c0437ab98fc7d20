/** A chunk as readers use it: the code of each row and the value of each code. */

import { CodeIndex } from './code-index.ts';
import { corrupt } from './errors.ts';
import type { FieldValues } from './field-values.ts';
import { unframe } from './frame.ts';
import type { ChunkRow } from './segment.ts';
import { type Codes, codesAt, codeWidth, newCodes, uint16At } from './typed-arrays.ts';
import type { Cell } from './types.ts';
import { decodeValues, type ValueList } from './value-list.ts';

/** Bytes that a decoded cell takes beside its text, roughly. */
const CELL_BYTES = 16;
const POINTER_BYTES = 8;

export class Column {
  /** Whether all values are texts. */
  readonly isText: boolean;
  /** Distinct values, except in plain chunks. Codes run from 1 to this; 0 is a missing value. */
  readonly count: number;
  /** Code of each row; undefined when all rows have code 1 (`constant`) or row n has code n + 1. */
  readonly #codes: Codes | undefined;
  readonly #constant: boolean;
  /** The rows that have a value, ascending, where these are stored. */
  readonly #rows: Uint16Array | undefined;
  /** Rows of the segment. */
  readonly #events: number;
  readonly #list: ValueList;
  /** The values that somebody has asked for, by code. */
  #cells: (Cell | undefined)[] | undefined;
  #cellBytes = 0;
  #index: CodeIndex | undefined;

  /**
   * @param events rows of the segment.
   * @param what names the chunk in errors.
   * @throws StoreError `corrupt`
   */
  constructor(row: ChunkRow, events: number, what: string) {
    const [, , encoding, present, strings, , , , , values, codes] = row;
    this.#list = decodeValues(unframe(values, `the values of ${what}`), `the value list of ${what}`);
    this.count = this.#list.count;
    this.isText = strings === present;
    this.#constant = encoding === 'constant';
    this.#events = events;
    const shape = { encoding, present, count: this.count, events };
    const { dense, rows } = decodeCodes(unframe(codes, `the codes of ${what}`), shape, what);
    this.#codes = dense;
    this.#rows = rows;
  }

  /** Bytes held, roughly: text that has been asked for is kept in both forms. */
  get size(): number {
    const ofRows = (this.#rows?.byteLength ?? 0) + (this.#index?.heldBytes ?? 0);
    return this.#list.size + (this.#codes?.byteLength ?? 0) + ofRows + this.#cellBytes;
  }

  /** The code of a row. */
  code(row: number): number {
    if (this.#codes !== undefined) return this.#codes[row] ?? 0;
    return this.#constant ? 1 : row + 1;
  }

  /** The code of each row; undefined when all rows have code 1, as `isConstant` tells, or row n has code n + 1. */
  get codes(): Codes | undefined {
    return this.#codes;
  }

  get isConstant(): boolean {
    return this.#constant;
  }

  /** The rows by their codes; undefined where codes are not kept row by row. */
  get index(): CodeIndex | undefined {
    if (this.#codes !== undefined) this.#index ??= new CodeIndex(this.#codes, this.count + 1);
    return this.#index;
  }

  /** @throws StoreError `corrupt` */
  value(code: number): Cell {
    if (code === 0) return null;
    if (this.#cells === undefined) {
      this.#cells = new Array<Cell | undefined>(this.count + 1);
      this.#cellBytes = this.count * POINTER_BYTES;
    }
    let cell = this.#cells[code];
    if (cell === undefined) {
      cell = this.#list.at(code - 1);
      this.#cells[code] = cell;
      this.#cellBytes += CELL_BYTES + (typeof cell === 'string' ? cell.length : 0);
    }
    return cell;
  }

  /** What a code stands for as `JSON.stringify` writes it; not kept. @throws StoreError `corrupt` */
  written(code: number): string {
    return this.#list.written(code - 1);
  }

  /** The rows that have a value, ascending, with their codes. */
  eachPresent(visit: (row: number, code: number) => void): void {
    if (this.#rows !== undefined) {
      for (const row of this.#rows) visit(row, this.code(row));
      return;
    }
    for (let row = 0; row < this.#events; row++) {
      const code = this.code(row);
      if (code !== 0) visit(row, code);
    }
  }

  /** The value of a row, null when it has none. */
  cell(row: number): Cell {
    return this.value(this.code(row));
  }

  /**
   * The value of each code, where all are numbers; NaN for a missing value. Undefined where some are not.
   */
  get doubles(): Float64Array | undefined {
    return this.#list.doubles;
  }

  /** The number of a code's value, which is a text, among the values of its field. */
  numberIn(values: FieldValues, code: number): number {
    return this.#list.numberIn(values, code - 1);
  }

  /** The rows whose value is this text, ascending. */
  rowsWith(text: string): number[] {
    return this.#rowsOf(this.#list.indexesOf(text));
  }

  /** All rows whose value begins with some bytes, ascending, and some others. */
  rowsStarting(prefix: Uint8Array): number[] {
    return this.#rowsOf(this.#list.indexesStarting(prefix));
  }

  /** @param indexes ascending */
  #rowsOf(indexes: readonly number[]): number[] {
    if (indexes.length === 0) return [];
    if (this.#constant) return Array.from({ length: this.#events }, (_, row) => row);
    if (this.#codes === undefined) return [...indexes];
    const wanted = new Uint8Array(this.count + 1);
    for (const index of indexes) wanted[index + 1] = 1;
    const rows: number[] = [];
    for (let row = 0; row < this.#codes.length; row++) if (wanted[this.#codes[row] as number] === 1) rows.push(row);
    return rows;
  }
}

interface Shape {
  readonly encoding: string;
  readonly present: number;
  /** Values of the list. */
  readonly count: number;
  /** Rows of the segment. */
  readonly events: number;
}

/** The code of each row, where they differ in another way than by the row, and the rows that have a value, where these are listed. */
interface DecodedCodes {
  readonly dense?: Codes;
  readonly rows?: Uint16Array;
}

function decodeCodes(raw: Uint8Array, { encoding, present, count, events }: Shape, what: string): DecodedCodes {
  if (encoding === 'constant') return expect(count === 1 && present === events, what);
  if (encoding === 'plain' && present === events) return expect(count === events, what);
  if (encoding === 'plain') {
    expect(count === present, what);
    const dense = newCodes(events, codeWidth(present));
    const rows = uint16At(raw, 0, present, what);
    scatter(dense, rows, (index) => index + 1, what);
    return { dense, rows };
  }
  if (encoding === 'sparse') {
    const rows = uint16At(raw, 0, present, what);
    const codes = codesAt(raw, present * 2, present, codeWidth(count - 1), what);
    const dense = newCodes(events, codeWidth(count));
    scatter(dense, rows, (index) => (codes[index] ?? 0) + 1, what);
    return { dense, rows };
  }
  if (encoding === 'dictionary') return { dense: codesAt(raw, 0, events, codeWidth(count), what) };
  throw corrupt(`${what} has the unknown encoding ${encoding}`);
}

function expect(condition: boolean, what: string): DecodedCodes {
  if (!condition) throw corrupt(`${what} has counts that contradict each other`);
  return {};
}

function scatter(dense: Codes, positions: Uint16Array, codeOf: (index: number) => number, what: string): void {
  for (let index = 0; index < positions.length; index++) {
    const position = positions[index] ?? 0;
    if (position >= dense.length) throw corrupt(`${what} has a value for a row that does not exist`);
    dense[position] = codeOf(index);
  }
}
