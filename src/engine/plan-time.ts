/** Moments that a plan names: of the clock, of a time before now, or a period earlier. */
import type { PlanPeriod, PlanTime } from './plan.ts';
import { fixedStepMs } from './values/period.ts';

/** In epoch milliseconds. */
export function momentOf(time: PlanTime, now: number): number {
  switch (time.kind) {
    case 'epoch':
      return time.ms;
    case 'now':
      return now;
    case 'ago':
      return earlier(now, time.by);
  }
}

/** Months in a quarter and a year. */
const MONTHS = new Map([
  ['mo', 1],
  ['q', 3],
  ['y', 12],
]);

/** The same moment so much earlier; of a month with fewer days, its last. */
export function earlier(time: number, { count, unit }: PlanPeriod): number {
  const months = MONTHS.get(unit);
  if (months === undefined) return time - count * (fixedStepMs(1, unit)?.step ?? 0);
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - count * months);
  const daysInMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, daysInMonth));
  return date.getTime();
}
