/** Columns that commands make besides the items of `fields` and `stats`. */
import type { Name, Span } from '../../parser/ast.ts';
import { type Analysis, messageRange } from '../analyze/analysis.ts';
import type { ValueType } from '../functions/definition.ts';
import type { NewColumn, PlanExpression } from '../plan.ts';

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

/** Gives names that stand for a literal a column of their own: rows that a command is about to add do not have its value. */
export function storeLiterals(analysis: Analysis): void {
  const columns: NewColumn[] = [];
  for (const [name, { expression }] of analysis.scope.names) {
    if (expression.kind !== 'literal') continue;
    const column = newColumn(analysis, name, expression.type, expression.computed);
    columns.push({ ...column, expression });
    replaceColumn(analysis, column);
  }
  if (columns.length > 0) analysis.stages.push({ op: 'extend', columns });
}

/** Makes a column take the place that its name had: its role and its period stay. */
export function replaceColumn(analysis: Analysis, { name, expression }: MadeColumn): void {
  const known = analysis.scope.names.get(name);
  const role = known?.role ?? 'field';
  analysis.define({ name, expression, role, ...(known?.bin && { bin: known.bin }) }, known?.ephemeral ?? true);
}

/** Every event has it, and it is shown by itself. */
export function isPointer({ scope }: Analysis, path: string): boolean {
  return scope.events && path === '@ptr';
}

/**
 * Reports a name that a command makes by itself, without `as`, and that exists already. Returns whether it may be made.
 * @param hint how to give it another name
 */
export function mayMake(
  analysis: Analysis,
  path: string,
  span: Span,
  hint = 'Give the column another name with as.',
): boolean {
  if (!analysis.scope.names.has(path) && !isPointer(analysis, path)) return true;
  const message = `Ephemeral field is already defined: ${path} ${messageRange(span)}`;
  analysis.report('redefined-name', span, message, hint);
  return false;
}

/** A name as the parser would make it, for names that the query does not write. */
export function nameOf(path: string, span: Span): Name {
  return { kind: 'name', path, quoting: 'none', span };
}
