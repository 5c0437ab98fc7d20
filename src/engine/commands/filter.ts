/** `filter`, `where` and `filterIndex`: keep the rows whose condition is true (specification 3.3 and 3.4). */
import type { Expression, FilterStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { asCondition } from '../analyze/convert.ts';
import { plainMode, resolveExpression } from '../analyze/expression.ts';

export function analyzeFilter(analysis: Analysis, stage: FilterStage): void {
  if (stage.command === 'filterIndex' && !isIndexable(stage.condition)) {
    analysis.report(
      'filter-index-form',
      stage.condition.span,
      'CloudWatch allows only field = value and field in […] in filterIndex',
      'Use filter.',
    );
  }
  const condition = asCondition(resolveExpression(analysis, stage.condition, plainMode(analysis)));
  analysis.stages.push({ op: 'filter', condition, countsMatches: false });
}

function isIndexable(condition: Expression): boolean {
  if (condition.kind === 'comparison') return condition.operator === '=' && condition.left.kind === 'field';
  return condition.kind === 'in' && !condition.negated && condition.value.kind === 'field';
}
