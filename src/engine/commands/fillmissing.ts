/** `fillmissing`: rows for the bins that have none (specification 3.22). */
import type { Fill, FillmissingStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { unify } from '../analyze/convert.ts';
import { plainMode, resolveExpression } from '../analyze/expression.ts';
import { resolveName } from '../analyze/names.ts';
import type { Definition } from '../analyze/scope.ts';
import type { Value } from '../functions/definition.ts';
import type { Bin, LiteralNode } from '../plan.ts';
import { newColumn, replaceColumn } from './columns.ts';

export function analyzeFillmissing(analysis: Analysis, stage: FillmissingStage): void {
  const names = [...analysis.scope.names];
  const [bin] = names.filter(([, definition]) => definition.bin);
  const period = bin?.[1].bin;
  if (!bin || !period) return;
  const isKey = ([, { role, bin }]: [string, Definition]): boolean => role === 'key' && !bin;
  const keys = names.filter(isKey);
  const others = names.filter((entry) => entry !== bin && !isKey(entry));
  const fills = fillValues(analysis, stage.fills, new Set(others.map(([name]) => name)));
  const inputs = [bin, ...keys, ...others];
  const columns = inputs.map(([name, { expression }]) => {
    const fill = fills.get(name);
    const type = fill ? unify([expression, fill]).type : expression.type;
    return newColumn(analysis, name, type, expression.computed);
  });
  analysis.stages.push({
    op: 'operator',
    spec: {
      name: 'fillmissing',
      ...binSpec(period),
      keys: keys.length,
      fills: others.map(([name]): Value => fills.get(name)?.value ?? null),
    },
    inputs: inputs.map(([, { expression }]) => expression),
    columns,
    rows: 'more',
    subqueries: [],
  });
  for (const column of columns) replaceColumn(analysis, column);
}

function binSpec({ count, unit, offsetMs = 0 }: Bin): {
  period: { count: number; unit: Bin['unit'] };
  offsetMs: number;
} {
  return { period: { count, unit }, offsetMs };
}

function fillValues(
  analysis: Analysis,
  fills: readonly Fill[],
  fillable: ReadonlySet<string>,
): Map<string, LiteralNode> {
  const values = new Map<string, LiteralNode>();
  for (const { value, name } of fills) {
    const resolved = resolveExpression(analysis, value, plainMode(analysis));
    if (resolved.kind !== 'literal') {
      analysis.reject(
        'wrong-arguments',
        value.span,
        'fillmissing fills with a number or a text',
        'Write with 0 for n.',
      );
    } else if (!analysis.scope.names.has(name.path)) {
      resolveName(analysis, name);
    } else if (!fillable.has(name.path)) {
      analysis.reject('wrong-arguments', name.span, `${name.path} is a group key, which every new row has`);
    } else if (values.has(name.path)) {
      analysis.reject('wrong-arguments', name.span, `${name.path} has two values to be filled with`, 'Leave one out.');
    } else values.set(name.path, resolved);
  }
  return values;
}
