/** Columns that commands make besides the items of `fields` and `stats`. */
import type { Name, Span } from '../../parser/ast.ts';
import { type Analysis, messageRange } from '../analyze/analysis.ts';
import type { ValueType } from '../functions/definition.ts';
import type { PlanExpression } from '../plan.ts';

export interface MadeColumn {
  readonly id: number;
  readonly name: string;
  readonly expression: PlanExpression;
}

/** A column of its own, not yet known by its name. */
export function newColumn(analysis: Analysis, name: string, type: ValueType, computed = false): MadeColumn {
  const id = analysis.newColumnId();
  return { id, name, expression: { kind: 'column', id, name, type, computed } };
}

/** Makes a column take the place that its name had: its role and its period stay. */
export function replaceColumn(analysis: Analysis, { name, expression }: MadeColumn): void {
  const known = analysis.scope.names.get(name);
  const role = known?.role ?? 'field';
  analysis.define({ name, expression, role, ...(known?.bin && { bin: known.bin }) }, known?.ephemeral ?? true);
}

/** Reports a name that a command makes by itself, without `as`, and that exists already. Returns whether it may be made. */
export function mayMake(analysis: Analysis, path: string, span: Span): boolean {
  if (!analysis.scope.names.has(path)) return true;
  analysis.report(
    'redefined-name',
    span,
    `Ephemeral field is already defined: ${path} ${messageRange(span)}`,
    'Give the column another name with as.',
  );
  return false;
}

/** A name as the parser would make it, for names that the query does not write. */
export function nameOf(path: string, span: Span): Name {
  return { kind: 'name', path, quoting: 'none', span };
}
