/** Where maps and lists cannot be: keys of sort, dedup and stats, and what commands group or compare by (specification 4.5). */
import type { Span } from '../../parser/ast.ts';
import { type Analysis, REFUSED } from '../analyze/analysis.ts';
import { asScalar, isStructure } from '../analyze/convert.ts';
import type { PlanExpression } from '../plan.ts';

/** The value as one that can be compared and grouped; a map or list is reported, and null where only the run can tell. */
export function asKey(analysis: Analysis, expression: PlanExpression, span: Span, command: string): PlanExpression {
  if (!isStructure(expression.type)) return asScalar(expression);
  analysis.reject(
    'structure-not-allowed',
    span,
    `${analysis.source(span)} is a map or a list, which ${command} cannot use`,
    'Take a member of it, or its text with jsonStringify(…).',
  );
  return REFUSED;
}
