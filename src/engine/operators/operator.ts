/**
 * Operators: commands whose result depends on many rows at once, and on their order. Their semantics are plain functions over rows,
 * the same in every executor; SQL feeds them and reads what they give.
 */
import type { QueryContext, RowValue } from '../functions/definition.ts';

export interface OutputRow {
  /** The row that this one continues, counted from 0 in the order of `add`: its columns stay. Undefined for a row that is new. */
  readonly source: number | undefined;
  /** The operator's own columns, in the order of the plan. */
  readonly values: readonly RowValue[];
}

export interface Operator {
  /** Takes the next row, in the current order of the rows: the values of the plan's inputs. */
  add(inputs: readonly RowValue[]): void;
  /** The rows that come out, in their order. */
  finish(): Iterable<OutputRow>;
}

export interface OperatorContext extends QueryContext {
  /** The rows of the pipelines in parentheses that the command reads, complete. */
  readonly subqueries: readonly (readonly (readonly RowValue[])[])[];
  /** How many columns the operator makes. */
  readonly columns: number;
}
