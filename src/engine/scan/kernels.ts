/**
 * Aggregates over the rows of a scan: what the rows of each segment come to by themselves, in any thread, and for each group a state that
 * is put together from that, one segment after the other.
 */
import { isNumeric } from '../analyze/convert.ts';
import type { Accumulator, AggregateFunction, LoggedValue, RowValue, Value } from '../functions/definition.ts';
import { findFunction } from '../functions/registry.ts';
import type { AggregateNode } from '../plan.ts';
import { RunningSum } from '../values/running-sum.ts';
import { toText } from '../values/text.ts';
import { type ScanValue, scalar } from './evaluate.ts';
import { PairTable } from './pair-table.ts';
import type { Vector } from './vector.ts';

/** The selected rows of a segment and the group of each, among the groups of the segment. */
export interface Batch {
  readonly rows: Uint32Array;
  readonly groupOf: Uint32Array;
  /** How many groups there are. */
  readonly groups: number;
}

/** What the rows of a segment come to: plain data that goes between threads. */
export interface Partial {
  /** The group of each entry; undefined when entry n is that of group n. */
  readonly groupOf?: Uint32Array;
  /** The row of each entry, where its position matters. */
  readonly rows?: Uint32Array;
  /** A column with one value has it for all entries. */
  readonly columns: readonly (Float64Array | readonly LoggedValue[])[];
}

/** The groups among those of all segments that the groups of a segment are part of, and the positions of the segment's rows. */
export interface MergeTarget {
  readonly groups: Uint32Array;
  readonly positions: ArrayLike<number> | undefined;
}

export interface Kernel {
  /** Depends on nothing but its arguments. */
  partial(batch: Batch, args: readonly Vector[]): Partial;
  merge(partial: Partial, target: MergeTarget): void;
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
      return new Counts();
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

/** Rows; with an argument, those that have a value. */
class Counts implements Kernel {
  readonly #counts: number[] = [];

  partial({ rows, groupOf, groups }: Batch, [vector]: readonly Vector[]): Partial {
    if (!vector && groups === 1) return { columns: [Float64Array.of(groupOf.length)] };
    const counts = new Float64Array(groups);
    for (let i = 0; i < groupOf.length; i++) {
      if (vector && vector.at(rows[i] ?? 0) === null) continue;
      const group = groupOf[i] ?? 0;
      counts[group] = (counts[group] ?? 0) + 1;
    }
    return { columns: [counts] };
  }

  merge({ columns: [counts = [] as const] }: Partial, { groups }: MergeTarget): void {
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] ?? 0;
      this.#counts[group] = (this.#counts[group] ?? 0) + Number(counts[i]);
    }
  }

  /** Null for a group in which no row counted. */
  result(group: number): RowValue {
    return this.#counts[group] || null;
  }
}

class Sums implements Kernel {
  readonly #sums: (RunningSum | undefined)[] = [];
  readonly #finish: (sum: RunningSum) => number;

  constructor(finish: (sum: RunningSum) => number) {
    this.#finish = finish;
  }

  partial({ rows, groupOf, groups }: Batch, [vector]: readonly Vector[]): Partial {
    const sums: (RunningSum | undefined)[] = new Array(groups);
    for (let i = 0; vector && i < groupOf.length; i++) {
      const value = scalar(vector.at(rows[i] ?? 0));
      if (typeof value !== 'number') continue;
      const group = groupOf[i] ?? 0;
      let sum = sums[group];
      if (!sum) {
        sum = new RunningSum();
        sums[group] = sum;
      }
      sum.add(value);
    }
    const column = (part: (sum: RunningSum) => number): Float64Array =>
      Float64Array.from(sums, (sum) => (sum ? part(sum) : 0));
    return { columns: [column(({ sum }) => sum), column(({ error }) => error), column(({ count }) => count)] };
  }

