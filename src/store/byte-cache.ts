/** A cache bounded by bytes that forgets what was used longest ago. */

export class ByteCache<Key, Value> {
  readonly #limit: number;
  readonly #sizeOf: (value: Value) => number;
  readonly #values = new Map<Key, Value>();
  #held = 0;

  constructor(limit: number, sizeOf: (value: Value) => number) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  /** The cached value, or that of `make`, which is then cached. The latest value is kept even if it exceeds the limit. */
  get(key: Key, make: () => Value): Value {
    let value = this.#values.get(key);
    if (value === undefined) {
      value = make();
      this.#held += this.#sizeOf(value);
      this.#trim();
    } else {
      this.#values.delete(key);
    }
    this.#values.set(key, value);
    return value;
  }

  #trim(): void {
    for (const [key, value] of this.#values) {
      if (this.#held <= this.#limit) return;
      this.#values.delete(key);
      this.#held -= this.#sizeOf(value);
    }
  }
}
