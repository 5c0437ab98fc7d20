/** `json field=f "a.b" as x`: a member of a JSON text or of a map (specification 3.9). */
import type { JsonStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { member, resolveName } from '../analyze/names.ts';
import { newColumn } from './columns.ts';
import { mayDefine } from './items.ts';
import { parsedJson } from './structures.ts';

export function analyzeJson(analysis: Analysis, { field, path, alias, span }: JsonStage): void {
  const object = parsedJson(resolveName(analysis, field));
  // An element of a list may stand as `.0` or `[0]`.
  const segments = path.value
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((segment) => segment !== '');
  if (segments.length === 0) {
    analysis.reject('wrong-arguments', path.span, 'json needs the path of a member', 'Write "key" or "key.inner".');
    return;
  }
  if (!mayDefine(analysis, alias, span)) return;
  const column = newColumn(analysis, alias.path, 'dynamic');
  analysis.stages.push({
    op: 'extend',
    columns: [{ ...column, expression: member(analysis, object, segments, path.span) }],
  });
  analysis.define({ ...column, role: 'field' });
}
