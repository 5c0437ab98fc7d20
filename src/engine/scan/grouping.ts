/** Groups of rows by their keys across segments, put together from those of each segment. */
import { NO_ROW } from '../../store/code-index.ts';
import type { SegmentView } from '../../store/segment-view.ts';
import { grownFloat64, grownUint32 } from '../../store/typed-arrays.ts';
import { type ScanValue, scalar } from './evaluate.ts';
import { KeyValues } from './key-values.ts';
import { PairTable } from './pair-table.ts';
import type { NumberedCodes, SegmentGroups, SegmentKey } from './segment-groups.ts';
import { Vector, type VectorCodes } from './vector.ts';

const FIRST_GROUPS = 64;

/** A row of some segment. */
export interface RowPlace<View = SegmentView> {
  readonly view: View;
  readonly row: number;
}

/** Rows in the order in which groups of them appear. */
export interface OrderedRows<Self> {
  /** Descending. */
  readonly times: Float64Array;
  /** No time is later: it may be known before the times have been read. */
  readonly latest: number;
  /** Negative when a row comes before a row of another one. */
  compare(row: number, other: Self, otherRow: number): number;
}

export class Groups<View extends OrderedRows<View> = SegmentView> {
  readonly #keys: readonly KeyValues[];
  /** One for each key but the first: what the keys so far and the next one make together. */
  readonly #pairs: readonly PairTable[];
  /** The order in which keys are put together, since there has been one. */
  #order: readonly number[] | undefined;
  /** For each key with values that are told apart by something else: the value that each group shows. */
  readonly #shown: (ScanValue[] | undefined)[] = [];
  /** The first row of each group, and its time. */
  readonly #views: View[] = [];
  #rows = new Uint32Array(FIRST_GROUPS);
  #times = new Float64Array(FIRST_GROUPS);
  /** The groups of the rows that have been added last. */
  #groupOf = new Uint32Array(0);

  constructor(keys: number) {
    this.#keys = Array.from({ length: keys }, () => new KeyValues());
    this.#pairs = Array.from({ length: Math.max(0, keys - 1) }, () => new PairTable());
  }

  get count(): number {
    return this.#views.length;
  }

