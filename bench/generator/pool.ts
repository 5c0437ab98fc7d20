/** Values to draw from, with Zipf's frequencies or evenly. */
import type { Random } from './random.ts';

/** How frequencies are spread: `high` as in real accounts (Zipf), `low` evenly over many more distinct values. */
export type Skew = 'high' | 'low';

/** Draws an index in constant time by weights (Vose's alias method). */
export class WeightedIndex {
  readonly #threshold: Float64Array;
  readonly #alias: Uint32Array;

  /** @throws RangeError when there is no weight. */
  constructor(weights: readonly number[]) {
    const count = weights.length;
    if (count === 0) throw new RangeError('no weights');
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const scaled = Float64Array.from(weights, (weight) => (weight * count) / total);
    this.#threshold = new Float64Array(count).fill(1);
    this.#alias = Uint32Array.from({ length: count }, (_, index) => index);
    const small: number[] = [];
    const large: number[] = [];
    for (const [index, value] of scaled.entries()) (value < 1 ? small : large).push(index);
    for (;;) {
      const low = small.pop();
      const high = large.pop();
      if (low === undefined || high === undefined) break;
      const lowWeight = scaled[low] ?? 1;
      this.#threshold[low] = lowWeight;
      this.#alias[low] = high;
      const rest = (scaled[high] ?? 1) + lowWeight - 1;
      scaled[high] = rest;
      (rest < 1 ? small : large).push(high);
    }
  }

  draw(random: Random): number {
    const index = Math.floor(random.next() * this.#threshold.length);
    return random.next() < (this.#threshold[index] ?? 1) ? index : (this.#alias[index] ?? index);
  }
}

/** Weights 1, 1/2ˢ, 1/3ˢ, … */
export function zipfWeights(count: number, exponent: number): number[] {
  return Array.from({ length: count }, (_, rank) => (rank + 1) ** -exponent);
}

/** A list whose items come up in the frequencies of their ranks. */
export class Pool<T> {
  readonly items: readonly T[];
  readonly #index: WeightedIndex;

  /** @throws RangeError when there is no item. */
  constructor(items: readonly T[], weights: readonly number[]) {
    this.items = items;
    this.#index = new WeightedIndex(weights);
  }

  static of<T>(skew: Skew, items: readonly T[], exponent = 1): Pool<T> {
    return new Pool(items, zipfWeights(items.length, skew === 'high' ? exponent : 0));
  }

  draw(random: Random): T {
    const item = this.items[this.#index.draw(random)];
    if (item === undefined) throw new RangeError('index outside of the pool');
    return item;
  }
}
