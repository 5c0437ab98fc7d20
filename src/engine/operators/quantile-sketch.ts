/** How the numbers of two sets are distributed, in bounded memory. */

import { finiteOrNull } from '../values/number.ts';

/** Above so many distinct numbers they are rounded, to so many significant binary digits: to within 0.4 percent. */
const MAX_DISTINCT = 4096;
const SIGNIFICANT_BITS = 7;

/** Which of the two sets. */
export type Side = 0 | 1;

export interface Step {
  readonly x: number;
  /** How many numbers of each set are `x`. */
  readonly counts: readonly [number, number];
}

/**
 * Counts numbers exactly while there are at most 4,096 distinct ones, then rounded to 8 significant binary digits. Those are few:
 * about 256 for each doubling of magnitude.
 */
export class QuantileSketch {
  #counts = new Map<number, [number, number]>();
  #rounded = false;
  readonly totals: [number, number] = [0, 0];

  add(x: number, side: Side, count = 1): void {
    this.totals[side] += count;
    const key = this.#rounded ? roundBinary(x) : x;
    const counts = this.#counts.get(key);
    if (counts) {
      counts[side] += count;
      return;
    }
    this.#counts.set(key, side === 0 ? [count, 0] : [0, count]);
    if (!this.#rounded && this.#counts.size > MAX_DISTINCT) this.#round();
  }

  addAll(other: QuantileSketch): void {
    for (const [x, [a, b]] of other.#counts) {
      if (a > 0) this.add(x, 0, a);
      if (b > 0) this.add(x, 1, b);
    }
  }

  /** Ascending. */
  steps(): readonly Step[] {
    return [...this.#counts].sort(([a], [b]) => a - b).map(([x, counts]) => ({ x, counts }));
  }

  /** The nearest rank: the number at position ceil(q · n) of one set; null when it is empty. */
  quantile(q: number, side: Side): number | null {
    const rank = Math.max(1, Math.ceil(q * this.totals[side] - 1e-9));
    let seen = 0;
    for (const { x, counts } of this.steps()) {
      seen += counts[side];
      if (seen >= rank) return x;
    }
    return null;
  }

  #round(): void {
    this.#rounded = true;
    const exact = this.#counts;
    this.#counts = new Map();
    for (const [x, [a, b]] of exact) {
      const key = roundBinary(x);
      const counts = this.#counts.get(key) ?? [0, 0];
      this.#counts.set(key, [counts[0] + a, counts[1] + b]);
    }
  }
}

function roundBinary(x: number): number {
  if (x === 0) return 0;
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(x))) - SIGNIFICANT_BITS);
  // The smallest doubles have no such digits, the largest would round to infinity.
  if (unit === 0) return 0;
  return finiteOrNull(Math.round(x / unit) * unit) ?? x;
}
