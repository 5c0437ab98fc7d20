/** Groups of rows by their keys, across segments: which group each row is in, and the first row of each. */
import type { SegmentView } from '../../store/segment-view.ts';
import { type ScanValue, scalar } from './evaluate.ts';
import type { Vector } from './vector.ts';

/** What tells the values of a key apart, and which value a group shows. */
interface KeyState {
  readonly ids: Map<ScanValue, number>;
  /** By id: the least of the values that are the same key, numbers before texts. */
  readonly values: ScanValue[];
}

/** A key of the plan over one segment: its values, and what tells them apart where that is not the value itself. */
export interface KeyVectors {
  readonly value: Vector;
  readonly identity: Vector | undefined;
}

/** A row of some segment. */
export interface RowPlace {
  readonly view: SegmentView;
  readonly row: number;
}

/** Combinations of codes that one table may have. */
const MAX_TABLE = 1 << 20;

/** Pairs of ids below this make one number without rounding. */
const ID_LIMIT = 2 ** 26;

/** Combinations of two ids, numbered as they appear. */
class Pairs {
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly #ids = new Map<number, number>();

  id(left: number, right: number): number {
    const pair = left * ID_LIMIT + right;
    let id = this.#ids.get(pair);
    if (id === undefined) {
      id = this.left.push(left) - 1;
      this.right.push(right);
      this.#ids.set(pair, id);
    }
    return id;
  }
}

export class Groups {
  readonly #keys: readonly KeyState[];
  /** One for each key but the first: what the keys so far and the next one make together. */
  readonly #pairs: readonly Pairs[];
  /** The first row of each group. */
  readonly #views: SegmentView[] = [];
  readonly #rows: number[] = [];

  constructor(keys: number) {
    this.#keys = Array.from({ length: keys }, () => ({ ids: new Map(), values: [] }));
    this.#pairs = Array.from({ length: Math.max(0, keys - 1) }, () => new Pairs());
  }

  get count(): number {
    return this.#views.length;
  }

  /** The group of each selected row, in their order. Groups are numbered as they appear. */
  assign(view: SegmentView, keys: readonly KeyVectors[], rows: Uint32Array): Uint32Array {
    const groups = this.#assignByTable(keys, rows) ?? this.#assignByPairs(keys, rows);
    this.#seeFirstRows(view, rows, groups);
    return groups;
  }

  /** While there are few combinations of codes, a table knows the group of each that has occurred. */
  #assignByTable(keys: readonly KeyVectors[], rows: Uint32Array): Uint32Array | undefined {
    const vectors = keys.map(({ value, identity }) => identity ?? value);
    const product = vectors.reduce((size, vector) => size * vector.size, 1);
    if (keys.length < 2 || vectors.some(({ codes }) => codes === undefined)) return undefined;
    if (product > MAX_TABLE || product > rows.length * 32) return undefined;
    const combined = new Uint32Array(rows.length);
    for (const { codes = combined, size } of vectors) {
      for (let i = 0; i < rows.length; i++) combined[i] = (combined[i] ?? 0) * size + (codes[rows[i] ?? 0] ?? 0);
    }
    const table = new Int32Array(product).fill(-1);
    const idReaders = keys.map((key, index) => this.#idReader(key, index));
    const groups = new Uint32Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const code = combined[i] ?? 0;
      let group = table[code] ?? -1;
      if (group < 0) {
        const row = rows[i] ?? 0;
        group = idReaders.reduce((left, idOf, index) => this.#pairs[index - 1]?.id(left, idOf(row)) ?? idOf(row), 0);
        table[code] = group;
      }
      groups[i] = group;
    }
    return groups;
  }

  #assignByPairs(keys: readonly KeyVectors[], rows: Uint32Array): Uint32Array {
    const groups = new Uint32Array(rows.length);
    for (const [index, key] of keys.entries()) {
      const idOf = this.#idReader(key, index);
      const pairs = this.#pairs[index - 1];
      for (let i = 0; i < rows.length; i++) {
        const id = idOf(rows[i] ?? 0);
        groups[i] = pairs ? pairs.id(groups[i] ?? 0, id) : id;
      }
    }
    return groups;
  }

  /** The id of the key's value in a row. */
  #idReader({ value, identity }: KeyVectors, key: number): (row: number) => number {
    const state = this.#keys[key];
    if (!state) return () => 0;
    const told = identity ?? value;
    const idOf = (code: number, row: number): number => {
      const same = told.value(code);
      // A number and the bigint of a JSON boolean are told apart by their type alone, and look the same.
      const name = typeof same === 'bigint' ? Number(same) : same;
      let id = state.ids.get(name);
      if (id === undefined) {
        id = state.values.length;
        state.ids.set(name, id);
        state.values.push(value.at(row));
      } else if (identity) state.values[id] = least(state.values[id] ?? null, value.at(row));
      return id;
    };
    const { codes, size } = told;
    if (codes === undefined) {
      // Times come sorted, so that neighbours are often in one bin.
      let lastName: ScanValue | undefined;
      let lastId = 0;
      return (row) => {
        const name = told.value(row);
        if (identity || name !== lastName) {
          lastId = idOf(row, row);
          lastName = name;
        }
        return lastId;
      };
    }
    const known = new Int32Array(size).fill(-1);
    return (row) => {
      const code = codes[row] ?? 0;
      let id = known[code] ?? -1;
      if (id < 0) {
        id = idOf(code, row);
        known[code] = id;
      }
      return id;
    };
  }

  /** Notes the first row of each group, which is the first of its segment that has it. */
  #seeFirstRows(view: SegmentView, rows: Uint32Array, groups: Uint32Array): void {
    const seen = new Uint8Array(this.count + rows.length);
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] ?? 0;
      if (seen[group] === 1) continue;
      seen[group] = 1;
      const row = rows[i] ?? 0;
      const known = this.#views[group];
      if (known === undefined || view.compare(row, known, this.#rows[group] ?? 0) < 0) {
        this.#views[group] = view;
        this.#rows[group] = row;
      }
    }
  }

  /** The groups in order of first appearance. */
  inOrder(): Uint32Array {
    const times = Float64Array.from(this.#views, (view, group) => view.times[this.#rows[group] ?? 0] ?? 0);
    const order = Uint32Array.from(times, (_, group) => group);
    return order.sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0) || this.#compare(a, b));
  }

  #compare(a: number, b: number): number {
    const [first, second] = [this.#views[a], this.#views[b]];
    return first && second ? first.compare(this.#rows[a] ?? 0, second, this.#rows[b] ?? 0) : 0;
  }

  /** The first row of a group. */
  firstOf(group: number): RowPlace | undefined {
    const view = this.#views[group];
    return view && { view, row: this.#rows[group] ?? 0 };
  }

  /** The value that a group shows for a key. */
  keyOf(group: number, key: number): ScanValue {
    let id = group;
    for (let last = this.#pairs.length; last > key; last--) id = this.#pairs[last - 1]?.left[id] ?? 0;
    if (key > 0) id = this.#pairs[key - 1]?.right[id] ?? 0;
    return this.#keys[key]?.values[id] ?? null;
  }
}

/** As SQL's `min`: numbers before texts; a missing value only when there is no other. */
function least(a: ScanValue, b: ScanValue): ScanValue {
  const [x, y] = [scalar(a), scalar(b)];
  if (y === null) return a;
  if (x === null) return b;
  if (typeof x === typeof y) return x <= y ? a : b;
  return typeof x === 'number' ? a : b;
}
