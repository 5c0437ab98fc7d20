/** `join`: rows together with those of another query that have the same key (specification 3.19). */
import type { JoinStage, Name, Span } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { asText } from '../analyze/convert.ts';
import { behindSide, resolveName, segmentsOf } from '../analyze/names.ts';
import { analyzeSubquery, pipelineOf } from '../analyze/pipeline.ts';
import { resolveNoting } from '../analyze/unknown-fields.ts';
import type { OutputColumn, PlanExpression } from '../plan.ts';
import { type MadeColumn, newColumn } from './columns.ts';
import { asKey } from './scalars.ts';
import { Settings } from './settings.ts';

export function analyzeJoin(analysis: Analysis, stage: JoinStage): void {
  const settings = new Settings(analysis, 'join', ['type', 'left', 'right'], stage.settings);
  const type = settings.word('type', ['inner', 'left']);
  const left = settings.name('left');
  const right = settings.name('right');
  const inner = analyzeSubquery(analysis, stage.subquery);
  if (left === undefined || right === undefined || left === right) {
    analysis.reject(
      'join-condition',
      stage.keyword,
      'join needs two different names for its sides',
      'Write join left=a right=b where a.field=b.field (…).',
    );
    return;
  }
  for (const side of [left, right]) {
    if (!analysis.scope.names.has(side)) continue;
    const reason = `${side} cannot name a side of join: the query has a column of that name`;
    analysis.reject('join-condition', stage.keyword, reason, 'Choose another name with left= or right=.');
    return;
  }
  const keys = keysOf(analysis, stage, left, right);
  if (!keys) return;
  const key: OutputColumn = {
    name: 'key',
    expression: joinKey(inner, resolveNoting(inner, keys.right), keys.right.span),
    role: 'key',
  };
  // Columns of the right side are asked for by the names that the query uses behind the join. What a name means depends on its parts.
  const made = new Map<string, MadeColumn>();
  const columns: MadeColumn[] = [];
  const output: OutputColumn[] = [key];
  const resolveRight = (name: Name): PlanExpression => {
    const written = JSON.stringify(segmentsOf(inner, name));
    const known = made.get(written);
    if (known) return known.expression;
    const expression = resolveNoting(inner, name);
    const column = newColumn(analysis, `${right}.${name.path}`, expression.type, expression.computed);
    made.set(written, column);
    columns.push(column);
    output.push({ name: name.path, expression, role: 'field' });
    return column.expression;
  };
  const place = analysis.addSubquery({ ...pipelineOf(inner), output });
  analysis.stages.push({
    op: 'operator',
    spec: { name: 'join', type },
    inputs: [joinKey(analysis, resolveName(analysis, keys.left), keys.left.span)],
    columns,
    rows: 'same',
    subqueries: [place],
  });
  analysis.scope.joined = { left, right, resolveRight };
}

/** Keys are equal when they look equal. */
function joinKey(side: Analysis, key: PlanExpression, span: Span): PlanExpression {
  return asText(asKey(side, key, span, 'join'));
}

/** The names of the keys without the names of the sides, whichever stands first. */
function keysOf(
  analysis: Analysis,
  stage: JoinStage,
  left: string,
  right: string,
): { left: Name; right: Name } | undefined {
  for (const [a, b] of [
    [stage.left, stage.right],
    [stage.right, stage.left],
  ] as const) {
    const keys = { left: behindSide(analysis, a, left), right: behindSide(analysis, b, right) };
    if (keys.left && keys.right) return { left: keys.left, right: keys.right };
  }
  analysis.reject(
    'join-condition',
    { start: stage.left.span.start, end: stage.right.span.end },
    'the condition of join must compare a field of each side',
    `Write where ${left}.field=${right}.field.`,
  );
  return undefined;
}
