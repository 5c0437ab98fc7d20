/** The values of one variable token. */

interface ValueCount {
  count: number;
  /** The earliest time it was seen, epoch milliseconds; Infinity when no event had a time. */
  first: number;
}

/** So many values are counted, those that came first. */
const MAX_VALUES = 16;
/** Longer values are cut. */
const MAX_CHARS = 200;

/** Counts the first 16 distinct values exactly, and only those: an identifier that is different every time takes no memory. */
export class ValueCounts {
  readonly #counts = new Map<string, ValueCount>();
  #complete = true;

  /** True while every value was counted. */
  get complete(): boolean {
    return this.#complete;
  }

  get entries(): readonly (readonly [string, Readonly<ValueCount>])[] {
    return [...this.#counts];
  }

  add(value: string, count: number, first: number): void {
    const key = value.length > MAX_CHARS ? value.slice(0, MAX_CHARS) : value;
    const known = this.#counts.get(key);
    if (known) {
      known.count += count;
      if (first < known.first) known.first = first;
    } else if (this.#counts.size < MAX_VALUES) {
      this.#counts.set(detached(key), { count, first: Number.isNaN(first) ? Number.POSITIVE_INFINITY : first });
    } else {
      this.#complete = false;
    }
  }

  addAll(other: ValueCounts): void {
    for (const [value, { count, first }] of other.#counts) this.add(value, count, first);
    if (!other.#complete) this.#complete = false;
  }
}

/** A copy of a text that was cut from a longer one: the engine would keep the longer one in memory. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
