/** A bound for bytes that are held at a time. */

export class ByteBudget {
  readonly #limit: number;
  #held = 0;
  readonly #waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  /** @param limit bytes; one holder may have more, alone */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits until so many bytes may be held, in turn. */
  acquire(bytes: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, go: resolve });
      this.#admit();
    });
  }

  /** Holds so many bytes at once, whatever the limit. */
  take(bytes: number): void {
    this.#held += bytes;
  }

  release(bytes: number): void {
    this.#held -= bytes;
    this.#admit();
  }

  #admit(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (this.#held > 0 && this.#held + first.bytes > this.#limit) return;
      this.#held += first.bytes;
      this.#waiting.shift();
      first.go();
    }
  }
}
