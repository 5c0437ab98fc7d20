/** `expand`: a row for each element of an array, which takes the place of the array (specification 3.11). */
import type { ExpandStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { accessPath, resolveName } from '../analyze/names.ts';
import type { PlanExpression } from '../plan.ts';
import { newColumn, replaceColumn } from './columns.ts';
import { parsedText } from './structures.ts';

export function analyzeExpand(analysis: Analysis, { field }: ExpandStage): void {
  const value = resolveName(analysis, field);
  const list = value.kind === 'field' ? withDiscovered(analysis, value.path, value) : value;
  const column = newColumn(analysis, field.path, 'dynamic');
  analysis.stages.push({ op: 'unnest', list, column, mode: 'expand' });
  replaceColumn(analysis, column);
}

/** An array of the event is no field, only its elements are (`resources.0`, …): it is taken from the event itself. */
function withDiscovered(analysis: Analysis, path: string, value: PlanExpression): PlanExpression {
  if (!analysis.catalog?.paths().some((leaf) => leaf.startsWith(`${path}.0`))) return value;
  analysis.usedFields.delete(path);
  const message: PlanExpression = { kind: 'field', path: '@message', type: 'string', computed: false };
  const found = accessPath(parsedText(message), path.split('.'));
  return { kind: 'call', function: 'coalesce', args: [value, found], type: 'dynamic', computed: false };
}
