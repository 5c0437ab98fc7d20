/** `unnest`: a row for each element of a list (specification 3.10). */
import type { UnnestStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { plainMode, resolveExpression } from '../analyze/expression.ts';
import { newColumn } from './columns.ts';
import { mayDefine } from './items.ts';

export function analyzeUnnest(analysis: Analysis, { list, alias, span }: UnnestStage): void {
  const expression = resolveExpression(analysis, list, plainMode(analysis));
  if (!mayDefine(analysis, alias, span)) return;
  const column = newColumn(analysis, alias.path, 'dynamic');
  analysis.stages.push({ op: 'unnest', list: expression, column, mode: 'unnest' });
  analysis.define({ ...column, role: 'field' });
}