  merge({ columns: [totals = [], errors = [], counts = []] }: Partial, { groups }: MergeTarget): void {
    for (let i = 0; i < groups.length; i++) {
      const count = Number(counts[i]);
      if (count === 0) continue;
      const group = groups[i] ?? 0;
      let sum = this.#sums[group];
      if (!sum) {
        sum = new RunningSum();
        this.#sums[group] = sum;
      }
      sum.addSum(Number(totals[i]), Number(errors[i]), count);
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

  /** NaN for a group without a number. */
  partial({ rows, groupOf, groups }: Batch, [vector]: readonly Vector[]): Partial {
    const best = new Float64Array(groups).fill(Number.NaN);
    const sign = this.#sign;
    for (let i = 0; vector && i < groupOf.length; i++) {
      const value = scalar(vector.at(rows[i] ?? 0));
      if (typeof value !== 'number') continue;
      const group = groupOf[i] ?? 0;
      const known = best[group] ?? Number.NaN;
      if (Number.isNaN(known) || (value - known) * sign > 0) best[group] = value;
    }
    return { columns: [best] };
  }

  merge({ columns: [best = [] as const] }: Partial, { groups }: MergeTarget): void {
    for (let i = 0; i < groups.length; i++) {
      const value = Number(best[i]);
      if (Number.isNaN(value)) continue;
      const group = groups[i] ?? 0;
      const known = this.#best[group];
      if (known === undefined || (value - known) * this.#sign > 0) this.#best[group] = value;
    }
  }

  result(group: number): RowValue {
    return this.#best[group] ?? null;
  }
}

/** Within a segment, a value is taken for a group once per code. */
class CountDistinct implements Kernel {
  readonly #values: (Set<LoggedValue> | undefined)[] = [];

  partial({ rows, groupOf }: Batch, [vector]: readonly Vector[]): Partial {
    const groups = new Uint32Array(groupOf.length);
    const values: Value[] = [];
    const seen = new PairTable();
    for (let i = 0; vector && i < groupOf.length; i++) {
      const group = groupOf[i] ?? 0;
      const code = vector.code(rows[i] ?? 0);
      if (vector.codes) {
        const before = seen.count;
        if (seen.id(group, code) < before) continue;
      }
      const value = scalar(vector.value(code));
      if (value === null) continue;
      groups[values.length] = group;
      // Values are the same when they look the same.
      values.push(toText(value));
    }
    return { groupOf: groups.subarray(0, values.length), columns: [values] };
  }

  merge({ groupOf = NONE, columns: [values = []] }: Partial, { groups }: MergeTarget): void {
    for (let i = 0; i < groupOf.length; i++) {
      const group = groups[groupOf[i] ?? 0] ?? 0;
      let known = this.#values[group];
      if (!known) {
        known = new Set();
        this.#values[group] = known;
      }
      known.add(values[i] ?? null);
    }
  }

  result(group: number): RowValue {
    return this.#values[group]?.size ?? null;
  }
}

const NONE = new Uint32Array(0);

/** Any other aggregate, by its definition: the values of each row are handed on as they are. */
class Accumulators implements Kernel {
  readonly #definition: AggregateFunction;
  readonly #states: (Accumulator | undefined)[] = [];

  constructor(definition: AggregateFunction) {
    this.#definition = definition;
  }

  partial(batch: Batch, args: readonly Vector[]): Partial {
    const { picks } = this.#definition;
    const logged = (value: ScanValue): LoggedValue => (picks && typeof value === 'bigint' ? value : scalar(value));
    const groupOf = new Uint32Array(batch.rows.length);
    const rows = new Uint32Array(batch.rows.length);
    const constants = args.map((vector) => vector.codes !== undefined && vector.size === 1);
    const columns = args.map((vector, a): LoggedValue[] => (constants[a] ? [logged(vector.value(0))] : []));
    if (columns.some((column, a) => constants[a] && column[0] === null)) {
      return { groupOf: NONE, rows: NONE, columns };
    }
    let count = 0;
    for (let i = 0; i < batch.rows.length; i++) {
      const row = batch.rows[i] ?? 0;
      let missing = false;
      for (let a = 0; a < args.length; a++) {
        if (constants[a]) continue;
        const value = logged(args[a]?.at(row) ?? null);
        const column = columns[a];
        // What a row with a missing value has left is overwritten by the next one.
        if (column) column[count] = value;
        missing ||= value === null;
      }
      if (missing) continue;
      groupOf[count] = batch.groupOf[i] ?? 0;
      rows[count++] = row;
    }
    return { groupOf: groupOf.subarray(0, count), rows: rows.subarray(0, count), columns };
  }

  merge({ groupOf = NONE, rows = NONE, columns }: Partial, { groups, positions }: MergeTarget): void {
    const values: LoggedValue[] = columns.map((column) => column[0] ?? null);
    const varying = columns.flatMap((column, index) => (column.length > 1 ? [{ column, index }] : []));
    for (let i = 0; i < groupOf.length; i++) {
      for (const { column, index } of varying) values[index] = column[i] ?? null;
      if (positions) values[columns.length] = positions[rows[i] ?? 0] ?? 0;
      this.#state(groups[groupOf[i] ?? 0] ?? 0).step(...values);
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
