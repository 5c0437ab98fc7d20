/** `outlier`: numbers far from the middle half of their column (language specification, section 3.25). */

import type { RowValue } from '../functions/definition.ts';
import { toNumber } from '../values/number.ts';
import { scalarOf } from '../values/scalar.ts';
import type { Operator, OutputRow } from './operator.ts';

export interface OutlierSpec {
  readonly name: 'outlier';
  /** `transform` moves outliers to the bound, `remove` drops their rows. */
  readonly action: 'transform' | 'remove';
  /** How many interquartile ranges a bound lies beyond its quartile. */
  readonly param: number;
  /** Whether there is a lower bound. */
  readonly uselower: boolean;
  /** Whether each field gets a column that is 1 for outliers and 0 for others. */
  readonly mark: boolean;
  /** How many fields there are. */
  readonly fields: number;
}

interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Inputs: the fields, unconverted. Values: the fields, then, with `mark`, a mark for each.
 *
 * The bounds of a field are `Q3 + param · IQR` and, with `uselower`, `Q1 - param · IQR`, over its numbers in all rows; the quartiles are
 * found by linear interpolation between neighbours. A number beyond a bound is an outlier. With `transform` it becomes the bound;
 * with `remove` a row with an outlier in any field is dropped. Whatever is no number (null, a text such as `-`) counts for nothing and stays
 * as it is, with the mark 0, as do numbers that are no outliers.
 */
export function createOutlier(spec: OutlierSpec): Operator {
  const rows: (readonly RowValue[])[] = [];
  return {
    add(inputs) {
      rows.push(inputs);
    },
    *finish(): Iterable<OutputRow> {
      const bounds = Array.from({ length: spec.fields }, (_, field) => boundsOf(spec, column(rows, field)));
      for (const [source, row] of rows.entries()) {
        const clamped = bounds.map((bound, field) => clamp(row[field] ?? null, bound));
        const outlies = clamped.map((value) => value !== undefined);
        if (spec.action === 'remove' && outlies.includes(true)) continue;
        const values = clamped.map((value, field) => value ?? row[field] ?? null);
        yield { source, values: spec.mark ? [...values, ...outlies.map(Number)] : values };
      }
    },
  };
}

/** The bound that takes the place of an outlier; undefined for anything else. */
function clamp(value: RowValue, { lower, upper }: Bounds): number | undefined {
  const x = numberOf(value);
  if (x === null) return undefined;
  if (x > upper) return upper;
  return x < lower ? lower : undefined;
}

function numberOf(value: RowValue): number | null {
  return toNumber(scalarOf(value));
}

function column(rows: readonly (readonly RowValue[])[], field: number): Float64Array {
  const numbers = rows.map((row) => numberOf(row[field] ?? null)).filter((x) => x !== null);
  return Float64Array.from(numbers).sort();
}

function boundsOf(spec: OutlierSpec, sorted: Float64Array): Bounds {
  const low = quantile(sorted, 0.25);
  const high = quantile(sorted, 0.75);
  const reach = spec.param * (high - low);
  // Without numbers, or with quartiles too far apart to subtract, nothing is an outlier.
  if (!Number.isFinite(reach)) return { lower: -Infinity, upper: Infinity };
  return { lower: spec.uselower ? low - reach : -Infinity, upper: high + reach };
}

/** NaN of no numbers. */
function quantile(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const before = sorted[Math.floor(place)] ?? Number.NaN;
  const after = sorted[Math.ceil(place)] ?? Number.NaN;
  return before + (after - before) * (place - Math.floor(place));
}
