/** A cache bounded by bytes that forgets what was used longest ago. */

interface Entry<Value> {
  readonly value: Value;
  /** As it was counted last. */
  size: number;
}

export class ByteCache<Key, Value> {
  readonly #limit: number;
  readonly #sizeOf: (value: Value) => number;
  readonly #entries = new Map<Key, Entry<Value>>();
  #held = 0;

  /** @param sizeOf bytes that a value takes; it may grow while it is used */
  constructor(limit: number, sizeOf: (value: Value) => number) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  /** The cached value, or that of `make`, which is then cached. The latest value is kept even if it exceeds the limit. */
  get(key: Key, make: () => Value): Value {
    let entry = this.#entries.get(key);
    if (entry === undefined) entry = { value: make(), size: 0 };
    else this.#entries.delete(key);
    this.#entries.set(key, entry);
    const size = this.#sizeOf(entry.value);
    if (size !== entry.size) {
      this.#held += size - entry.size;
      entry.size = size;
      this.#trim();
    }
    return entry.value;
  }

  #trim(): void {
    for (const [key, { size }] of this.#entries) {
      if (this.#held <= this.#limit || this.#entries.size === 1) return;
      this.#entries.delete(key);
      this.#held -= size;
    }
  }
}
