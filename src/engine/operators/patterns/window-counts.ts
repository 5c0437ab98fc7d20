/** How many events fell into each window of time, with windows as wide as the span of the events requires. */

const FIRST_WIDTH_MS = 60_000;
/** From the first to the last window there are at most so many. */
const MAX_WINDOWS = 128;

/** Windows start at multiples of their width, one minute or that doubled so often that all events fit. Times that are no number do not count. */
export class WindowCounts {
  #width = FIRST_WIDTH_MS;
  #counts = new Map<number, number>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** Milliseconds. */
  get width(): number {
    return this.#width;
  }

  add(time: number, count = 1): void {
    if (!Number.isFinite(time)) return;
    let window = Math.floor(time / this.#width);
    while (Math.max(window, this.#last) - Math.min(window, this.#first) >= MAX_WINDOWS) {
      this.#widen();
      window = Math.floor(time / this.#width);
    }
    this.#counts.set(window, (this.#counts.get(window) ?? 0) + count);
    this.#first = Math.min(this.#first, window);
    this.#last = Math.max(this.#last, window);
  }

  addAll(other: WindowCounts): void {
    while (this.#width < other.#width) this.#widen();
    for (const [window, count] of other.#counts) this.add(window * other.#width, count);
  }

  /** Start times of the windows from the first to the last, empty ones included. */
  starts(): readonly number[] {
    if (this.#counts.size === 0) return [];
    return Array.from({ length: this.#last - this.#first + 1 }, (_, i) => (this.#first + i) * this.#width);
  }

  /** The counts in the windows of another, which spans these events too. */
  within(all: WindowCounts): readonly number[] {
    const scaled = new WindowCounts();
    scaled.addAll(this);
    while (scaled.#width < all.#width) scaled.#widen();
    return all.starts().map((start) => scaled.#counts.get(start / all.#width) ?? 0);
  }

  #widen(): void {
    this.#width *= 2;
    const counts = new Map<number, number>();
    for (const [window, count] of this.#counts) {
      const wider = Math.floor(window / 2);
      counts.set(wider, (counts.get(wider) ?? 0) + count);
    }
    this.#counts = counts;
    this.#first = Math.floor(this.#first / 2);
    this.#last = Math.floor(this.#last / 2);
  }
}
