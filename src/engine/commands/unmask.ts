/** `unmask`: shows protected content (specification 3.16). Nothing is masked in an archive, so it changes nothing. */
import type { UnmaskStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { resolveName } from '../analyze/names.ts';

export function analyzeUnmask(analysis: Analysis, { names }: UnmaskStage): void {
  for (const name of names) resolveName(analysis, name);
}
