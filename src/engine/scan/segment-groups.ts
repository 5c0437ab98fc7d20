/**
 * Groups of the rows of one segment, by the codes of their keys: made in any thread, from which the groups of all segments are put
 * together. The groups of an earlier `stats` are grouped in the same way, as if they were one segment.
 */
import { NO_ROW } from '../../store/code-index.ts';
import type { ColumnNumbers } from '../../store/field-values.ts';
import type { ScanValue } from './evaluate.ts';
import { PairTable } from './pair-table.ts';
import { isRun } from './rows.ts';
import { type Vector, type VectorCodes, ZEROS } from './vector.ts';

/** A key of the plan over one segment: its values, and what tells them apart where that is not the value itself. */
export interface KeyVectors {
  readonly value: Vector;
  readonly identity: Vector | undefined;
}

/** A key of the groups of a segment. */
export type SegmentKey = NumberedKey | ValuedKey;

/** Within the thread of the query: for each group the code of its value, which has a number across segments. */
interface NumberedKey {
  readonly codes: Uint32Array;
  readonly numbers: ColumnNumbers;
}

/** Plain data, for any thread. */
export interface ValuedKey {
  readonly numbers?: undefined;
  /** For each group the place of its value. */
  readonly places: Uint32Array;
  readonly values: readonly ScanValue[];
  /** What tells the values apart where they do not do so themselves. */
  readonly identities: readonly ScanValue[] | undefined;
}

export interface SegmentGroups {
  /** The first row of each group, `NO_ROW` for a number that no group has. */
  readonly firsts: Uint32Array;
  readonly keys: readonly SegmentKey[];
}

/** Combinations of codes that one table may have. */
const MAX_TABLE = 1 << 20;

interface Grouped {
  /** The group of each row. */
  readonly groupOf: VectorCodes;
  readonly firsts: Uint32Array;
  /** How many rows each group has, where that is known without counting them. */
  readonly counts?: Uint32Array;
}

/**
 * Groups rows by their keys.
 * @param rows rows of the segment, ascending
 * @returns the groups, and the group of each row
 */
export function groupRows(
  keys: readonly KeyVectors[],
  rows: Uint32Array,
): { readonly groups: SegmentGroups } & Pick<Grouped, 'groupOf' | 'counts'> {
  const varying = keys.filter(({ value }) => value.size > 1).sort((a, b) => a.value.size - b.value.size);
  const [only, ...others] = varying;
  const known = only && others.length === 0 ? groupedByIndex(only.value, rows) : undefined;
  const { firsts, ...grouping } =
    known ??
    grouped(
      varying.map(({ value }) => codesOf(value, rows)),
      rows,
    );
  return { groups: { firsts, keys: keys.map((key) => segmentKey(key, firsts)) }, ...grouping };
}

/** The groups of all rows of a segment by a column whose rows are known by code. */
function groupedByIndex({ codes, index }: Vector, rows: Uint32Array): Grouped | undefined {
  const known = codes && rows.length === codes.length ? index?.() : undefined;
  // What leaves this thread must be a copy.
  return codes && known && { groupOf: codes, firsts: known.firsts.slice(), counts: known.counts };
}

/** A key of rows: the code of each, and the numbers of their values across segments. */
export interface NumberedCodes {
  readonly codes: VectorCodes;
  /** Codes are below this. */
  readonly size: number;
  readonly numbers: ColumnNumbers;
}

/**
 * The keys of rows where all of them have codes whose numbers are known across segments; undefined otherwise, and where there are so few
 * rows that it is not worth it to look up the numbers of all codes.
 */
export function numberedCodes(keys: readonly Vector[], rows: Uint32Array): readonly NumberedCodes[] | undefined {
  const size = keys.reduce((sum, key) => sum + key.size, 0);
  if (size > rows.length) return undefined;
  const numbered = keys.flatMap((key) => {
    return key.numbers && key.codes ? [{ numbers: key.numbers, ...codesOf(key, rows) }] : [];
  });
  return numbered.length === keys.length ? numbered : undefined;
}

/** @param keys those that have more than one code */
function grouped(keys: readonly RowCodes[], rows: Uint32Array): Grouped {
  const [first, second, ...others] = keys;
  if (first === undefined) return { groupOf: zeros(rows.length), firsts: rows.slice(0, 1) };
  if (second === undefined) {
    const same: RowCodes = { codes: zeros(rows.length), size: 1 };
    return first.size <= rows.length ? byCode(first, rows) : byPair(same, first, rows);
  }
  return others.reduce(
    ({ groupOf, firsts }, key) => byPair({ codes: groupOf, size: firsts.length }, key, rows),
    byPair(first, second, rows),
  );
}

