/** `addtotals col=true`: a last row with the sums of the columns (language specification, sections 3.21 and 10.38). */

import type { RowValue } from '../functions/definition.ts';
import { finiteOrNull, toNumber } from '../values/number.ts';
import { RunningSum } from '../values/running-sum.ts';
import { scalarOf } from '../values/scalar.ts';
import type { Operator, OutputRow } from './operator.ts';

export interface AddtotalsSpec {
  readonly name: 'addtotals';
  /** Whether the last row has a sum in each column, in the order of the inputs. */
  readonly summed: readonly boolean[];
  /** The columns that may say `Total`, by position: the first of them without a sum does. */
  readonly labels: readonly number[];
}

/**
 * Inputs and values: the columns, unconverted. The rows stay as they are. The last row has in each summed column the sum of the numbers there,
 * texts that are numbers included, and null in a column without any; one column may say `Total`. Without rows there is no such row.
 */
export function createAddtotals(spec: AddtotalsSpec): Operator {
  const rows: (readonly RowValue[])[] = [];
  const sums = spec.summed.map(() => new RunningSum());
  const numeric = new Set<number>();
  return {
    add(inputs) {
      rows.push(inputs);
      for (const [column, sum] of sums.entries()) {
        const x = toNumber(scalarOf(inputs[column] ?? null));
        if (x === null) continue;
        sum.add(x);
        numeric.add(column);
      }
    },
    *finish(): Iterable<OutputRow> {
      for (const [source, values] of rows.entries()) yield { source, values };
      if (rows.length === 0) return;
      const label = spec.labels.find((column) => !(spec.summed[column] && numeric.has(column)));
      const values = sums.map((sum, column) => {
        if (column === label) return 'Total';
        return spec.summed[column] && numeric.has(column) ? finiteOrNull(sum.total()) : null;
      });
      yield { source: undefined, values };
    },
  };
}
