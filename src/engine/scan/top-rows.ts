/** `sort` with a `limit` over events: the first rows in the order of the keys, without sorting all. */
import type { SegmentView } from '../../store/segment-view.ts';
import type { Value } from '../functions/definition.ts';
import { compareNatural } from '../values/order.ts';
import { BoundedHeap } from './bounded-heap.ts';
import { scalar } from './evaluate.ts';
import type { Frame } from './frame.ts';
import type { RowPlace } from './grouping.ts';
import type { ScanTop } from './scan-plan.ts';
import type { Vector } from './vector.ts';

/** The first rows of a segment, and the values of each for the keys. */
export interface SegmentTop {
  readonly rows: readonly number[];
  readonly keys: readonly (readonly Value[])[];
}

interface Candidate {
  readonly row: number;
  readonly keys: readonly Value[];
}

type CompareKeys = (a: readonly Value[], b: readonly Value[]) => number;

/** The order of rows by the values of the keys of a `sort`. */
export function comparison(keys: readonly { readonly descending: boolean }[]): CompareKeys {
  const signs = keys.map(({ descending }) => (descending ? -1 : 1));
  return (a, b) => {
    for (let index = 0; index < signs.length; index++) {
      const [x, y] = [a[index] ?? null, b[index] ?? null];
      const order = x === y ? 0 : compareNatural(x, y);
      if (order !== 0) return order * (signs[index] ?? 1);
    }
    return 0;
  };
}

/**
 * The first rows of a segment.
 * @param worst keys behind which no row counts any more
 */
export function topOfSegment(
  frame: Frame,
  rows: Uint32Array,
  { keys, count }: ScanTop,
  worst: readonly Value[] | undefined,
): SegmentTop {
  const compare = comparison(keys);
  const best = new BoundedHeap<Candidate>(count, (a, b) => compare(a.keys, b.keys) || a.row - b.row);
  const vectors = keys.map(({ value }) => frame.vectorFor(value, rows));
  const bound = new Bound(vectors, keys);
  if (worst) bound.set(worst);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (bound.isBefore(row)) continue;
    best.offer({ row, keys: vectors.map((vector) => scalar(vector.at(row))) });
    const last = best.worst?.keys;
    if (last && (worst === undefined || compare(last, worst) < 0)) bound.set(last);
  }
  const sorted = best.sorted();
  return { rows: sorted.map(({ row }) => row), keys: sorted.map(({ keys }) => keys) };
}

/** What the comparison of a value with the bound comes to, where it is not known. */
const UNKNOWN = 2;

/** Keys behind which no row counts. Each value of a column is compared with them once. */
class Bound {
  readonly #keys: readonly {
    readonly vector: Vector;
    readonly descending: boolean;
    /** The sign of the order of each code's value beside the bound. */
    readonly orders: Int8Array;
  }[];
  #values: readonly Value[] | undefined;

  constructor(vectors: readonly Vector[], keys: readonly { readonly descending: boolean }[]) {
    this.#keys = vectors.map((vector, index) => {
      const orders = new Int8Array(vector.codes ? vector.size : 0).fill(UNKNOWN);
      return { vector, descending: keys[index]?.descending ?? false, orders };
    });
  }

  set(values: readonly Value[]): void {
    for (const [index, { orders }] of this.#keys.entries()) {
      if (values[index] !== this.#values?.[index]) orders.fill(UNKNOWN);
    }
    this.#values = values;
  }

  /** Whether the bound comes before a row. */
  isBefore(row: number): boolean {
    if (this.#values === undefined) return false;
    for (let index = 0; index < this.#keys.length; index++) {
      const order = this.#order(index, row);
      if (order !== 0) return order > 0;
    }
    return false;
  }

  #order(index: number, row: number): number {
    const key = this.#keys[index];
    if (key === undefined) return 0;
    const code = key.vector.code(row);
    const known = key.orders[code] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const natural = compareNatural(scalar(key.vector.value(code)), this.#values?.[index] ?? null);
    const order = Math.sign(key.descending ? -natural : natural);
    if (key.vector.codes) key.orders[code] = order;
    return order;
  }
}

/** The first rows of all segments. */
export class TopRows {
  readonly #best: BoundedHeap<Candidate & RowPlace>;

  constructor({ keys, count }: ScanTop) {
    const compare = comparison(keys);
    this.#best = new BoundedHeap(count, (a, b) => compare(a.keys, b.keys) || a.view.compare(a.row, b.view, b.row));
  }

  add(view: SegmentView, { rows, keys }: SegmentTop): void {
    for (const [index, row] of rows.entries()) this.#best.offer({ view, row, keys: keys[index] ?? [] });
  }

  /** The keys of the last of the first rows; undefined while there are too few. */
  get worst(): readonly Value[] | undefined {
    return this.#best.worst?.keys;
  }

  /** Of rows with equal keys those that come first by default. */
  inOrder(): RowPlace[] {
    return this.#best.sorted();
  }
}
