/** `dedup`: the first row of each combination; rows with a missing key all stay; only `limit` may follow (specification 3.8). */
import type { DedupStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { resolveName } from '../analyze/names.ts';
import { asKey } from './scalars.ts';

export function analyzeDedup(analysis: Analysis, stage: DedupStage): void {
  const keys = stage.keys.map((name) => asKey(analysis, resolveName(analysis, name), name.span, 'dedup'));
  analysis.stages.push({ op: 'dedup', keys });
}
