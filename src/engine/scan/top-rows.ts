/** `sort` with a `limit` over events: the first rows in the order of the keys, without sorting all. */
import type { SegmentView } from '../../store/segment-view.ts';
import type { Value } from '../functions/definition.ts';
import { compareNatural } from '../values/order.ts';
import { BoundedHeap } from './bounded-heap.ts';
import { scalar } from './evaluate.ts';
import type { Frame } from './frame.ts';
import type { RowPlace } from './grouping.ts';
import type { ScanTop } from './scan-plan.ts';

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
  return (a, b) => {
    for (const [index, { descending }] of keys.entries()) {
      const [x, y] = [a[index] ?? null, b[index] ?? null];
      const order = x === y ? 0 : compareNatural(x, y);
      if (order !== 0) return descending ? -order : order;
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
  for (const row of rows) {
    const values = vectors.map((vector) => scalar(vector.at(row)));
    if (worst === undefined || compare(values, worst) <= 0) best.offer({ row, keys: values });
  }
  const sorted = best.sorted();
  return { rows: sorted.map(({ row }) => row), keys: sorted.map(({ keys }) => keys) };
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
