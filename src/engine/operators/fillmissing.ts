/** `fillmissing`: a row for every bin that has none (language specification, section 3.22). */
import type { PeriodUnit } from '../../parser/ast.ts';
import type { RowValue, Value } from '../functions/definition.ts';
import { ceilTo, floorTo } from '../values/period.ts';
import { scalarOf } from '../values/scalar.ts';
import type { Operator, OperatorContext, OutputRow } from './operator.ts';
import { OperatorLimit } from './operator-limit.ts';

export interface FillmissingSpec {
  readonly name: 'fillmissing';
  /** The period of `bin`, and its `offset` in milliseconds. */
  readonly period: { readonly count: number; readonly unit: PeriodUnit };
  readonly offsetMs: number;
  /** How many other group keys there are. */
  readonly keys: number;
  /** What new rows have in each of the other columns: the constant of `with`, or null. */
  readonly fills: readonly Value[];
}

/** More rows than this are certainly not what was meant: one-second bins over twelve days. */
const MAX_ROWS = 1_000_000;

interface Row {
  readonly source: number;
  readonly values: readonly RowValue[];
}

/** The rows of one combination of keys, by bin. */
interface Series {
  readonly keys: readonly RowValue[];
  readonly bins: Map<number, Row[]>;
}

/**
 * Inputs and values: the bin (epoch milliseconds), the other group keys, and every other column, in one order for both. Rows that exist
 * keep all they have; a new row has its bin, its keys and the fills.
 *
 * Bins run from the one that holds the start of the query's time range to the one that holds its end, and include all that some row has.
 * Each combination of keys that occurs gets a row for every bin; without other keys there is one combination, also when there are no rows at all.
 * A null key is a key like others.
 *
 * Rows come out newest bin first, as `stats` by `bin` gives them, or oldest first when the rows came in with rising bins. Within
 * a bin, combinations stand in the order of their first appearance. Rows without a bin, whose events had no time, come last.
 *
 * Throws OperatorLimit when there would be more than 1,000,000 rows.
 */
export function createFillmissing(spec: FillmissingSpec, context: OperatorContext): Operator {
  const series = new Map<string, Series>();
  if (spec.keys === 0) series.set('[]', { keys: [], bins: new Map() });
  const timeless: Row[] = [];
  let count = 0;
  let previous: number | undefined;
  let rises = 0;
  let falls = 0;

  return {
    add(inputs) {
      const row = { source: count++, values: inputs };
      const keys = inputs.slice(1, 1 + spec.keys);
      const id = JSON.stringify(keys.map(scalarOf));
      const own: Series = series.get(id) ?? { keys, bins: new Map() };
      series.set(id, own);
      const bin = inputs[0];
      if (typeof bin !== 'number') {
        timeless.push(row);
        return;
      }
      const rows = own.bins.get(bin);
      if (rows) rows.push(row);
      else own.bins.set(bin, [row]);
      if (previous !== undefined && bin > previous) rises++;
      if (previous !== undefined && bin < previous) falls++;
      previous = bin;
    },
    finish() {
      const bins = new Set(binsOf(spec, context, Math.floor(MAX_ROWS / Math.max(series.size, 1))));
      // Some row may have a bin outside the range: it is a bin like others then.
      for (const { bins: own } of series.values()) for (const bin of own.keys()) bins.add(bin);
      if (bins.size * series.size > MAX_ROWS) throw tooManyRows();
      const oldestFirst = rises > 0 && falls === 0;
      const order = Float64Array.from(bins).sort();
      return emit(oldestFirst ? order : order.reverse(), [...series.values()], timeless, spec.fills);
    },
  };
}

function* emit(
  bins: Float64Array,
  series: readonly Series[],
  timeless: readonly Row[],
  fills: readonly Value[],
): Iterable<OutputRow> {
  for (const bin of bins) {
    for (const { keys, bins: own } of series) {
      const rows = own.get(bin);
      if (rows) yield* rows;
      else yield { source: undefined, values: [bin, ...keys, ...fills] };
    }
  }
  yield* timeless;
}

/** The bins of the query's time range. */
function* binsOf(spec: FillmissingSpec, context: OperatorContext, limit: number): Iterable<number> {
  const { period, offsetMs } = spec;
  const end = context.end - offsetMs;
  let bin = floorTo(context.start - offsetMs, period.count, period.unit);
  for (let made = 0; bin <= end; made++) {
    if (made >= limit) throw tooManyRows();
    yield bin + offsetMs;
    bin = ceilTo(bin + 1, period.count, period.unit);
  }
}

function tooManyRows(): OperatorLimit {
  return new OperatorLimit('fillmissing would make more than 1,000,000 rows');
}
