/** Aggregate functions of `stats` (language specification, section 4.9). The result of a group in which no row counted is null. */
import { finiteOrNull } from '../values/number.ts';
import { compareNatural } from '../values/order.ts';
import { lengthMs, parsePeriod } from '../values/period.ts';
import { RunningSum } from '../values/running-sum.ts';
import { scalarOf } from '../values/scalar.ts';
import { toText } from '../values/text.ts';
import type { Accumulator, AggregateFunction, LoggedValue, Parameter, Value } from './definition.ts';

const field: Parameter = { name: 'field', type: 'any' };
const number: Parameter = { name: 'number', type: 'number' };
const aggregate = { kind: 'aggregate', family: 'aggregate', aliases: [] } as const;

/** Rows; with an argument, those that have a value. */
function counter(): Accumulator {
  let rows = 0;
  return {
    step() {
      rows++;
    },
    result: () => (rows === 0 ? null : rows),
  };
}

/** Values are the same when they look the same. */
function distinctCounter(): Accumulator {
  const values = new Set<Value>();
  return {
    step(value = null) {
      if (value !== null) values.add(toText(scalarOf(value)));
    },
    result: () => (values.size === 0 ? null : values.size),
  };
}

function summing(result: (sum: RunningSum) => number): () => Accumulator {
  return () => {
    const sum = new RunningSum();
    return {
      step(value = null) {
        if (typeof value === 'number') sum.add(value);
      },
      result: () => (sum.count === 0 ? null : finiteOrNull(result(sum))),
    };
  };
}

/**
 * Keeps the value that is before (sign -1) or after (sign 1) all others in the sort order; of equal ones the first, but a number
 * rather than a JSON boolean.
 */
function extreme(sign: 1 | -1): () => Accumulator {
  return () => {
    let best: LoggedValue = null;
    return {
      step(value = null) {
        if (value === null) return;
        const order = best === null ? 1 : compareNatural(scalarOf(value), scalarOf(best)) * sign;
        if (order > 0 || (order === 0 && typeof best === 'bigint')) best = value;
      },
      result: () => best,
    };
  };
}

function isPercentage(value: LoggedValue | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100;
}

/** Exact nearest rank: the value at position ceil(p / 100 · n) of the sorted values. */
function percentile(fallback: number | null): () => Accumulator {
  return () => {
    const values: number[] = [];
    let percent: LoggedValue = null;
    return {
      step(value = null, p = fallback) {
        if (typeof value !== 'number') return;
        values.push(value);
        percent = p;
      },
      result: () => {
        if (values.length === 0 || !isPercentage(percent)) return null;
        // Without the small allowance, rounding in the product could push a whole rank up to the next one.
        const rank = Math.ceil((percent * values.length) / 100 - 1e-9);
        return Float64Array.from(values).sort()[Math.max(rank, 1) - 1] ?? null;
      },
    };
  };
}

/**
 * From the population variance, by Welford's method: no difference of large squares. The numbers are taken in their order, so that rounding
 * is the same whatever the order of the rows, and counted from the first one, since times are large and near each other.
 */
function deviation(result: (variance: number) => number): () => Accumulator {
  return () => {
    const values: number[] = [];
    return {
      step(value = null) {
        if (typeof value === 'number') values.push(value);
      },
      result: () => (values.length === 0 ? null : finiteOrNull(result(varianceOf(Float64Array.from(values).sort())))),
    };
  };
}

function varianceOf(sorted: Float64Array): number {
  const [least = 0] = sorted;
  let mean = 0;
  let squares = 0;
  for (const [index, value] of sorted.entries()) {
    const difference = value - least - mean;
    mean += difference / (index + 1);
    squares += difference * (value - least - mean);
  }
  return squares / sorted.length;
}

/** The value of the row with the smallest (sign -1) or largest (sign 1) time; of rows of one time, the first in row order. */
function atExtremeTime(sign: 1 | -1): () => Accumulator {
  return () => {
    let best: LoggedValue = null;
    let bestTime: number | undefined;
    let bestPosition = 0;
    return {
      step(value = null, time = null, position = null) {
        if (value === null || typeof time !== 'number' || typeof position !== 'number') return;
        if (bestTime !== undefined) {
          const later = (time - bestTime) * sign;
          if (later < 0 || (later === 0 && position >= bestPosition)) return;
        }
        best = value;
        bestTime = time;
        bestPosition = position;
      },
      result: () => best,
    };
  };
}

