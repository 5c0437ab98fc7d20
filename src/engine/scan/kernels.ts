/** Aggregates over the rows of a scan: for each a state per group, fed segment by segment. */
import { isNumeric } from '../analyze/convert.ts';
import type { Accumulator, AggregateFunction, LoggedValue, RowValue, Value } from '../functions/definition.ts';
import { findFunction } from '../functions/registry.ts';
import type { AggregateNode } from '../plan.ts';
import { RunningSum } from '../values/running-sum.ts';
import { toText } from '../values/text.ts';
import { scalar } from './evaluate.ts';
import type { Vector } from './vector.ts';

/** The selected rows of a segment, the group of each, and the positions of the segment's rows among all where they matter. */
export interface Batch {
  readonly rows: Uint32Array;
  readonly groups: Uint32Array;
  readonly positions: ArrayLike<number> | undefined;
}

export interface Kernel {
  add(batch: Batch, args: readonly Vector[]): void;
  result(group: number): RowValue;
}

/** The kernel of an aggregate; each gives what the definition gives. */
export function kernelOf(aggregate: AggregateNode): Kernel {
  const definition = findFunction(aggregate.function);
  if (definition?.kind !== 'aggregate') throw new Error(`no aggregate ${aggregate.function}`);
  const [argument] = aggregate.args;
  switch (definition.name) {
    case 'count':
    case 'countOverTime':
      return argument ? new CountPresent() : new CountRows();
    case 'sum':
    case 'sumOverTime':
      return new Sums((sum) => sum.total());
    case 'avg':
      return new Sums((sum) => sum.total() / sum.count);
    case 'count_distinct':
      return new CountDistinct();
    case 'min':
    case 'max':
      // Texts have an order of their own, which the definition knows.
      return argument && isNumeric(argument.type)
        ? new Extremes(definition.name === 'min' ? -1 : 1)
        : new Accumulators(definition);
    default:
      return new Accumulators(definition);
  }
}

/** Whether an aggregate asks for the positions of rows. */
export function needsPositions(aggregate: AggregateNode): boolean {
  const definition = findFunction(aggregate.function);
  return definition?.kind === 'aggregate' && (definition.needsTimestamp === true || definition.needsPosition === true);
}

class CountRows implements Kernel {
  readonly #counts: number[] = [];

  add({ groups }: Batch): void {
    const counts = this.#counts;
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] ?? 0;
      counts[group] = (counts[group] ?? 0) + 1;
    }
  }

  result(group: number): RowValue {
    return this.#counts[group] ?? null;
  }
}

class CountPresent implements Kernel {
  readonly #counts: number[] = [];

  add({ rows, groups }: Batch, [vector]: readonly Vector[]): void {
    if (!vector) return;
    const counts = this.#counts;
    for (let i = 0; i < groups.length; i++) {
      if (vector.at(rows[i] ?? 0) === null) continue;
      const group = groups[i] ?? 0;
      counts[group] = (counts[group] ?? 0) + 1;
    }
  }

  result(group: number): RowValue {
    return this.#counts[group] ?? null;
  }
}

class Sums implements Kernel {
  readonly #sums: (RunningSum | undefined)[] = [];
  readonly #finish: (sum: RunningSum) => number;

  constructor(finish: (sum: RunningSum) => number) {
    this.#finish = finish;
  }

  add({ rows, groups }: Batch, [vector]: readonly Vector[]): void {
    if (!vector) return;
    for (let i = 0; i < groups.length; i++) {
      const value = scalar(vector.at(rows[i] ?? 0));
      if (typeof value !== 'number') continue;
      const group = groups[i] ?? 0;
      let sum = this.#sums[group];
      if (!sum) {
        sum = new RunningSum();
        this.#sums[group] = sum;
      }
      sum.add(value);
    }
  }

  result(group: number): RowValue {
    const sum = this.#sums[group];
    const value = sum && this.#finish(sum);
    return value !== undefined && Number.isFinite(value) ? value : null;
  }
}

/** The smallest (sign -1) or largest (sign 1) number of each group. */
class Extremes implements Kernel {
  readonly #best: number[] = [];
  readonly #sign: 1 | -1;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  add({ rows, groups }: Batch, [vector]: readonly Vector[]): void {
    if (!vector) return;
    const best = this.#best;
    const sign = this.#sign;
    for (let i = 0; i < groups.length; i++) {
      const value = scalar(vector.at(rows[i] ?? 0));
      if (typeof value !== 'number') continue;
      const group = groups[i] ?? 0;
      const known = best[group];
      if (known === undefined || (value - known) * sign > 0) best[group] = value;
    }
  }

  result(group: number): RowValue {
    return this.#best[group] ?? null;
  }
}

/** Within a segment, a value is put into the set of a group once per code. */
class CountDistinct implements Kernel {
  readonly #values: (Set<Value> | undefined)[] = [];

  add({ rows, groups }: Batch, [vector]: readonly Vector[]): void {
    if (!vector) return;
    const seen = new Set<number>();
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] ?? 0;
      const code = vector.code(rows[i] ?? 0);
      const pair = group * vector.size + code;
      if (vector.codes) {
        if (seen.has(pair)) continue;
        seen.add(pair);
      }
      const value = scalar(vector.value(code));
      if (value === null) continue;
      let values = this.#values[group];
      if (!values) {
        values = new Set();
        this.#values[group] = values;
      }
      // Values are the same when they look the same.
      values.add(toText(value));
    }
  }

  result(group: number): RowValue {
    return this.#values[group]?.size ?? null;
  }
}

/** Any other aggregate, by its definition. */
class Accumulators implements Kernel {
  readonly #definition: AggregateFunction;
  readonly #states: (Accumulator | undefined)[] = [];

  constructor(definition: AggregateFunction) {
    this.#definition = definition;
  }

  add({ rows, groups, positions }: Batch, args: readonly Vector[]): void {
    const values: LoggedValue[] = args.map(() => null);
    const { picks } = this.#definition;
    for (let i = 0; i < groups.length; i++) {
      const row = rows[i] ?? 0;
      let missing = false;
      for (let a = 0; a < args.length; a++) {
        const found = args[a]?.at(row) ?? null;
        const value = picks && typeof found === 'bigint' ? found : scalar(found);
        values[a] = value;
        missing ||= value === null;
      }
      if (missing) continue;
      if (positions) values[args.length] = positions[row] ?? 0;
      this.#state(groups[i] ?? 0).step(...values);
    }
  }

  #state(group: number): Accumulator {
    let state = this.#states[group];
    if (!state) {
      state = this.#definition.create();
      this.#states[group] = state;
    }
    return state;
  }

  result(group: number): RowValue {
    const value = this.#states[group]?.result() ?? null;
    const structured = this.#definition.returns === 'list' || this.#definition.returns === 'structure';
    return structured && typeof value === 'string' ? Buffer.from(value) : value;
  }
}
