/**
 * Groups of the rows of one segment, by the codes of their keys: plain data, made in any thread, from which the groups of all segments are
 * put together.
 */
import type { ScanValue } from './evaluate.ts';
import { PairTable } from './pair-table.ts';
import type { Vector, VectorCodes } from './vector.ts';

/** A key of the plan over one segment: its values, and what tells them apart where that is not the value itself. */
export interface KeyVectors {
  readonly value: Vector;
  readonly identity: Vector | undefined;
}

/** A key of the groups of a segment. */
export interface SegmentKey {
  /** For each group the place of its value. */
  readonly places: Uint32Array;
  readonly values: readonly ScanValue[];
  /** What tells the values apart where they do not do so themselves. */
  readonly identities: readonly ScanValue[] | undefined;
}

/** Groups are numbered as they appear. */
export interface SegmentGroups {
  /** The first row of each group. */
  readonly firsts: Uint32Array;
  readonly keys: readonly SegmentKey[];
}

/** Combinations of codes that one table may have. */
const MAX_TABLE = 1 << 20;

/**
 * Groups rows by their keys.
 * @param rows rows of the segment, ascending
 * @returns the groups, and the group of each row
 */
export function groupRows(
  keys: readonly KeyVectors[],
  rows: Uint32Array,
): { readonly groups: SegmentGroups; readonly groupOf: Uint32Array } {
  let groupOf: Uint32Array = new Uint32Array(rows.length);
  let count = Math.min(rows.length, 1);
  for (const { value } of keys) {
    const { codes, size } = codesOf(value, rows);
    ({ groupOf, count } = refined(groupOf, count, codes, size));
  }
  const firsts = count === 1 ? rows.slice(0, 1) : firstRows(groupOf, count, rows);
  return { groups: { firsts, keys: keys.map((key) => segmentKey(key, firsts)) }, groupOf };
}

function firstRows(groupOf: Uint32Array, count: number, rows: Uint32Array): Uint32Array {
  const firsts = new Uint32Array(count);
  for (let i = rows.length - 1; i >= 0; i--) firsts[groupOf[i] ?? 0] = rows[i] ?? 0;
  return firsts;
}

/** The codes of rows, in their order. Values without codes are numbered. */
function codesOf(vector: Vector, rows: Uint32Array): { readonly codes: VectorCodes; readonly size: number } {
  const codes = new Uint32Array(rows.length);
  if (vector.codes) {
    const { codes: all } = vector;
    for (let i = 0; i < rows.length; i++) codes[i] = all[rows[i] ?? 0] ?? 0;
    return { codes, size: vector.size };
  }
  const known = new Map<ScanValue, number>();
  for (let i = 0; i < rows.length; i++) {
    const value = vector.value(rows[i] ?? 0);
    let code = known.get(value);
    if (code === undefined) {
      code = known.size;
      known.set(value, code);
    }
    codes[i] = code;
  }
  return { codes, size: known.size };
}

/** Groups split by one more key. While there are few combinations, a table knows the group of each that has occurred. */
function refined(
  before: Uint32Array,
  count: number,
  codes: VectorCodes,
  size: number,
): { readonly groupOf: Uint32Array; readonly count: number } {
  const groupOf = new Uint32Array(before.length);
  const product = count * size;
  if (product > MAX_TABLE || product > before.length * 32) {
    const pairs = new PairTable();
    for (let i = 0; i < before.length; i++) groupOf[i] = pairs.id(before[i] ?? 0, codes[i] ?? 0);
    return { groupOf, count: pairs.count };
  }
  // Of each combination the group plus 1.
  const table = new Uint32Array(product);
  let groups = 0;
  for (let i = 0; i < before.length; i++) {
    const combination = (before[i] ?? 0) * size + (codes[i] ?? 0);
    let group = table[combination] ?? 0;
    if (group === 0) {
      group = ++groups;
      table[combination] = group;
    }
    groupOf[i] = group - 1;
  }
  return { groupOf, count: groups };
}

/** The values of a key for groups with these first rows. */
function segmentKey({ value, identity }: KeyVectors, firsts: Uint32Array): SegmentKey {
  const places = new Uint32Array(firsts.length);
  const values: ScanValue[] = [];
  const identities: ScanValue[] | undefined = identity && [];
  const add = (row: number): number => {
    identities?.push(identity?.at(row) ?? null);
    return values.push(value.at(row)) - 1;
  };
  if (value.codes) {
    // Of each code the place plus 1.
    const known = new Uint32Array(value.size);
    for (const [group, row] of firsts.entries()) {
      const code = value.code(row);
      if (known[code] === 0) known[code] = add(row) + 1;
      places[group] = (known[code] ?? 0) - 1;
    }
  } else {
    const known = new Map<ScanValue, number>();
    for (const [group, row] of firsts.entries()) {
      const name = value.at(row);
      const place = known.get(name) ?? add(row);
      known.set(name, place);
      places[group] = place;
    }
  }
  return { places, values, identities };
}
