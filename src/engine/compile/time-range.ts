/** The time range of a pipeline, from the query's and what the pipeline says of its own. */
import type { OwnRange, PlanRange } from '../plan.ts';
import { earlier, momentOf } from '../plan-time.ts';
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
