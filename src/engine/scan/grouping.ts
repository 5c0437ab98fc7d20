/** Groups of rows by their keys across segments, put together from those of each segment. */
import type { SegmentView } from '../../store/segment-view.ts';
import { type ScanValue, scalar } from './evaluate.ts';
import { PairTable } from './pair-table.ts';
import type { SegmentGroups, SegmentKey } from './segment-groups.ts';

/** A row of some segment. */
export interface RowPlace {
  readonly view: SegmentView;
  readonly row: number;
}

/** The values of a key, numbered as they appear. */
class KeyValues {
  readonly values: ScanValue[] = [];
  readonly #ids = new Map<ScanValue, number>();

  /** The ids of the values of a segment. */
  idsOf({ values, identities }: SegmentKey): Uint32Array {
    return Uint32Array.from(values, (value, place) => {
      const told = identities ? (identities[place] ?? null) : value;
      // A number and the bigint of a JSON boolean are told apart by their type alone, and look the same.
      const name = typeof told === 'bigint' ? Number(told) : told;
      let id = this.#ids.get(name);
      if (id === undefined) {
        id = this.values.push(value) - 1;
        this.#ids.set(name, id);
      }
      return id;
    });
  }
}

export class Groups {
  readonly #keys: readonly KeyValues[];
  /** One for each key but the first: what the keys so far and the next one make together. */
  readonly #pairs: readonly PairTable[];
  /** For each key whose values are told apart by something else: the value that each group shows. */
  readonly #shown: (ScanValue[] | undefined)[] = [];
  /** The first row of each group. */
  readonly #views: SegmentView[] = [];
  readonly #rows: number[] = [];

  constructor(keys: number) {
    this.#keys = Array.from({ length: keys }, () => new KeyValues());
    this.#pairs = Array.from({ length: Math.max(0, keys - 1) }, () => new PairTable());
  }

  get count(): number {
    return this.#views.length;
  }

  /** Adds the groups of a segment. Gives for each of them the group that it is part of; groups are numbered as they appear. */
  add(view: SegmentView, { firsts, keys }: SegmentGroups): Uint32Array {
    const groups = new Uint32Array(firsts.length);
    for (const [index, key] of keys.entries()) {
      const ids = this.#keys[index]?.idsOf(key);
      const pairs = this.#pairs[index - 1];
      const { places } = key;
      for (let local = 0; local < groups.length; local++) {
        const id = ids?.[places[local] ?? 0] ?? 0;
        groups[local] = pairs ? pairs.id(groups[local] ?? 0, id) : id;
      }
    }
    for (let local = 0; local < groups.length; local++) this.#see(view, firsts[local] ?? 0, groups[local] ?? 0);
    for (const [index, key] of keys.entries()) if (key.identities) this.#show(index, key, groups);
    return groups;
  }

  #see(view: SegmentView, row: number, group: number): void {
    const known = this.#views[group];
    if (known !== undefined && view.compare(row, known, this.#rows[group] ?? 0) >= 0) return;
    this.#views[group] = view;
    this.#rows[group] = row;
  }

  /** Of the values that are the same key, a group shows the least, numbers before texts. */
  #show(index: number, { places, values }: SegmentKey, groups: Uint32Array): void {
    let shown = this.#shown[index];
    if (!shown) {
      shown = [];
      this.#shown[index] = shown;
    }
    for (let local = 0; local < groups.length; local++) {
      const group = groups[local] ?? 0;
      const value = values[places[local] ?? 0] ?? null;
      const known = shown[group];
      shown[group] = known === undefined ? value : least(known, value);
    }
  }

  /** By first appearance. */
  readonly compareAge = (a: number, b: number): number => this.#timeOf(b) - this.#timeOf(a) || this.#compare(a, b);

  #timeOf(group: number): number {
    return this.#views[group]?.times[this.#rows[group] ?? 0] ?? 0;
  }

  /** The groups in order of first appearance. */
  inOrder(): Uint32Array {
    const times = Float64Array.from(this.#views, (_, group) => this.#timeOf(group));
    const compare = (a: number, b: number): number => (times[b] ?? 0) - (times[a] ?? 0) || this.#compare(a, b);
    const order = byAge(times);
    if (!order) return Uint32Array.from(times.keys()).sort(compare);
    for (let from = 0; from < order.length; ) {
      let to = from + 1;
      while (to < order.length && times[order[to] ?? 0] === times[order[from] ?? 0]) to++;
      if (to - from > 1) order.subarray(from, to).sort(compare);
      from = to;
    }
    return order;
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
    const shown = this.#shown[key];
    if (shown) return shown[group] ?? null;
    let id = group;
    for (let last = this.#pairs.length; last > key; last--) id = this.#pairs[last - 1]?.left(id) ?? 0;
    if (key > 0) id = this.#pairs[key - 1]?.right(id) ?? 0;
    return this.#keys[key]?.values[id] ?? null;
  }
}

/**
 * Numbers from 0 by their times, newest first. Age and number in one: sorting plain numbers needs no calls of a comparison. Undefined when the times
 * are too far apart for that.
 */
function byAge(times: Float64Array): Uint32Array | undefined {
  const count = times.length;
  let [newest, oldest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const time of times) {
    if (!Number.isSafeInteger(time)) return undefined;
    newest = Math.max(newest, time);
    oldest = Math.min(oldest, time);
  }
  if ((newest - oldest + 1) * count > Number.MAX_SAFE_INTEGER) return undefined;
  const keys = times.map((time, index) => (newest - time) * count + index).sort();
  return Uint32Array.from(keys, (key) => key % count);
}

/** As SQL's `min`: numbers before texts; a missing value only when there is no other. */
function least(a: ScanValue, b: ScanValue): ScanValue {
  const [x, y] = [scalar(a), scalar(b)];
  if (y === null) return a;
  if (x === null) return b;
  if (typeof x === typeof y) return x <= y ? a : b;
  return typeof x === 'number' ? a : b;
}
