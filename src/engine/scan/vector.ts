/**
 * A column of one segment while it is scanned: a code for each row and a value for each code. What is computed of a column keeps its
 * codes and computes a value once, when the first row asks for it.
 */
import type { CodeIndex } from '../../store/code-index.ts';
import type { ColumnNumbers } from '../../store/field-values.ts';
import type { ScanValue } from './evaluate.ts';
import { remembered } from './remembered.ts';

export type VectorCodes = Uint8Array | Uint16Array | Uint32Array;

interface VectorOptions {
  /** Whether a value is computed once only; left out where it has a code. */
  readonly remembers?: boolean;
  readonly readsRecords?: boolean;
  readonly doubles?: Float64Array | undefined;
  readonly numbers?: ColumnNumbers | undefined;
  readonly index?: (() => CodeIndex | undefined) | undefined;
  readonly origin?: ColumnNumbers | undefined;
}

export class Vector {
  /** Undefined when the code of a row is the row itself. */
  readonly codes: VectorCodes | undefined;
  /** Codes are smaller than this. */
  readonly size: number;
  /** Computed of the records themselves, which are dear to read and cheapest in the order they are stored in. */
  readonly readsRecords: boolean;
  /** The values by code, NaN for a missing one, where all are numbers and that is known. */
  readonly doubles: Float64Array | undefined;
  /** Tells the values apart across segments, by code, where all are texts of a field. */
  readonly numbers: ColumnNumbers | undefined;
  /** The numbers of the values that it is computed of, by code; its own where it is a field. */
  readonly origin: ColumnNumbers | undefined;
  /** Gives the rows by their codes, where that is to be had. */
  readonly index: (() => CodeIndex | undefined) | undefined;
  readonly #compute: (code: number) => ScanValue;
  readonly #values: (ScanValue | undefined)[] = [];
  readonly #remembers: boolean;

  constructor(
    codes: VectorCodes | undefined,
    size: number,
    compute: (code: number) => ScanValue,
    {
      remembers = codes !== undefined,
      readsRecords = false,
      doubles,
      numbers,
      origin = numbers,
      index,
    }: VectorOptions = {},
  ) {
    this.doubles = doubles;
    this.numbers = numbers;
    this.index = index;
    this.origin = origin;
    this.readsRecords = readsRecords;
    this.codes = codes;
    this.size = size;
    this.#compute = compute;
    this.#remembers = remembers;
  }

  code(row: number): number {
    return this.codes === undefined ? row : (this.codes[row] ?? 0);
  }

  /** The value of a code. */
  value(code: number): ScanValue {
    if (!this.#remembers) return this.#compute(code);
    let value = this.#values[code];
    if (value === undefined) {
      value = this.#compute(code);
      this.#values[code] = value;
    }
    return value;
  }

  at(row: number): ScanValue {
    return this.value(this.code(row));
  }

  /** Whether the value of a row is missing. */
  lacks(row: number): boolean {
    const code = this.code(row);
    return this.numbers ? this.numbers.of(code) === 0 : this.value(code) === null;
  }

  /** The column with a function applied to each value. */
  map(apply: (value: ScanValue) => ScanValue): Vector {
    const { readsRecords, index, origin } = this;
    return new Vector(this.codes, this.size, (code) => apply(this.value(code)), { readsRecords, index, origin });
  }

  /** Computes the values of these rows, in this order, and remembers them. */
  filled(rows: Uint32Array): Vector {
    const filled = new Vector(this.codes, this.size, this.#compute, { remembers: true });
    for (const row of rows) filled.at(row);
    return filled;
  }
}

/** Enough rows for any segment. */
export const ZEROS = new Uint8Array(1 << 16);

/** A column with one value for all rows. */
export function constantVector(value: ScanValue): Vector {
  return new Vector(ZEROS, 1, () => value);
}

/** More codes than this are not put into one table. */
const MAX_PRODUCT = 1 << 17;

/** The column of a function of several columns: computed once per combination of codes while these are few, else row by row. */
export function combine(
  vectors: readonly Vector[],
  rows: number,
  apply: (values: readonly ScanValue[]) => ScanValue,
): Vector {
  const product = vectors.reduce((size, vector) => size * vector.size, 1);
  if (product > MAX_PRODUCT || product > rows * 4) {
    const readsRecords = vectors.some((vector) => vector.readsRecords);
    return new Vector(undefined, rows, (row) => apply(vectors.map((vector) => vector.at(row))), { readsRecords });
  }
  const codes = new Uint32Array(rows);
  for (const [index, { size, codes: own }] of vectors.entries()) {
    // Products are small, so that they are whole numbers for the processor too.
    if (own === undefined)
      for (let row = 0; row < rows; row++) codes[row] = Math.imul(codes[row] as number, size) + row;
    else if (index === 0) codes.set(own.subarray(0, rows));
    else
      for (let row = 0; row < rows; row++)
        codes[row] = (Math.imul(codes[row] as number, size) + (own[row] as number)) | 0;
  }
  const compute = (code: number): ScanValue => {
    const values: ScanValue[] = [];
    let rest = code;
    for (let i = vectors.length - 1; i >= 0; i--) {
      const vector = vectors[i];
      if (!vector) continue;
      values[i] = vector.value(rest % vector.size);
      rest = Math.floor(rest / vector.size);
    }
    return apply(values);
  };
  // Of all combinations few occur, far from one another.
  const known = new Map<number, ScanValue>();
  return new Vector(codes, product, (code) => remembered(known, code, compute), { remembers: false });
}
