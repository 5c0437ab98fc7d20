/** `fields`: names columns to show and defines new ones; it takes nothing out of scope (specification 3.1). */
import type { FieldsStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { defineItems } from './items.ts';

export function analyzeFields(analysis: Analysis, stage: FieldsStage): void {
  warnOfRelisting(analysis, stage);
  defineItems(analysis, stage.items, (column) => analysis.shown.add(column));
}

/** On CloudWatch a plain name in `fields` is a definition, so a name that the query made before clashes with it. */
function warnOfRelisting(analysis: Analysis, stage: FieldsStage): void {
  if (!analysis.scope.events) return;
  for (const { expression, alias } of stage.items) {
    if (alias || expression.kind !== 'field') continue;
    const { path } = expression.name;
    if (!analysis.scope.names.get(path)?.ephemeral) continue;
    analysis.report(
      'relisted-name',
      expression.span,
      `CloudWatch refuses fields with ${path}, which an earlier command has defined`,
      'Use display to choose the columns.',
    );
  }
}
