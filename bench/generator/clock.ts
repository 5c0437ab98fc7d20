/** When events happen: more by day than by night, less at weekends, over a fixed range of days. */

const SLOT_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** Midnight UTC of the first day, a Monday. */
export const FIRST_DAY = Date.UTC(2024, 3, 29);

export class Clock {
  /** Share of all events before each slot, from 0 to 1. */
  readonly #before: Float64Array;

  /** @param peakHour hour of the day, UTC, at which most happens */
  constructor(days: number, peakHour: number) {
    const slots = Math.ceil((days * DAY_MS) / SLOT_MS);
    this.#before = new Float64Array(slots + 1);
    let sum = 0;
    for (let slot = 0; slot < slots; slot++) {
      sum += rate(slot * SLOT_MS, peakHour);
      this.#before[slot + 1] = sum;
    }
    for (let slot = 0; slot <= slots; slot++) this.#before[slot] = (this.#before[slot] ?? 0) / sum;
  }

  /** The time, in epoch milliseconds and whole seconds, before which the given share of all events lies. */
  at(share: number): number {
    let low = 0;
    let high = this.#before.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#before[middle] ?? 1) <= share) low = middle;
      else high = middle;
    }
    const from = this.#before[low] ?? 0;
    const to = this.#before[high] ?? 1;
    const within = (low + (share - from) / (to - from)) * SLOT_MS;
    return FIRST_DAY + Math.floor(within / 1000) * 1000;
  }
}

/** Machines work day and night; people add a bump around the peak of working days. */
function rate(time: number, peakHour: number): number {
  const hour = (time % DAY_MS) / 3_600_000;
  const weekend = Math.floor(time / DAY_MS) % 7 >= 5;
  const distance = Math.min(Math.abs(hour - peakHour), 24 - Math.abs(hour - peakHour));
  return 1 + (weekend ? 0.4 : 2) * Math.exp(-((distance / 4) ** 2));
}

/** `2024-05-01T10:00:00Z` */
export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
