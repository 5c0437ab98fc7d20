/** `logcompare`: the rows of two time windows below each other (language specification, section 3.28). */
import type { RowValue } from '../functions/definition.ts';
import type { Operator, OperatorContext, OutputRow } from './operator.ts';

export interface LogcompareSpec {
  readonly name: 'logcompare';
}

/**
 * Inputs: the columns of the query so far. The subquery has the same columns for the window before. Values: `current` or `baseline`,
 * then the columns; first the rows of the current window.
 */
export function createLogcompare(_spec: LogcompareSpec, { subqueries }: OperatorContext): Operator {
  const current: (readonly RowValue[])[] = [];
  return {
    add(inputs) {
      current.push(inputs);
    },
    *finish(): Iterable<OutputRow> {
      for (const row of current) yield { source: undefined, values: ['current', ...row] };
      for (const row of subqueries[0] ?? []) yield { source: undefined, values: ['baseline', ...row] };
    },
  };
}