  /** Adds the groups of a segment. Gives for each of them the group that it is part of; groups are numbered as they appear. */
  add(view: View, { firsts, keys }: SegmentGroups): Uint32Array {
    const groups = new Uint32Array(firsts.length);
    const before = this.count;
    if (keys.length > 0) this.#order ??= [...keys.keys()];
    for (const [place, index] of (this.#order ?? []).entries()) {
      const key = keys[index];
      const ids = (key && this.#keys[index]?.idsOf(key, firsts)) ?? groups;
      const pairs = this.#pairs[place - 1];
      if (pairs) pair(groups, ids, pairs, firsts);
      else groups.set(ids);
    }
    this.#see(view, firsts, groups);
    for (const [index, key] of keys.entries()) {
      // Groups that have come so far show the text that they were told apart by.
      if (!key.numbers && key.identities) this.#shown[index] ??= this.#firstValues(index, before);
      const shown = this.#shown[index];
      if (shown) show(shown, firsts, key, groups);
    }
    return groups;
  }

  /** Whether groups are what their keys are: then rows can be added as they are. */
  get isPlain(): boolean {
    return this.#shown.length === 0;
  }

  /**
   * Adds rows of a segment, without making groups of these first. Gives for each of them the group that it is part of, until the next ones are added.
   * @param rows ascending
   */
  addRows(view: View, rows: Uint32Array, keys: readonly NumberedCodes[]): Uint32Array {
    // Keys with few values first: the fewer combinations there are on the way, the better is a table of them.
    this.#order ??= [...keys.keys()].sort((a, b) => (keys[a]?.size ?? 0) - (keys[b]?.size ?? 0));
    if (this.#groupOf.length < rows.length) this.#groupOf = new Uint32Array(rows.length);
    const groups = this.#groupOf.subarray(0, rows.length);
    if (keys.length === 0) groups.fill(0);
    let before: { readonly count: number } | undefined;
    for (const [place, index] of this.#order.entries()) {
      const [key, values, pairs] = [keys[index], this.#keys[index], this.#pairs[place - 1]];
      if (!key || !values) continue;
      const ids = keys.length > 1 ? values.idsOfColumn(key.numbers) : values.idsOfSome(key.codes, key.numbers);
      if (pairs && before) pairs.replace(groups, key.codes, ids, { lefts: before.count, rights: values.count });
      else look(ids, key.codes, groups);
      before = pairs ?? values;
    }
    for (let i = this.#nextEarlier(view, rows, groups, 0); i < rows.length; ) {
      this.#seeRow(view, rows[i] as number, groups[i] as number);
      i = this.#nextEarlier(view, rows, groups, i + 1);
    }
    return groups;
  }

  /** From one row on, the next one that may come before the first row of its group. A loop that calls nothing is several times as fast. */
  #nextEarlier({ times }: View, rows: Uint32Array, groups: Uint32Array, from: number): number {
    const known = this.#times;
    const { count } = this;
    for (let i = from; i < rows.length; i++) {
      const group = (groups[i] as number) | 0;
      if (group >= count) return i;
      if ((times[(rows[i] as number) | 0] as number) >= (known[group] as number)) return i;
    }
    return rows.length;
  }

  /** Notes the first rows of groups. */
  #see(view: View, firsts: Uint32Array, groups: Uint32Array): void {
    const { latest } = view;
    for (let local = 0; local < groups.length; local++) {
      const row = firsts[local] as number;
      if (row === NO_ROW) continue;
      const group = groups[local] as number;
      const isLater = group < this.#views.length && latest < (this.#times[group] as number);
      if (!isLater) this.#seeRow(view, row, group);
    }
  }

  #seeRow(view: View, row: number, group: number): void {
    const time = view.times[row] as number;
    if (group >= this.#views.length) {
      if (group >= this.#rows.length) this.#grow(group + 1);
    } else {
      const known = this.#times[group] as number;
      if (time < known) return;
      const other = this.#views[group];
      if (time === known && other && view.compare(row, other, this.#rows[group] as number) >= 0) return;
    }
    this.#views[group] = view;
    this.#rows[group] = row;
    this.#times[group] = time;
  }

  #grow(needed: number): void {
    this.#rows = grownUint32(this.#rows, needed);
    this.#times = grownFloat64(this.#times, needed);
  }

  /** By first appearance. */
  readonly compareAge = (a: number, b: number): number => this.#timeOf(b) - this.#timeOf(a) || this.#compare(a, b);

  #timeOf(group: number): number {
    return this.#times[group] ?? 0;
  }

  /** The groups in order of first appearance. */
  inOrder(): Uint32Array {
    const times = this.#times.slice(0, this.count);
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
  firstOf(group: number): RowPlace<View> | undefined {
    const view = this.#views[group];
    return view && { view, row: this.#rows[group] ?? 0 };
  }

  /** The value that a group shows for a key. */
  keyOf(group: number, key: number): ScanValue {
    const shown = this.#shown[key];
    return shown ? (shown[group] ?? null) : this.#firstValue(group, key);
  }

  /** What the groups in some order show for a key. */
  keyColumn(order: Uint32Array, key: number): Vector {
    const values = this.#keys[key];
    if (this.#shown[key] || !values)
      return new Vector(undefined, order.length, (row) => this.keyOf(order[row] ?? 0, key));
    const ids = order.map((group) => this.#idOf(group, key));
    return new Vector(ids, values.count, (id) => values.valueOf(id), { remembers: false });
  }

  /** The value for a key that the group came with first. */
  #firstValue(group: number, key: number): ScanValue {
    return this.#keys[key]?.valueOf(this.#idOf(group, key)) ?? null;
  }

  #idOf(group: number, key: number): number {
    const place = this.#order?.indexOf(key) ?? 0;
    let id = group;
    for (let last = this.#pairs.length; last > place; last--) id = this.#pairs[last - 1]?.left(id) ?? 0;
    return place > 0 ? (this.#pairs[place - 1]?.right(id) ?? 0) : id;
  }

  #firstValues(key: number, groups: number): ScanValue[] {
    return Array.from({ length: groups }, (_, group) => this.#firstValue(group, key));
  }
}

/** Looks up what each code stands for. */
function look(ids: Uint32Array, codes: VectorCodes, into: Uint32Array): void {
  for (let i = 0; i < into.length; i++) into[i] = ids[codes[i] as number] as number;
}

function pair(groups: Uint32Array, ids: Uint32Array, pairs: PairTable, firsts: Uint32Array): void {
  for (let local = 0; local < groups.length; local++) {
    if (firsts[local] !== NO_ROW) groups[local] = pairs.id(groups[local] as number, ids[local] as number);
  }
}

/** Of the values that are the same key, a group shows the least, numbers before texts. */
function show(shown: ScanValue[], firsts: Uint32Array, key: SegmentKey, groups: Uint32Array): void {
  for (let local = 0; local < groups.length; local++) {
    if (firsts[local] === NO_ROW) continue;
    const group = groups[local] as number;
    const value = key.numbers
      ? key.numbers.values.text(key.numbers.of(key.codes[local] as number))
      : (key.values[key.places[local] as number] ?? null);
    const known = shown[group];
    shown[group] = known === undefined ? value : least(known, value);
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
