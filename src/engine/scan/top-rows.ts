/** `sort` with a `limit` over events: the first rows in the order of the keys, without sorting all. */
import type { SegmentView } from '../../store/segment-view.ts';
import type { Value } from '../functions/definition.ts';
import { compareNatural } from '../values/order.ts';
import { scalar } from './evaluate.ts';
import type { RowPlace } from './grouping.ts';
import type { Selector } from './run-scan.ts';
import type { ScanPlan, ScanTop } from './scan-plan.ts';

interface Candidate extends RowPlace {
  readonly keys: readonly Value[];
}

/** The rows in their order; of equal ones those that come first by default. */
export function topRows(
  views: readonly SegmentView[],
  plan: ScanPlan,
  { keys, count }: ScanTop,
  selector: Selector,
): RowPlace[] {
  const compare = (a: Candidate, b: Candidate): number => {
    for (const [index, { descending }] of keys.entries()) {
      const [x, y] = [a.keys[index] ?? null, b.keys[index] ?? null];
      const order = x === y ? 0 : compareNatural(x, y);
      if (order !== 0) return descending ? -order : order;
    }
    return a.view.compare(a.row, b.view, b.row);
  };
  const best = new BoundedHeap(count, compare);
  for (const view of views) {
    const frame = plan.frameOf(view);
    const rows = selector.rows(frame);
    const vectors = keys.map(({ value }) => frame.vectorFor(value, rows));
    for (const row of rows) best.offer({ view, row, keys: vectors.map((vector) => scalar(vector.at(row))) });
    plan.release(view);
  }
  return best.sorted();
}

/** Keeps the smallest of what it is offered; the largest of those is at the root. */
class BoundedHeap<Item> {
  readonly #items: Item[] = [];
  readonly #most: number;
  readonly #compare: (a: Item, b: Item) => number;

  constructor(most: number, compare: (a: Item, b: Item) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  offer(item: Item): void {
    const items = this.#items;
    const [worst] = items;
    if (items.length < this.#most) {
      items.push(item);
      this.#rise(items.length - 1);
    } else if (worst !== undefined && this.#compare(item, worst) < 0) {
      items[0] = item;
      this.#sink();
    }
  }

  sorted(): Item[] {
    return this.#items.sort(this.#compare);
  }

  #rise(from: number): void {
    const items = this.#items;
    let index = from;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const [child, parent] = [items[index], items[above]];
      if (child === undefined || parent === undefined || this.#compare(child, parent) <= 0) return;
      items[index] = parent;
      items[above] = child;
      index = above;
    }
  }

  #sink(): void {
    const items = this.#items;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      let largest = index;
      for (const child of [left, left + 1]) {
        const [a, b] = [items[child], items[largest]];
        if (a !== undefined && b !== undefined && this.#compare(a, b) > 0) largest = child;
      }
      const [top, below] = [items[index], items[largest]];
      if (largest === index || top === undefined || below === undefined) return;
      items[index] = below;
      items[largest] = top;
      index = largest;
    }
  }
}
