/** The time range of a pipeline, from the query's and what the pipeline says of its own. */
import type { OwnRange, PlanPeriod, PlanRange, PlanTime } from '../plan.ts';
import { fixedStepMs } from '../values/period.ts';
import type { CompileOptions } from './compiled.ts';

/** The options with the bounds (epoch milliseconds) that a pipeline has. */
export function rangeOf(range: PlanRange | undefined, options: CompileOptions): CompileOptions {
  if (!range) return options;
  if (range.kind !== 'own') return otherRange(range, rangeOf(range.of, options));
  const { context } = options;
  return bounded(
    options,
    range.start ? momentOf(range.start, context.now) : options.start,
    range.end ? momentOf(range.end, context.now) : options.end,
  );
}

function otherRange(range: Exclude<PlanRange, OwnRange>, options: CompileOptions): CompileOptions {
  const { context } = options;
  switch (range.kind) {
    case 'earlier':
      return bounded(options, earlier(context.start, range.by), earlier(context.end, range.by));
    case 'preceding': {
      // Both ends of a range belong to it.
      const length = context.end - context.start + 1;
      return bounded(options, context.start - length, context.start - 1);
    }
  }
}

function bounded(options: CompileOptions, start: number | undefined, end: number | undefined): CompileOptions {
  const { context } = options;
  return { ...options, start, end, context: { ...context, start: start ?? context.start, end: end ?? context.end } };
}

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
