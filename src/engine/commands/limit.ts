/** `limit`, `limit any`, `head` and `tail`: the first or last rows of the current order (specification 3.7). */
import type { LimitStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';

/** Rows without a limit, and the largest limit (specification, section 7). */
export const DEFAULT_LIMIT = 10_000;
const MAX_LIMIT = 100_000;

export function analyzeLimit(analysis: Analysis, stage: LimitStage): void {
  const { value, span } = stage.count;
  if (!/^\d+$/.test(analysis.source(span)) || value < 1 || value > MAX_LIMIT) {
    analysis.reject(
      'limit-range',
      span,
      `${stage.command} needs a whole number from 1 to 100000, not ${analysis.source(span)}`,
    );
    return;
  }
  if (!analysis.afterLastStats) {
    analysis.reject(
      'stage-order',
      stage.span,
      `${stage.command} must come after the last stats`,
      'Move it to the end of the query.',
    );
    return;
  }
  analysis.stages.push({ op: 'limit', count: value, from: stage.command === 'tail' ? 'end' : 'start' });
}
