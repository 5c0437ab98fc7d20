/** `filldown`: missing values take the last value above them (language specification, section 3.22). */

import type { RowValue } from '../functions/definition.ts';
import type { Operator, OutputRow } from './operator.ts';

export interface FilldownSpec {
  readonly name: 'filldown';
}

/**
 * Inputs: the columns to fill. Values: the same columns; null becomes the last value of that column in an earlier row, and stays null
 * where there is none. An empty text is a value.
 */
export function createFilldown(_spec: FilldownSpec): Operator {
  const rows: (readonly RowValue[])[] = [];
  let above: readonly RowValue[] = [];
  return {
    add(inputs) {
      above = inputs.map((value, column) => value ?? above[column] ?? null);
      rows.push(above);
    },
    *finish(): Iterable<OutputRow> {
      for (const [source, values] of rows.entries()) yield { source, values };
    },
  };
}
