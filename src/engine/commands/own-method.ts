/** Commands whose method AWS does not publish: TrailQL has its own, which its documentation describes. */
import type { Span } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';

/** @param unpublished what of the command is not public, as a clause */
export function warnOfOwnMethod(analysis: Analysis, span: Span, command: string, unpublished: string): void {
  analysis.report(
    'service-differs',
    span,
    `AWS does not publish ${unpublished}: the rows of ${command} may differ from CloudWatch's`,
    `The method of TrailQL is described on the page of ${command}.`,
  );
}
