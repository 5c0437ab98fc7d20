/** Counts how large events are. */

/** In bytes of UTF-8. */
export interface SizeDistribution {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** No event of the generator is larger; a larger one would count as this. */
const LARGEST = 262_144;

export class SizeCounter {
  readonly #counts = new Uint32Array(LARGEST + 1);
  #events = 0;
  #bytes = 0;

  add(bytes: number): void {
    const size = Math.min(bytes, LARGEST);
    this.#counts[size] = (this.#counts[size] ?? 0) + 1;
    this.#events += 1;
    this.#bytes += bytes;
  }

  distribution(): SizeDistribution {
    return {
      mean: Math.round(this.#bytes / Math.max(1, this.#events)),
      p50: this.#quantile(0.5),
      p95: this.#quantile(0.95),
      p99: this.#quantile(0.99),
      max: this.#quantile(1),
    };
  }

  #quantile(share: number): number {
    let left = Math.ceil(this.#events * share);
    for (const [size, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return size;
    }
    return LARGEST;
  }
}
