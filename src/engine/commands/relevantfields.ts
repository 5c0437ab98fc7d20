/** `relevantfields`: which fields tell the rows that meet a condition from the others (specification 3.15). */
import type { RelevantFieldsStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { asCondition, asScalar } from '../analyze/convert.ts';
import { plainMode, resolveExpression } from '../analyze/expression.ts';
import { resolveName } from '../analyze/names.ts';
import type { PlanExpression } from '../plan.ts';
import { newColumn } from './columns.ts';
import { warnOfOwnMethod } from './own-method.ts';

const COLUMNS = [
  '@fieldName',
  '@relevanceScore',
  '@topRelevanceContributors',
  '@conditionalMedian',
  '@baselineMedian',
] as const;

/** So many fields are looked at when none are named: those that most events have. */
const MOST_FIELDS = 200;

export function analyzeRelevantFields(analysis: Analysis, { names, condition, keyword }: RelevantFieldsStage): void {
  warnOfOwnMethod(analysis, keyword, 'relevantfields', 'how fields are scored');
  const chosen = new Map<string, PlanExpression>();
  for (const name of names) {
    if (analysis.scope.events && analysis.scope.names.has(name.path)) {
      // The service compiles no such query for what parse has made.
      analysis.report(
        'extracted-field',
        name.span,
        'Query cannot be compiled: relevantfields takes fields of the events only',
      );
      continue;
    }
    chosen.set(name.path, asScalar(resolveName(analysis, name)));
  }
  if (names.length === 0) for (const [path, expression] of commonFields(analysis)) chosen.set(path, expression);
  const meets = asCondition(resolveExpression(analysis, condition, plainMode(analysis)));
  const columns = COLUMNS.map((name) => newColumn(analysis, name, 'string'));
  analysis.stages.push({
    op: 'operator',
    spec: { name: 'relevantfields', fields: [...chosen.keys()] },
    inputs: [meets, ...chosen.values()],
    columns,
    rows: 'new',
    subqueries: [],
  });
  analysis.replaceRows(columns.map((column) => ({ ...column, role: 'aggregate' })));
}

function commonFields({ catalog }: Analysis): [string, PlanExpression][] {
  return (catalog?.commonPaths(MOST_FIELDS) ?? []).map((path) => [
    path,
    { kind: 'field', path, type: 'any', computed: false },
  ]);
}
