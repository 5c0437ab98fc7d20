/** Feeds rows to an operator. */
import type { RowValue } from '../../../src/engine/functions/definition.ts';
import type { Operator, OperatorContext, OutputRow } from '../../../src/engine/operators/operator.ts';

export function run(operator: Operator, rows: readonly (readonly RowValue[])[]): readonly OutputRow[] {
  for (const row of rows) operator.add(row);
  return [...operator.finish()];
}

/** The values of the rows that come out. */
export function valuesOf(operator: Operator, rows: readonly (readonly RowValue[])[]): readonly (readonly RowValue[])[] {
  return run(operator, rows).map(({ values }) => values);
}

export function context(
  range: { readonly start?: number; readonly end?: number } = {},
  ...subqueries: OperatorContext['subqueries']
): OperatorContext {
  return { now: 0, start: range.start ?? 0, end: range.end ?? 0, subqueries, columns: 0 };
}
