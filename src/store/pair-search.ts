/** Searches the records of a segment for a key and a value behind it: `"key":"value"`. Only the columns whose path ends in such a key are read. */

import type { Column } from './column.ts';
import { hasKey, type KeyedField, KeyedFields, lastKeyMatch } from './key-search.ts';
import { RowStates, raise } from './row-states.ts';
import { isRespelled, PLAIN } from './spelling.ts';
import { ALWAYS, NEVER, type PairQuery, PERHAPS, type TokenQuery, type ValueTest } from './text-query.ts';
import type { SearchedSegment } from './text-search.ts';
import { TokenMatcher } from './token-matcher.ts';
import { valuesWith } from './value-search.ts';

/** What a query asks of values. */
interface ValueSearch {
  /** Raises the rows in which a field has what is asked for. @throws StoreError `corrupt` */
  search(segment: SearchedSegment, field: KeyedField, rows: RowStates): void;
  /** Whether it may be in strings only. */
  readonly isString: boolean;
  /** Whether it may be in `null`, which is in no column. */
  readonly fitsNull: boolean;
  /** Whether it may be in a value that is written so, between the quotes of a string or as it is. */
  fits(text: Uint8Array): boolean;
}

export class PairSearch {
  readonly #query: PairQuery;
  readonly #fields: KeyedFields;
  readonly #value: ValueSearch;

  constructor(query: PairQuery) {
    this.#query = query;
    this.#fields = new KeyedFields(query);
    this.#value = query.value.kind === 'token' ? tokenSearch(query.value) : testSearch(query.value);
  }

  /**
   * How many values have to be decided one by one.
   * @throws StoreError `corrupt`
   */
  countTests(segment: SearchedSegment): number {
    if (this.#query.value.kind === 'token') return 0;
    return this.#fields.of(segment).reduce((count, { field }) => count + segment.column(field).count, 0);
  }

  /**
   * `NEVER`, `PERHAPS` or `ALWAYS` for each row; what it says of rows that are `OPAQUE` means nothing.
   * @throws StoreError `corrupt`
   */
  run(segment: SearchedSegment): Uint8Array {
    const { spelling } = segment;
    const query = this.#query;
    const value = this.#value;
    const rows = new RowStates(segment.events);
    for (const field of this.#fields.of(segment)) value.search(segment, field, rows);
    const { states } = rows;
    const mayBeNull = value.fitsNull && spelling.bareKeys.some((key) => lastKeyMatch(query, key) !== NEVER);
    if (mayBeNull) raise(states, PERHAPS);
    for (let row = 0; row < states.length; row++) {
      if (spelling.flags[row] !== PLAIN && states[row] === ALWAYS) states[row] = PERHAPS;
    }
    // A text of its own may be the key, or the value after it; it may also be how the key or value that was found is written.
    const fits = spelling.texts.map((text) => hasKey(text, query) || value.fits(text));
    const respells = spelling.texts.map((text) => !value.isString || isRespelled(text));
    for (const [index, row] of spelling.rows.entries()) {
      const text = spelling.numbers[index] ?? 0;
      if (states[row] === ALWAYS ? respells[text] : fits[text]) states[row] = PERHAPS;
    }
    return states;
  }
}

function tokenSearch(query: TokenQuery): ValueSearch {
  const matcher = new TokenMatcher(query);
  return {
    search: (segment, { field, path, match }, rows) => {
      const { values, codes } = segment.chunk(field);
      const found = valuesWith(values, matcher, false, `the value list of ${path}`);
      if (found.length > 0) rows.addValues(codes(), found, match);
    },
    isString: !query.inScalars,
    fitsNull: query.inScalars && matcher.fitsScalar('null'),
    fits: (text) => matcher.isIn(text),
  };
}

function testSearch({ fits, isString }: ValueTest): ValueSearch {
  return {
    search: (segment, { field, match }, rows) => {
      const column = segment.column(field);
      const isFound = fittingCodes(column, fits);
      if (isFound.includes(1)) rows.addCodes(column, isFound, match);
    },
    isString,
    fitsNull: fits('null'),
    fits: (bytes) => {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
      return fits(`"${text}"`) || fits(text);
    },
  };
}

/** For each code 1 if its value fits. */
function fittingCodes(column: Column, fits: ValueTest['fits']): Uint8Array {
  const isFound = new Uint8Array(column.count + 1);
  for (let code = 1; code < isFound.length; code++) isFound[code] = fits(column.written(code)) ? 1 : 0;
  return isFound;
}
