/**
 * Aggregates over the rows of a scan: what the rows of each segment come to by themselves, in any thread, and for each group a state that
 * is put together from that, one segment after the other.
 */
import type { ColumnNumbers } from '../../store/field-values.ts';
import { grownFloat64 } from '../../store/typed-arrays.ts';
import { isNumeric } from '../analyze/convert.ts';
import type { Accumulator, AggregateFunction, LoggedValue, RowValue } from '../functions/definition.ts';
import { findFunction } from '../functions/registry.ts';
import type { AggregateNode } from '../plan.ts';
import { RunningSums } from '../values/running-sum.ts';
import { CountDistinct } from './count-distinct.ts';
import { type ScanValue, scalar } from './evaluate.ts';
import type { Vector, VectorCodes } from './vector.ts';

/** The selected rows of a segment and the group of each, among the groups of the segment. */
export interface Batch {
  readonly rows: Uint32Array;
  readonly groupOf: VectorCodes;
  /** How many groups there are. Some may have no rows. */
  readonly groups: number;
  /** The rows of each group, where they are counted already. */
  readonly counts?: Uint32Array | undefined;
}

/** What the rows of a segment come to: plain data that goes between threads. */
export interface Partial {
  /** The group of each entry; undefined when entry n is that of group n. */
  readonly groupOf?: Uint32Array;
  /** The row of each entry, where its position matters. */
  readonly rows?: Uint32Array;
  /** A column with one value has it for all entries. */
  readonly columns: readonly (Float64Array | Uint32Array | readonly LoggedValue[])[];
  /** Tells apart the values that the first column has codes of; within the thread of the query only. */
  readonly numbers?: ColumnNumbers;
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
  /** Adds rows whose groups are those of all segments; undefined for what has to go by way of partials. */
  adder?(args: readonly Vector[]): ((batch: Batch) => void) | undefined;
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
      return new Sums((sums, group) => sums.total(group));
    case 'avg':
      return new Sums((sums, group) => sums.total(group) / (sums.counts[group] ?? 1));
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
  #counts = new Float64Array(FIRST_GROUPS);

  partial({ rows, groupOf, groups, counts: known }: Batch, [vector]: readonly Vector[]): Partial {
    if (!vector && known) return { columns: [known.slice()] };
    if (!vector && groups === 1) return { columns: [Uint32Array.of(groupOf.length)] };
    const counts = new Uint32Array(groups);
    countInto(counts, { rows, groupOf }, vector);
    return { columns: [counts] };
  }

