/** Aggregate functions of `stats` (language specification, section 4.9). The result of a group in which no row counted is null. */
import { finiteOrNull } from '../values/number.ts';
import { compareNatural } from '../values/order.ts';
import { toText } from '../values/text.ts';
import type { Accumulator, AggregateFunction, Parameter, Value } from './definition.ts';

const field: Parameter = { name: 'field', type: 'any' };
const number: Parameter = { name: 'number', type: 'number' };
const aggregate = { kind: 'aggregate', family: 'aggregate', aliases: [] } as const;

/** Rows; with an argument, those that have a value. */
function counter(): Accumulator {
  let rows = 0;
  return {
    step(...args) {
      if (args[0] !== null) rows++;
    },
    result: () => (rows === 0 ? null : rows),
  };
}

/** Values are the same when they look the same. */
function distinctCounter(): Accumulator {
  const values = new Set<Value>();
  return {
    step(value = null) {
      if (value !== null) values.add(toText(value));
    },
    result: () => (values.size === 0 ? null : values.size),
  };
}

/** A sum that keeps the rounding errors apart (Neumaier), as SQLite's own does: the order of the rows hardly shows. */
class CompensatedSum {
  count = 0;
  private sum = 0;
  private error = 0;

  add(x: number): void {
    const sum = this.sum + x;
    this.error += Math.abs(this.sum) > Math.abs(x) ? this.sum - sum + x : x - sum + this.sum;
    this.sum = sum;
    this.count++;
  }

  total(): number {
    return this.sum + this.error;
  }
}

function summing(result: (sum: CompensatedSum) => number): () => Accumulator {
  return () => {
    const sum = new CompensatedSum();
    return {
      step(value = null) {
        if (typeof value === 'number') sum.add(value);
      },
      result: () => (sum.count === 0 ? null : finiteOrNull(result(sum))),
    };
  };
}

/** Keeps the value that is before (sign -1) or after (sign 1) all others in the sort order; of equal ones the first. */
function extreme(sign: 1 | -1): () => Accumulator {
  return () => {
    let best: Value = null;
    return {
      step(value = null) {
        if (value === null) return;
        if (best === null || compareNatural(value, best) * sign > 0) best = value;
      },
      result: () => best,
    };
  };
}

/** Exact nearest rank: the value at position ceil(p / 100 · n) of the sorted values. */
function percentile(): Accumulator {
  const values: number[] = [];
  let percent: Value = null;
  return {
    step(value = null, p = null) {
      if (typeof value !== 'number') return;
      values.push(value);
      percent = p;
    },
    result: () => {
      if (values.length === 0 || typeof percent !== 'number' || percent < 0 || percent > 100) return null;
      // Without the small allowance, rounding in the product could push a whole rank up to the next one.
      const rank = Math.ceil((percent * values.length) / 100 - 1e-9);
      return Float64Array.from(values).sort()[Math.max(rank, 1) - 1] ?? null;
    },
  };
}

/** Population standard deviation, by Welford's method: no difference of large squares. */
function standardDeviation(): Accumulator {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    step(value = null) {
      if (typeof value !== 'number') return;
      count++;
      const difference = value - mean;
      mean += difference / count;
      squares += difference * (value - mean);
    },
    result: () => (count === 0 ? null : finiteOrNull(Math.sqrt(squares / count))),
  };
}

/** The value of the row with the smallest (sign -1) or largest (sign 1) time; of rows of one time, the first in row order. */
function atExtremeTime(sign: 1 | -1): () => Accumulator {
  return () => {
    let best: Value = null;
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
    returns: 'same',
    doc: 'The smallest value: texts come before numbers, as in sort.',
    example: { expression: 'min(x)', result: '1' },
    create: extreme(-1),
  },
  {
    ...aggregate,
    name: 'max',
    parameters: [field],
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
    create: percentile,
  },
  {
    ...aggregate,
    name: 'stddev',
    parameters: [number],
    returns: 'number',
    computed: true,
    doc: 'The population standard deviation of the numbers.',
    example: { expression: 'stddev(x)', result: '1.118' },
    create: standardDeviation,
  },
  {
    ...aggregate,
    name: 'earliest',
    parameters: [field],
    needsTimestamp: true,
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
    returns: 'same',
    doc: 'The value of the field in the latest event that has it.',
    example: { expression: 'latest(x)', result: '4' },
    create: atExtremeTime(1),
  },
  {
    ...aggregate,
    name: 'sortsFirst',
    parameters: [field],
    returns: 'same',
    doc: 'The value that comes first in the order of sort.',
    example: { expression: 'sortsFirst(x)', result: '1' },
    create: extreme(-1),
  },
  {
    ...aggregate,
    name: 'sortsLast',
    parameters: [field],
    returns: 'same',
    doc: 'The value that comes last in the order of sort.',
    example: { expression: 'sortsLast(x)', result: '4' },
    create: extreme(1),
  },
];
