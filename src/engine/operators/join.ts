/** `join`: the rows of two pipelines that have the same key (language specification, section 3.19). */
import type { RowValue } from '../functions/definition.ts';
import type { Operator, OperatorContext, OutputRow } from './operator.ts';
import { OperatorLimit } from './operator-limit.ts';

export interface JoinSpec {
  readonly name: 'join';
  readonly type: 'inner' | 'left';
}

/** Language specification, section 7. */
const MAX_RIGHT_KEYS = 50_000;

/** Rows beyond this number fit no memory: each of many rows has matched each of many. */
const MAX_ROWS = 5_000_000;

/**
 * Inputs: the key of the left side. Values: the columns of the right side; null in the rows of a left join that nothing matches. The
 * rows of the subquery are those of the right side: the key, then the columns.
 *
 * Keys are texts, as shown, and a null key matches nothing. A left row that several right rows match comes out once for each, in the
 * order of the right side.
 *
 * Throws OperatorLimit for more than 50,000 different right keys, and for more than 5,000,000 rows.
 */
export function createJoin(spec: JoinSpec, { subqueries, columns: width }: OperatorContext): Operator {
  const right = new Map<RowValue, (readonly RowValue[])[]>();
  for (const [key = null, ...columns] of subqueries[0] ?? []) {
    if (key === null) continue;
    const rows = right.get(key);
    if (rows) rows.push(columns);
    else right.set(key, [columns]);
  }
  if (right.size > MAX_RIGHT_KEYS)
    throw new OperatorLimit(`the right side of join has ${right.size} different keys, more than ${MAX_RIGHT_KEYS}`);
  const unmatched: RowValue[] = Array.from({ length: width }, () => null);
  const rows: OutputRow[] = [];
  let source = 0;
  return {
    add([key = null]) {
      const matches = key === null ? undefined : right.get(key);
      for (const values of matches ?? (spec.type === 'left' ? [unmatched] : [])) rows.push({ source, values });
      if (rows.length > MAX_ROWS) throw new OperatorLimit('join would make more than 5,000,000 rows');
      source++;
    },
    finish: () => rows,
  };
}