/** Different values (by their text, as in `countDistinct`), how often each came, and where first. */
class ValueCounts {
  readonly #entries = new Map<Value, { value: LoggedValue; position: number; count: number }>();

  add(value: LoggedValue, position: number): void {
    const text = toText(scalarOf(value));
    const entry = this.#entries.get(text);
    if (!entry) {
      this.#entries.set(text, { value, position, count: 1 });
      return;
    }
    entry.count++;
    if (position > entry.position) return;
    entry.position = position;
    entry.value = value;
  }

  /** The values as a JSON list, or null when there are none: by order, then by their first rows. */
  list(order: (a: { count: number }, b: { count: number }) => number, most = Number.POSITIVE_INFINITY): Value {
    if (this.#entries.size === 0) return null;
    const entries = [...this.#entries.values()].sort((a, b) => order(a, b) || a.position - b.position);
    return JSON.stringify(
      entries.slice(0, most).map(({ value }) => (typeof value === 'bigint' ? value === 1n : value)),
    );
  }
}

/** Fed without positions, rows count as being in order. */
function distinctValues(): Accumulator {
  const counts = new ValueCounts();
  let fed = 0;
  return {
    step(value = null, position = fed++) {
      if (value !== null) counts.add(value, Number(position));
    },
    result: () => counts.list(() => 0),
  };
}

const MAX_TOP = 10_000;

function mostFrequent(): Accumulator {
  const counts = new ValueCounts();
  let most = 0;
  let fed = 0;
  return {
    step(k = null, value = null, position = fed++) {
      if (value === null) return;
      most = Number(k);
      counts.add(value, Number(position));
    },
    result: () => counts.list((a, b) => b.count - a.count, most),
  };
}

interface Sample {
  readonly value: number;
  readonly time: number;
  readonly position: number;
}

/** Change from the earliest to the latest value, per period. Of rows of one time, which stand in the order of the log, the first is earlier. */
function rateOfChange(): Accumulator {
  let first: Sample | undefined;
  let last: Sample | undefined;
  let length = Number.NaN;
  const before = (a: Sample, b: Sample): boolean => a.time < b.time || (a.time === b.time && a.position < b.position);
  return {
    step(value = null, period = null, time = null, position = null) {
      if (typeof value !== 'number' || typeof time !== 'number' || typeof position !== 'number') return;
      const parsed = typeof period === 'string' ? parsePeriod(period) : undefined;
      if (parsed) length = lengthMs(parsed.count, parsed.unit);
      const sample = { value, time, position };
      if (!first || before(sample, first)) first = sample;
      if (!last || before(last, sample)) last = sample;
    },
    result: () => {
      if (!first || !last) return null;
      const change = last.value - first.value;
      return change === 0 ? 0 : finiteOrNull((change / (last.time - first.time)) * length);
    },
  };
}

export const aggregateFunctions: readonly AggregateFunction[] = [
  {
    ...aggregate,
    name: 'count',
    parameters: [field],
    star: true,
    returns: 'number',
    doc: 'The number of rows, or of those that have the field; missing rather than 0 when none has it.',
    example: { expression: 'count(*)', result: '4' },
    create: counter,
  },
  {
    ...aggregate,
    name: 'count_distinct',
    aliases: ['countDistinct'],
    parameters: [field],
    returns: 'number',
    doc: 'The exact number of different values of the field.',
    example: { expression: 'count_distinct(x % 2)', result: '2' },
    create: distinctCounter,
  },
  {
    ...aggregate,
    name: 'sum',
    parameters: [number],
    returns: 'number',
    computed: true,
    doc: 'The sum of the numbers; a condition counts as 1 or 0.',
    example: { expression: 'sum(x)', result: '10' },
    create: summing((sum) => sum.total()),
  },
  {
    ...aggregate,
    name: 'avg',
    parameters: [number],
    returns: 'number',
    computed: true,
    doc: 'The mean of the numbers.',
    example: { expression: 'avg(x)', result: '2.5' },
    create: summing((sum) => sum.total() / sum.count),
  },
  {
    ...aggregate,
    name: 'min',
    parameters: [field],
    picks: true,
    returns: 'same',
    doc: 'The smallest value: texts come before numbers, as in sort.',
    example: { expression: 'min(x)', result: '1' },
    create: extreme(-1),
  },
  {
    ...aggregate,
    name: 'max',
    parameters: [field],
    picks: true,
    returns: 'same',
    doc: 'The largest value: numbers come after texts, as in sort.',
    example: { expression: 'max(x)', result: '4' },
    create: extreme(1),
  },
  {
    ...aggregate,
    name: 'pct',
    parameters: [number, { name: 'percent', type: 'number' }],
    returns: 'number',
    computed: true,
    doc: 'The value that so many percent of the numbers do not exceed, exactly (nearest rank).',
    example: { expression: 'pct(x, 50)', result: '2' },
    check: (_number, percent) =>
      isPercentage(percent) ? undefined : 'pct needs a number from 0 to 100 as its second argument',
    create: percentile(null),
  },
  {
    ...aggregate,
    name: 'median',
    parameters: [number],
    returns: 'number',
    computed: true,
    doc: 'The value that half of the numbers do not exceed: pct at 50.',
    example: { expression: 'median(x)', result: '2' },
    create: percentile(50),
  },
  {
    ...aggregate,
    name: 'stddev',
    parameters: [number],
    returns: 'number',
    computed: true,
    doc: 'The population standard deviation of the numbers.',
    example: { expression: 'stddev(x)', result: '1.118' },
    create: deviation(Math.sqrt),
  },
  {
    ...aggregate,
    name: 'variance',
    parameters: [number],
    returns: 'number',
    computed: true,
    doc: 'The population variance of the numbers.',
    example: { expression: 'variance(x)', result: '1.25' },
    create: deviation((variance) => variance),
  },
  {
    ...aggregate,
    name: 'values',
    aliases: ['collect_values'],
    parameters: [field],
    needsPosition: true,
    picks: true,
    returns: 'list',
    doc: 'The different values of the field, in the order of the rows.',
    example: { expression: 'values(x % 1)', result: '0' },
    create: distinctValues,
  },
  {
    ...aggregate,
    name: 'topk',
    parameters: [{ name: 'k', type: 'number' }, field],
    needsPosition: true,
    alone: true,
    picks: true,
    returns: 'list',
    doc: 'The most frequent values of the field, at most k; the only aggregate of a stats without by.',
    example: { expression: 'topk(1, x > 1)', result: '1' },
    check: (k) =>
      typeof k === 'number' && Number.isInteger(k) && k >= 1 && k <= MAX_TOP
        ? undefined
        : 'topk needs a whole number from 1 to 10000 as its first argument',
    create: mostFrequent,
  },
  {
    ...aggregate,
    name: 'earliest',
    parameters: [field],
    needsTimestamp: true,
    picks: true,
    returns: 'same',
    doc: 'The value of the field in the earliest event that has it.',
    example: { expression: 'earliest(x)', result: '1' },
    create: atExtremeTime(-1),
  },
  {
    ...aggregate,
    name: 'latest',
    parameters: [field],
    needsTimestamp: true,
    picks: true,
    returns: 'same',
    doc: 'The value of the field in the latest event that has it.',
    example: { expression: 'latest(x)', result: '4' },
    create: atExtremeTime(1),
  },
  {
    ...aggregate,
    name: 'sortsFirst',
    parameters: [field],
    picks: true,
    returns: 'same',
    doc: 'The value that comes first in the order of sort.',
    example: { expression: 'sortsFirst(x)', result: '1' },
    create: extreme(-1),
  },
  {
    ...aggregate,
    name: 'sortsLast',
    parameters: [field],
    picks: true,
    returns: 'same',
    doc: 'The value that comes last in the order of sort.',
    example: { expression: 'sortsLast(x)', result: '4' },
    create: extreme(1),
  },
  {
    ...aggregate,
    name: 'rate',
    parameters: [number, { name: 'period', type: 'period' }],
    needsTimestamp: true,
    returns: 'number',
    computed: true,
    doc: 'How much the number changes per period, from its earliest to its latest value.',
    example: { expression: 'rate(x, 1m)', result: '60' },
    create: rateOfChange,
  },
  {
    ...aggregate,
    name: 'countOverTime',
    aliases: ['count_over_time'],
    parameters: [field],
    star: true,
    returns: 'number',
    doc: 'The same as count, by bin.',
    example: { expression: 'countOverTime(*)', result: '4' },
    create: counter,
  },
  {
    ...aggregate,
    name: 'sumOverTime',
    aliases: ['sum_over_time'],
    parameters: [number],
    returns: 'number',
    computed: true,
    doc: 'The same as sum, by bin.',
    example: { expression: 'sumOverTime(x)', result: '10' },
    create: summing((sum) => sum.total()),
  },
];
