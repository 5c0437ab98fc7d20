/** Sums of many numbers. */

/** A sum that keeps the rounding errors apart (Neumaier), as SQLite's own does: the order of the numbers hardly shows. */
export class RunningSum {
  /** How many numbers there were. */
  count = 0;
  #sum = 0;
  #error = 0;

  get sum(): number {
    return this.#sum;
  }

  /** What rounding has cost the sum so far. */
  get error(): number {
    return this.#error;
  }

  add(x: number): void {
    const sum = this.#sum + x;
    this.#error += Math.abs(this.#sum) > Math.abs(x) ? this.#sum - sum + x : x - sum + this.#sum;
    this.#sum = sum;
    this.count++;
  }

  /** Adds the numbers of another sum. */
  addSum(sum: number, error: number, count: number): void {
    this.add(sum);
    this.#error += error;
    this.count += count - 1;
  }

  /** Not finite once the sum has left the range of numbers. */
  total(): number {
    return this.#sum + this.#error;
  }
}
