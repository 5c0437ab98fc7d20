/** `estimate`: how much the query would read, without running it (specification 3.28). */
import type { EstimateStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';

export function analyzeEstimate(analysis: Analysis, { keyword }: EstimateStage): void {
  if (analysis.nested) {
    analysis.reject('stage-order', keyword, 'a query in parentheses cannot have estimate');
    return;
  }
  analysis.estimate = true;
}
