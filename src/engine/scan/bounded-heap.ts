/** Keeps the smallest of what it is offered; the largest of those is at the root. */
export class BoundedHeap<Item> {
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

  /** The largest of what is kept, once nothing more is kept than already is. */
  get worst(): Item | undefined {
    return this.#items.length < this.#most ? undefined : this.#items[0];
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
