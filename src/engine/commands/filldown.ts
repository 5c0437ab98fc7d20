/** `filldown`: missing values take the last one above them (specification 3.22). */
import type { FilldownStage, NamePattern } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { resolveName } from '../analyze/names.ts';
import type { PlanExpression } from '../plan.ts';
import { newColumn, replaceColumn } from './columns.ts';

export function analyzeFilldown(analysis: Analysis, { patterns, span }: FilldownStage): void {
  const all: NamePattern = { kind: 'namePattern', name: undefined, star: true, span };
  const chosen = new Map<string, PlanExpression>();
  for (const pattern of patterns.length > 0 ? patterns : [all]) {
    for (const [name, expression] of matches(analysis, pattern)) chosen.set(name, expression);
  }
  if (chosen.size === 0) return;
  const columns = [...chosen].map(([name, { type, computed }]) => newColumn(analysis, name, type, computed));
  analysis.stages.push({
    op: 'operator',
    spec: { name: 'filldown' },
    inputs: [...chosen.values()],
    columns,
    rows: 'same',
    subqueries: [],
  });
  for (const column of columns) replaceColumn(analysis, column);
}

/** A name means itself, a pattern all columns that the query shows or has made. */
function matches(analysis: Analysis, { name, star, span }: NamePattern): [string, PlanExpression][] {
  if (name && !star) return [[name.path, resolveName(analysis, name)]];
  const prefix = name?.path ?? '';
  const known = new Map<string, PlanExpression>();
  for (const { name: shown, expression, role } of analysis.shown.columns()) {
    if (role !== 'pointer') known.set(shown, expression);
  }
  for (const [made, { expression }] of analysis.scope.names) known.set(made, expression);
  const found = [...known].filter(([path]) => path.startsWith(prefix));
  if (name && found.length === 0) {
    const hint = 'A pattern finds the columns that the query shows or has made: list them with fields before it.';
    analysis.reject('wrong-arguments', span, `no column begins with ${prefix}`, hint);
  }
  return found;
}
