/** `appendcols`: the columns of two pipelines side by side, row by row (language specification, section 3.20). */
import type { RowValue } from '../functions/definition.ts';
import type { Operator, OperatorContext, OutputRow } from './operator.ts';

export interface AppendcolsSpec {
  readonly name: 'appendcols';
  /** The columns of the subquery that are taken, by position. */
  readonly taken: readonly number[];
  /** Rows of the subquery beyond this number are left out. */
  readonly max: number;
}

/**
 * No inputs. Values: the columns taken from the row of the subquery with the same position, null where it has fewer rows. Where it has
 * more, rows are added that have these columns only.
 */
export function createAppendcols({ taken, max }: AppendcolsSpec, { subqueries }: OperatorContext): Operator {
  const right = (subqueries[0] ?? []).slice(0, max);
  const valuesAt = (position: number): RowValue[] => taken.map((column) => right[position]?.[column] ?? null);
  let count = 0;
  return {
    add() {
      count++;
    },
    *finish(): Iterable<OutputRow> {
      const rows = Math.max(count, right.length);
      for (let i = 0; i < rows; i++) yield { source: i < count ? i : undefined, values: valuesAt(i) };
    },
  };
}
