/** Sums of many numbers that keep the rounding errors apart (Neumaier), as SQLite's own do: the order of the numbers hardly shows. */
import { grownFloat64 } from '../../store/typed-arrays.ts';

export class RunningSum {
  /** How many numbers there were. */
  count = 0;
  #sum = 0;
  #error = 0;

  add(x: number): void {
    const sum = this.#sum + x;
    this.#error += Math.abs(this.#sum) > Math.abs(x) ? this.#sum - sum + x : x - sum + this.#sum;
    this.#sum = sum;
    this.count++;
  }

  /** Not finite once the sum has left the range of numbers. */
  total(): number {
    return this.#sum + this.#error;
  }
}

/** Many such sums, by index. */
export class RunningSums {
  sums: Float64Array;
  /** What rounding has cost each sum. */
  errors: Float64Array;
  /** How many numbers each has. */
  counts: Float64Array;

  constructor(size: number) {
    this.sums = new Float64Array(size);
    this.errors = new Float64Array(size);
    this.counts = new Float64Array(size);
  }

  /** Makes room for an index. */
  reserve(index: number): void {
    if (index < this.sums.length) return;
    this.sums = grownFloat64(this.sums, index + 1);
    this.errors = grownFloat64(this.errors, index + 1);
    this.counts = grownFloat64(this.counts, index + 1);
  }

  add(index: number, x: number): void {
    const before = this.sums[index] as number;
    const sum = before + x;
    const error = Math.abs(before) > Math.abs(x) ? before - sum + x : x - sum + before;
    this.errors[index] = (this.errors[index] as number) + error;
    this.sums[index] = sum;
    this.counts[index] = (this.counts[index] as number) + 1;
  }

  /** Adds the numbers of another sum. */
  addSum(index: number, sum: number, error: number, count: number): void {
    this.add(index, sum);
    this.errors[index] = (this.errors[index] as number) + error;
    this.counts[index] = (this.counts[index] as number) + count - 1;
  }

  /** Not finite once the sum has left the range of numbers. */
  total(index: number): number {
    return (this.sums[index] ?? 0) + (this.errors[index] ?? 0);
  }
}