/** The group of rows that are all in one. */
function zeros(length: number): Uint8Array {
  return length <= ZEROS.length ? ZEROS.subarray(0, length) : new Uint8Array(length);
}

/** Codes of rows, in their order, below a size. */
interface RowCodes {
  readonly codes: VectorCodes;
  readonly size: number;
}

function codesOf(vector: Vector, rows: Uint32Array): RowCodes {
  const { codes: all, size } = vector;
  const first = rows[0] ?? 0;
  // Rows without a gap have their codes side by side already.
  if (all && isRun(rows)) return { codes: all.subarray(first, first + rows.length), size };
  const codes = new Uint32Array(rows.length);
  if (all) {
    for (let i = 0; i < rows.length; i++) codes[i] = all[rows[i] as number] as number;
    return { codes, size };
  }
  const known = new Map<ScanValue, number>();
  for (let i = 0; i < rows.length; i++) {
    const value = vector.value(rows[i] as number);
    let code = known.get(value);
    if (code === undefined) {
      code = known.size;
      known.set(value, code);
    }
    codes[i] = code;
  }
  return { codes, size: known.size };
}

/** The codes of one key are its groups. */
function byCode({ codes, size }: RowCodes, rows: Uint32Array): Grouped {
  const firsts = new Uint32Array(size).fill(NO_ROW);
  for (let i = rows.length - 1; i >= 0; i--) firsts[codes[i] as number] = rows[i] as number;
  return { groupOf: codes, firsts };
}

/** Groups by two keys, numbered as they appear. While there are few combinations, a table knows the group of each that has occurred. */
function byPair(left: RowCodes, right: RowCodes, rows: Uint32Array): Grouped {
  const groupOf = new Uint32Array(rows.length);
  const firsts = new Uint32Array(rows.length);
  const count = left.size * right.size;
  const groups =
    count > MAX_TABLE || count > rows.length * 32
      ? pairsByHash(left, right, rows, groupOf, firsts)
      : pairsByTable(left, right, rows, groupOf, firsts);
  return { groupOf, firsts: firsts.slice(0, groups) };
}

function pairsByTable(
  { codes: left, size: leftSize }: RowCodes,
  { codes: right, size }: RowCodes,
  rows: Uint32Array,
  groupOf: Uint32Array,
  firsts: Uint32Array,
): number {
  // Of each combination the group plus 1.
  const table = new Uint32Array(leftSize * size);
  let groups = 0;
  for (let i = 0; i < rows.length; i++) {
    const pair = (Math.imul(left[i] as number, size) + (right[i] as number)) | 0;
    let group = table[pair] as number;
    if (group === 0) {
      firsts[groups] = rows[i] as number;
      group = ++groups;
      table[pair] = group;
    }
    groupOf[i] = group - 1;
  }
  return groups;
}

function pairsByHash(
  { codes: left }: RowCodes,
  { codes: right }: RowCodes,
  rows: Uint32Array,
  groupOf: Uint32Array,
  firsts: Uint32Array,
): number {
  const pairs = new PairTable({ areMany: true });
  for (let i = 0; i < rows.length; i++) {
    const before = pairs.count;
    const group = pairs.id(left[i] as number, right[i] as number);
    if (group === before) firsts[group] = rows[i] as number;
    groupOf[i] = group;
  }
  return pairs.count;
}

/** The values of a key for groups with these first rows. */
function segmentKey({ value, identity }: KeyVectors, firsts: Uint32Array): SegmentKey {
  if (value.numbers) return { numbers: value.numbers, codes: codesOfGroups(value, firsts) };
  const places = new Uint32Array(firsts.length);
  const values: ScanValue[] = [];
  const identities: ScanValue[] | undefined = identity && [];
  const add = (row: number): number => {
    identities?.push(identity?.at(row) ?? null);
    return values.push(value.at(row)) - 1;
  };
  // Of each code, or of each value where there are none, the place plus 1.
  const byCode = new Uint32Array(value.codes ? value.size : 0);
  const byValue = new Map<ScanValue, number>();
  for (let group = 0; group < firsts.length; group++) {
    const row = firsts[group] as number;
    if (row === NO_ROW) continue;
    if (value.codes) {
      const code = value.code(row);
      if (byCode[code] === 0) byCode[code] = add(row) + 1;
      places[group] = (byCode[code] as number) - 1;
    } else {
      const name = value.at(row);
      const place = byValue.get(name) ?? add(row);
      byValue.set(name, place);
      places[group] = place;
    }
  }
  return { places, values, identities };
}

function codesOfGroups(vector: Vector, firsts: Uint32Array): Uint32Array {
  const codes = new Uint32Array(firsts.length);
  for (let group = 0; group < firsts.length; group++) {
    const row = firsts[group] as number;
    if (row !== NO_ROW) codes[group] = vector.code(row);
  }
  return codes;
}
