/** Sums of many numbers. */
import { finiteOrNull } from '../values/number.ts';

/** A sum that keeps the rounding errors apart (Neumaier): 0.1 added ten times is 1. */
export class RunningSum {
  #sum = 0;
  #error = 0;

  add(x: number): void {
    const sum = this.#sum + x;
    this.#error += Math.abs(this.#sum) > Math.abs(x) ? this.#sum - sum + x : x - sum + this.#sum;
    this.#sum = sum;
  }

  /** Null once the sum has left the range of numbers. */
  total(): number | null {
    return finiteOrNull(this.#sum + this.#error);
  }
}