  adder([vector]: readonly Vector[]): (batch: Batch) => void {
    return ({ rows, groupOf, groups }) => {
      if (groups > this.#counts.length) this.#counts = grownFloat64(this.#counts, groups);
      countInto(this.#counts, { rows, groupOf }, vector);
    };
  }

  merge({ columns: [counts = [] as const] }: Partial, { groups }: MergeTarget): void {
    for (let i = 0; i < groups.length; i++) {
      const count = Number(counts[i]);
      if (count === 0) continue;
      const group = groups[i] as number;
      if (group >= this.#counts.length) this.#counts = grownFloat64(this.#counts, group + 1);
      this.#counts[group] = (this.#counts[group] as number) + count;
    }
  }

  /** Null for a group in which no row counted. */
  result(group: number): RowValue {
    return this.#counts[group] || null;
  }
}

function countInto(
  counts: Uint32Array | Float64Array,
  { rows, groupOf }: Pick<Batch, 'rows' | 'groupOf'>,
  vector: Vector | undefined,
): void {
  if (vector === undefined) countAll(counts, groupOf);
  else countPresent(counts, { rows, groupOf }, vector);
}

function countPresent(
  counts: Uint32Array | Float64Array,
  { rows, groupOf }: Pick<Batch, 'rows' | 'groupOf'>,
  vector: Vector,
): void {
  for (let i = 0; i < groupOf.length; i++) {
    if (vector.lacks(rows[i] as number)) continue;
    const group = groupOf[i] as number;
    counts[group] = (counts[group] as number) + 1;
  }
}

/** A loop of its own, since one that calls nothing is several times as fast. */
function countAll(counts: Uint32Array | Float64Array, groupOf: VectorCodes): void {
  for (let i = 0; i < groupOf.length; i++) {
    const group = (groupOf[i] as number) | 0;
    counts[group] = (counts[group] as number) + 1;
  }
}

/** Memory for the numbers of rows. Large arrays are dear to ask for, again and again. */
let spare = new Float64Array(0);

/** The numbers of rows, in their order; NaN where one has none. They stay there until the next ones are asked for. */
function numbersOf(vector: Vector, rows: Uint32Array): Float64Array {
  const { doubles, codes } = vector;
  if (spare.length < rows.length) spare = new Float64Array(rows.length);
  const numbers = spare.subarray(0, rows.length);
  if (doubles && codes) {
    for (let i = 0; i < rows.length; i++) numbers[i] = doubles[codes[rows[i] as number] as number] as number;
  } else if (doubles) {
    for (let i = 0; i < rows.length; i++) numbers[i] = doubles[rows[i] as number] as number;
  } else if (codes && vector.size <= rows.length) {
    const byCode = new Float64Array(vector.size).fill(UNASKED);
    for (let i = 0; i < rows.length; i++) {
      const code = codes[rows[i] as number] as number;
      if (byCode[code] === UNASKED) byCode[code] = numberOf(vector.value(code));
      numbers[i] = byCode[code] as number;
    }
  } else {
    for (let i = 0; i < rows.length; i++) numbers[i] = numberOf(vector.at(rows[i] as number));
  }
  return numbers;
}

/** Stands for what is not known yet: no value is infinite. */
const UNASKED = Number.POSITIVE_INFINITY;

function numberOf(value: ScanValue): number {
  const plain = scalar(value);
  return typeof plain === 'number' ? plain : Number.NaN;
}

class Sums implements Kernel {
  readonly #sums = new RunningSums(FIRST_GROUPS);
  readonly #finish: (sums: RunningSums, group: number) => number;

  constructor(finish: (sums: RunningSums, group: number) => number) {
    this.#finish = finish;
  }

  partial({ rows, groupOf, groups }: Batch, [vector]: readonly Vector[]): Partial {
    const sums = new RunningSums(groups);
    const numbers = vector ? numbersOf(vector, rows) : NO_NUMBERS;
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i] as number;
      if (!Number.isNaN(number)) sums.add(groupOf[i] as number, number);
    }
    return { columns: [sums.sums, sums.errors, sums.counts] };
  }

  merge({ columns: [totals = [], errors = [], counts = []] }: Partial, { groups }: MergeTarget): void {
    for (let i = 0; i < groups.length; i++) {
      const count = Number(counts[i]);
      if (count === 0) continue;
      const group = groups[i] as number;
      this.#sums.reserve(group);
      this.#sums.addSum(group, Number(totals[i]), Number(errors[i]), count);
    }
  }

  result(group: number): RowValue {
    if (!this.#sums.counts[group]) return null;
    const value = this.#finish(this.#sums, group);
    return Number.isFinite(value) ? value : null;
  }
}

/** The smallest (sign -1) or largest (sign 1) number of each group. */
class Extremes implements Kernel {
  /** NaN for a group without a number. */
  #best = new Float64Array(FIRST_GROUPS).fill(Number.NaN);
  readonly #sign: 1 | -1;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  partial({ rows, groupOf, groups }: Batch, [vector]: readonly Vector[]): Partial {
    const best = new Float64Array(groups).fill(Number.NaN);
    this.#offerRows(best, { rows, groupOf }, vector);
    return { columns: [best] };
  }

  adder([vector]: readonly Vector[]): (batch: Batch) => void {
    return (batch) => {
      if (batch.groups > this.#best.length) this.#grow(batch.groups);
      this.#offerRows(this.#best, batch, vector);
    };
  }

  #offerRows(best: Float64Array, { rows, groupOf }: Pick<Batch, 'rows' | 'groupOf'>, vector: Vector | undefined): void {
    const numbers = vector ? numbersOf(vector, rows) : NO_NUMBERS;
    for (let i = 0; i < numbers.length; i++) this.#offer(best, groupOf[i] as number, numbers[i] as number);
  }

  merge({ columns: [best = [] as const] }: Partial, { groups }: MergeTarget): void {
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number;
      if (group >= this.#best.length) this.#grow(group + 1);
      this.#offer(this.#best, group, Number(best[i]));
    }
  }

  #offer(best: Float64Array, group: number, number: number): void {
    const known = best[group] as number;
    // A comparison with NaN is false.
    if ((number - known) * this.#sign > 0 || Number.isNaN(known)) best[group] = number;
  }

  #grow(needed: number): void {
    const { length } = this.#best;
    this.#best = grownFloat64(this.#best, needed);
    this.#best.fill(Number.NaN, length);
  }

  result(group: number): RowValue {
    const number = this.#best[group] ?? Number.NaN;
    return Number.isNaN(number) ? null : number;
  }
}

const NONE = new Uint32Array(0);
const NO_NUMBERS = new Float64Array(0);
const FIRST_GROUPS = 64;

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
      groupOf[count] = batch.groupOf[i] as number;
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
