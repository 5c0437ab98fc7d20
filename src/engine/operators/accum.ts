/** `accum`: the running sum of a column in the current order of the rows (language specification, section 3.22). */

import { finiteOrNull } from '../values/number.ts';
import { RunningSum } from '../values/running-sum.ts';
import type { Operator, OutputRow } from './operator.ts';

export interface AccumSpec {
  readonly name: 'accum';
}

/**
 * Inputs: the number to add, or null. Values: the sum of this row and all rows before it.
 *
 * Anything but a number adds 0, so that every row has a sum; it is 0 before the first number. A sum beyond the range of numbers is null
 * from there on.
 */
export function createAccum(_spec: AccumSpec): Operator {
  const sum = new RunningSum();
  const sums: (number | null)[] = [];
  return {
    add([value]) {
      if (typeof value === 'number') sum.add(value);
      sums.push(finiteOrNull(sum.total()));
    },
    *finish(): Iterable<OutputRow> {
      for (const [source, total] of sums.entries()) yield { source, values: [total] };
    },
  };
}
