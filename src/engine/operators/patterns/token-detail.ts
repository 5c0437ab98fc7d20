/** What is known of the numbers of one variable token, to tell unusual ones. */
import { QuantileSketch } from '../quantile-sketch.ts';
import { WindowCounts } from './window-counts.ts';

export class TokenDetail {
  readonly numbers = new QuantileSketch();
  /** Values that are HTTP status codes of errors, by time. */
  readonly httpErrors = new WindowCounts();
  /** The largest number and when it was seen. */
  largest = Number.NEGATIVE_INFINITY;
  largestTime = Number.NaN;

  add(token: string, time: number): void {
    const x = Number(token);
    if (!Number.isFinite(x)) return;
    this.numbers.add(x, 0);
    if (/^[45]\d\d$/.test(token)) this.httpErrors.add(time);
    if (x > this.largest) {
      this.largest = x;
      this.largestTime = time;
    }
  }

  addAll(other: TokenDetail): void {
    this.numbers.addAll(other.numbers);
    this.httpErrors.addAll(other.httpErrors);
    if (other.largest <= this.largest) return;
    this.largest = other.largest;
    this.largestTime = other.largestTime;
  }
}
