/**
 * The value that follows a key in the record of each row, as far as the columns tell: there each may be the last key of several paths, and of
 * the values of a record the first one that fits is meant.
 */

import type { Column } from './column.ts';
import { hasKey, type KeyedFields } from './key-search.ts';
import { isRespelled, OPAQUE, PLAIN, SPACED } from './spelling.ts';
import { ALWAYS, type KeyEnd } from './text-query.ts';
import type { SearchedSegment } from './text-search.ts';

/** Which values are asked for: strings, or some of them. */
export interface KeyedQuery {
  readonly end: KeyEnd;
  /** The fields with this key. */
  readonly fields: KeyedFields;
  /** Asked of a value as it is written in JSON. Numbers, literals, maps and lists never fit. */
  readonly fits: (written: string) => boolean;
}

export interface KeyedValues {
  /** For each row 0 where no value fits, else the code of a value, which may fit, or of a record. */
  readonly codes: Uint32Array;
  /** A value as it is written in JSON, by its code: from 1 up to but not including `firstRecord`. @throws StoreError `corrupt` */
  written(code: number): string;
  /** The rows of which only the record tells, ascending. Their codes follow one another from `firstRecord` on. */
  readonly records: Uint32Array;
  readonly firstRecord: number;
}

/** In a row. */
const NO_VALUE = 0;
const RECORD = 0xffffffff;
const SEVERAL = 0xfffffffe;

/**
 * @param range the rows in question, from `from` up to but not including `to`
 * @throws StoreError `corrupt`
 */
export function keyedValues(
  segment: SearchedSegment,
  query: KeyedQuery,
  range: { readonly from: number; readonly to: number },
): KeyedValues {
  const { spelling } = segment;
  const codes = new Uint32Array(segment.events);
  const owners: Owner[] = [];
  let first = 1;
  for (const { field, match } of query.fields.of(segment)) {
    const owner = new Owner(segment.column(field), first);
    first += owner.column.count;
    owners.push(owner);
    const isSure = match === ALWAYS;
    owner.column.eachPresent((row, code) => {
      if (!isSure) codes[row] = RECORD;
      else if (codes[row] === NO_VALUE) codes[row] = owner.first + code - 1;
      else if (codes[row] !== RECORD) codes[row] = SEVERAL;
    });
  }
  // A text of its own may be the key, or how the key or a value is written; or a value behind the one of the same path that a column has.
  const mayBeKey = spelling.texts.map((text) => hasKey(text, query.end));
  const respells = spelling.texts.map(isRespelled);
  for (const [index, row] of spelling.rows.entries()) {
    const [code, text] = [codes[row] as number, spelling.numbers[index] ?? 0];
    const isSure = code === NO_VALUE || (!respells[text] && onlyFitting(owners, row, query.fits) === code);
    if (mayBeKey[text] || !isSure) codes[row] = RECORD;
  }
  const records: number[] = [];
  for (let row = range.from; row < range.to; row++) {
    const flag = spelling.flags[row];
    let code = codes[row] as number;
    if (code === SEVERAL && flag === PLAIN) code = onlyFitting(owners, row, query.fits);
    // White space may part the key and its value.
    if (flag === OPAQUE || (flag === SPACED && code !== NO_VALUE)) code = RECORD;
    codes[row] = code === RECORD ? first + records.push(row) - 1 : code;
  }
  const written = (code: number): string => {
    const owner = owners.find((each) => code < each.first + each.column.count);
    return owner?.written(code) ?? '';
  };
  return { codes, written, records: Uint32Array.from(records), firstRecord: first };
}

/** A column of the key: its codes are those of all columns together. */
class Owner {
  readonly column: Column;
  /** The code of its first value. */
  readonly first: number;
  /** By code of the column, as far as that is known: the value as it is written, or null if it does not fit. */
  readonly #fitting: (string | null | undefined)[] = [];

  constructor(column: Column, first: number) {
    this.column = column;
    this.first = first;
  }

  written(code: number): string {
    return this.column.written(code - this.first + 1);
  }

  /** The code of a row. */
  code(row: number): number {
    const code = this.column.code(row);
    return code === 0 ? NO_VALUE : this.first + code - 1;
  }

  /** The value of a row as it is written; null if there is none that fits. */
  fitting(row: number, fits: KeyedQuery['fits']): string | null {
    const code = this.column.code(row);
    if (code === 0) return null;
    let fitting = this.#fitting[code];
    if (fitting === undefined) {
      const written = this.column.written(code);
      fitting = fits(written) ? written : null;
      this.#fitting[code] = fitting;
    }
    return fitting;
  }
}

/** The code of the only value of a row that fits; of several that differ, only the record tells which is first. */
function onlyFitting(owners: readonly Owner[], row: number, fits: KeyedQuery['fits']): number {
  let only: string | null = null;
  let code = NO_VALUE;
  for (const owner of owners) {
    const written = owner.fitting(row, fits);
    if (written === null) continue;
    if (only !== null && written !== only) return RECORD;
    only = written;
    code = owner.code(row);
  }
  return code;
}
