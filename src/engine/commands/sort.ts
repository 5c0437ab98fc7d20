/** `sort` and `order`: the order of the rows, natural and stable (specification 3.6). */
import type { Expression, SortKey, SortStage, Span, Stage } from '../../parser/ast.ts';
import { type Diagnostic, unexpectedSymbol } from '../../parser/diagnostics.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { resolveName } from '../analyze/names.ts';
import type { PlanExpression } from '../plan.ts';
import { asKey } from './scalars.ts';

export function analyzeSort(analysis: Analysis, stage: SortStage): void {
  if (!analysis.afterLastStats && !isUsed(analysis, stage)) return;
  const keys = stage.keys.flatMap((key) => {
    const expression = resolveKey(analysis, key);
    if (!expression) return [];
    return [{ expression: asKey(analysis, expression, key.span, 'sort'), descending: key.direction === 'desc' }];
  });
  analysis.stages.push({ op: 'sort', keys });
}

/** Commands between a sort and the stats that make something of the order of rows. */
const ORDER_DEPENDENT: ReadonlySet<Stage['kind']> = new Set(['accum', 'autoregress', 'filldown', 'appendcols']);

/** Reports a sort before the last stats. Returns whether it matters all the same. */
function isUsed(analysis: Analysis, stage: SortStage): boolean {
  if (analysis.statsInAll > 1) {
    analysis.reject(
      'stage-order',
      stage.span,
      'sort must come after the last stats',
      'Move it to the end of the query.',
    );
    return false;
  }
  const { ahead } = analysis;
  const between = ahead.slice(
    0,
    ahead.findIndex(({ kind }) => kind === 'stats'),
  );
  if (between.some(({ kind }) => ORDER_DEPENDENT.has(kind))) {
    analysis.report('sort-before-stats', stage.span, 'CloudWatch may refuse a sort before stats');
    return true;
  }
  for (const key of stage.keys) resolveKey(analysis, key);
  analysis.report(
    'sort-before-stats',
    stage.span,
    'A sort before stats has no effect, and CloudWatch may refuse it',
    'Move it behind the stats, or leave it out.',
  );
  return false;
}

function resolveKey(analysis: Analysis, key: SortKey): PlanExpression | undefined {
  const { expression } = key;
  if (analysis.text.charAt(key.span.start) === '(') {
    analysis.diagnostics.push(notAName(analysis, { start: key.span.start, end: key.span.start + 1 }));
    return undefined;
  }
  if (expression.kind === 'field')
    return timeAfterStats(analysis, expression.name.path) ?? resolveName(analysis, expression.name);
  const name = analysis.source(expression.span);
  const column = analysis.scope.names.get(name);
  if (!column) {
    analysis.diagnostics.push(callAsKey(analysis, expression));
    return undefined;
  }
  analysis.report(
    'sort-by-call',
    expression.span,
    `CloudWatch sorts by names only and refuses ${name}`,
    `Put the column's name between backticks, \`${name}\`, or give it an alias.`,
  );
  return column.expression;
}

/** The service stumbles over the parenthesis that follows a function's name, and over anything else that is no name. */
function callAsKey(analysis: Analysis, expression: Expression): Diagnostic {
  if (expression.kind !== 'call') return notAName(analysis, expression.span);
  const open = analysis.text.indexOf('(', expression.calleeSpan.end);
  return notAName(analysis, { start: open, end: open + 1 });
}

function notAName({ text }: Analysis, span: Span): Diagnostic {
  const hint = 'sort takes names: give the expression an alias in an earlier command and sort by that.';
  return unexpectedSymbol(text, text.slice(span.start, span.end), span, hint);
}

/** After `stats … by bin(…)` a sort by `@timestamp` means the bin, as in a sample of the documentation (specification 3.5). */
function timeAfterStats(analysis: Analysis, path: string): PlanExpression | undefined {
  if (path !== '@timestamp' || analysis.scope.events || analysis.scope.names.has(path)) return undefined;
  const bins = [...analysis.scope.names.values()].filter((definition) => definition.bin);
  return bins.length === 1 ? bins[0]?.expression : undefined;
}
