/** Items with an optional alias, which `fields`, `display` and `stats` share: how they are named and defined. */
import type { Expression, Item, Name, Span } from '../../parser/ast.ts';
import { type Analysis, messageRange } from '../analyze/analysis.ts';
import { literal } from '../analyze/convert.ts';
import { plainMode, resolveExpression } from '../analyze/expression.ts';
import type { ExtendNode, NewColumn, OutputColumn, PlanExpression } from '../plan.ts';
import { isPointer } from './columns.ts';

/** The column name of an item: its alias, the plain name without backticks, else its text as written (specification 3.0.2). */
export function columnName(analysis: Analysis, item: Item): string {
  if (item.alias) return item.alias.path;
  const text = analysis.source(item.span);
  return item.expression.kind === 'field' && !text.startsWith('(') ? item.expression.name.path : text;
}

/**
 * Reports an alias that an earlier command has made already (specification 3.0.3). Returns whether it may be defined.
 * @param ofField what the service may do with the name of a field
 */
export function mayDefine(
  analysis: Analysis,
  alias: Name,
  span: Span,
  ofField = 'CloudWatch may leave the column of this alias blank',
): boolean {
  if (analysis.scope.names.get(alias.path)?.ephemeral || isPointer(analysis, alias.path)) {
    analysis.report(
      'redefined-name',
      span,
      `Ephemeral field is already defined: ${alias.path} ${messageRange(span)}`,
      'Choose another name after as.',
    );
    return false;
  }
  if (analysis.scope.events && analysis.catalog?.has(alias.path)) {
    analysis.report(
      'alias-of-field',
      alias.span,
      `The events have a field ${alias.path}; ${ofField}`,
      'Choose a name that no field has.',
    );
  }
  return true;
}

/** Resolves the items of `fields` or `display`, defines their names, and passes each on as an output column. */
export function defineItems(analysis: Analysis, items: readonly Item[], show: (column: OutputColumn) => void): void {
  const columns: NewColumn[] = [];
  for (const item of items) {
    const expression = resolveExpression(analysis, item.expression, plainMode(analysis));
    const name = columnName(analysis, item);
    if (isPlainName(item.expression) && !item.alias) {
      const known = analysis.scope.names.get(name);
      show({ name, expression, role: roleOf(expression, known?.role), ...(known?.bin && { bin: known.bin }) });
      continue;
    }
    if (item.alias && !mayDefine(analysis, item.alias, item.span)) continue;
    const defined = defineColumn(analysis, columns, name, expression);
    analysis.scope.names.set(name, { expression: defined, ephemeral: item.alias !== undefined, role: 'field' });
    show({ name, expression: defined, role: 'field' });
  }
  if (columns.length > 0) analysis.stages.push({ op: 'extend', columns } satisfies ExtendNode);
}

function isPlainName(expression: Expression): boolean {
  return expression.kind === 'field';
}

function roleOf(expression: PlanExpression, known: OutputColumn['role'] | undefined): OutputColumn['role'] {
  if (expression.kind === 'field' && expression.path === '@ptr') return 'pointer';
  return known ?? 'field';
}

/** Gives an expression a column; one that already is a field, a column or a literal needs none. */
export function defineColumn(
  analysis: Analysis,
  columns: NewColumn[],
  name: string,
  expression: PlanExpression,
): PlanExpression {
  if (expression.kind === 'field' || expression.kind === 'column') return expression;
  if (expression.kind === 'literal') return literal(expression.value, expression.type);
  const id = analysis.newColumnId();
  columns.push({ id, name, expression });
  return { kind: 'column', id, name, type: expression.type, computed: expression.computed };
}
