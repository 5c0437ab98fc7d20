/** The groups of one `stats` and their aggregates, put together part by part. */
import type { Value } from '../functions/definition.ts';
import { BoundedHeap } from './bounded-heap.ts';
import { Columns } from './columns.ts';
import { CountDistinct } from './count-distinct.ts';
import { type ScanValue, scalar, truth } from './evaluate.ts';
import { Groups, type OrderedRows } from './grouping.ts';
import { type Kernel, kernelOf, type Partial } from './kernels.ts';
import { rowsThat } from './rows.ts';
import type { GroupTop, Regrouping, ScanGrouping } from './scan-plan.ts';
import { groupRows, type KeyVectors, numberedCodes, type SegmentGroups } from './segment-groups.ts';
import { comparison } from './top-rows.ts';
import { Vector } from './vector.ts';

export class Aggregation<View extends OrderedRows<View>> {
  readonly #grouping: ScanGrouping;
  readonly #groups: Groups<View>;
  readonly #kernels: readonly Kernel[];

  constructor(grouping: ScanGrouping) {
    this.#grouping = grouping;
    this.#groups = new Groups(grouping.keys.length);
    this.#kernels = grouping.aggregates.map(({ aggregate }) => kernelOf(aggregate));
  }

  /**
   * Adds what the rows of a part come to.
   * @param partials one for each aggregate
   * @param positionsFor gives the positions of the part's rows for an aggregate that asks for them
   */
  add(
    view: View,
    groups: SegmentGroups,
    partials: readonly Partial[],
    positionsFor: (aggregate: number) => ArrayLike<number> | undefined,
  ): void {
    const merged = this.#groups.add(view, groups);
    for (const [index, partial] of partials.entries()) {
      this.#kernels[index]?.merge(partial, { groups: merged, positions: positionsFor(index) });
    }
  }

  /**
   * Adds rows of a part at once, without making groups of its own; false where that cannot be done, or is not quicker.
   * @param args of each aggregate
   */
  addRows(view: View, keys: readonly KeyVectors[], args: readonly (readonly Vector[])[], rows: Uint32Array): boolean {
    const adders = this.#kernels.map((kernel, index) => kernel.adder?.(args[index] ?? []));
    const isByKey = keys.length < 2 && !this.#kernels.some((kernel) => kernel instanceof CountDistinct);
    if (isByKey || !this.#groups.isPlain || adders.includes(undefined)) return false;
    const numbered = numberedCodes(
      keys.map(({ value }) => value),
      rows,
    );
    if (!numbered) return false;
    const groupOf = this.#groups.addRows(view, rows, numbered);
    const batch = { rows, groupOf, groups: this.#groups.count };
    for (const add of adders) add?.(batch);
    return true;
  }

  /** Of each group the keys and the aggregates, in order of first appearance; where a `sort` with a `limit` follows, of the groups that it leaves. */
  rows(): ScanValue[][] {
    const { keys, top } = this.#grouping;
    const cells = [
      ...keys.map((_, key) => (group: number) => this.#groups.keyOf(group, key)),
      ...this.#kernels.map((kernel) => (group: number) => kernel.result(group)),
    ];
    const order = top && this.#groups.count > top.count ? this.#top(cells, top) : this.#groups.inOrder();
    return Array.from(order, (group) => cells.map((cell) => cell(group)));
  }

  /** The first groups by some of their cells, in order of first appearance. */
  #top(cells: readonly ((group: number) => ScanValue)[], { keys, count }: GroupTop): readonly number[] {
    const groups = this.#groups;
    const compare = comparison(keys);
    const read = keys.map(({ place }) => cells[place] ?? (() => null));
    const best = new BoundedHeap<{ readonly group: number; readonly values: readonly Value[] }>(
      count,
      (a, b) => compare(a.values, b.values) || groups.compareAge(a.group, b.group),
    );
    // Most groups are none of the first: for these, nothing is made.
    const values: Value[] = keys.map(() => null);
    for (let group = 0; group < groups.count; group++) {
      for (let key = 0; key < read.length; key++) values[key] = scalar(read[key]?.(group) ?? null);
      const { worst } = best;
      if (worst && (compare(values, worst.values) || groups.compareAge(group, worst.group)) >= 0) continue;
      best.offer({ group, values: values.slice() });
    }
    return best
      .sorted()
      .map(({ group }) => group)
      .sort(groups.compareAge);
  }

  /** The groups of these groups, by the next `stats`. */
  regrouped({ columns, filters, grouping }: Regrouping): Aggregation<GroupRows> {
    const order = this.#groups.inOrder();
    const table = new Columns(order.length, new Map([...columns, ...this.#columns(order)]));
    let rows: Uint32Array = order.map((_, row) => row);
    for (const filter of filters) {
      const vector = table.vector(filter);
      rows = rowsThat(rows, (row) => truth(vector.at(row)));
    }
    const aggregation = new Aggregation<GroupRows>(grouping);
    if (rows.length === 0) return aggregation;
    const keys = grouping.keys.map(({ value, identity }) => {
      return { value: table.vector(value), identity: identity && table.vector(identity) };
    });
    const { groups, groupOf } = groupRows(keys, rows);
    const batch = { rows, groupOf, groups: groups.firsts.length };
    const partials = grouping.aggregates.map(({ aggregate, args }) =>
      kernelOf(aggregate).partial(
        batch,
        args.map((arg) => table.vector(arg)),
      ),
    );
    aggregation.add(new GroupRows(order.length), groups, partials, () => undefined);
    return aggregation;
  }

  /** The columns of the groups in some order, by their ids. */
  #columns(order: Uint32Array): [number, { kind: 'given'; vector: Vector }][] {
    const { keys, aggregates } = this.#grouping;
    const ofKeys = keys.map(({ id }, key) => ({ id, vector: this.#groups.keyColumn(order, key) }));
    const ofKernels = this.#kernels.map((kernel, index) => {
      const vector = new Vector(undefined, order.length, (row) => kernel.result(order[row] as number));
      return { id: aggregates[index]?.id ?? 0, vector };
    });
    return [...ofKeys, ...ofKernels].map(({ id, vector }) => [id, { kind: 'given', vector }]);
  }
}

/** Groups as the rows of a table, in the order in which they appear. */
class GroupRows implements OrderedRows<GroupRows> {
  readonly times: Float64Array;
  readonly latest = 0;

  constructor(rows: number) {
    this.times = new Float64Array(rows).map((_, row) => -row);
  }

  compare(row: number, _other: GroupRows, otherRow: number): number {
    return row - otherRow;
  }
}
