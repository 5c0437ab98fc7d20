/** `accum`: the running sum of a field in the current order of rows (specification 3.22). */
import type { AccumStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { asNumber } from '../analyze/convert.ts';
import { resolveName } from '../analyze/names.ts';
import { mayMake, newColumn } from './columns.ts';
import { mayDefine } from './items.ts';
import { asKey } from './scalars.ts';

export function analyzeAccum(analysis: Analysis, { field, alias, span }: AccumStage): void {
  const value = asNumber(asKey(analysis, resolveName(analysis, field), field.span, 'accum'));
  const name = alias?.path ?? `accum_${field.path}`;
  if (!(alias ? mayDefine(analysis, alias, span) : mayMake(analysis, name, span))) return;
  const column = newColumn(analysis, name, 'number', true);
  analysis.stages.push({
    op: 'operator',
    spec: { name: 'accum' },
    inputs: [value],
    columns: [column],
    rows: 'same',
    subqueries: [],
  });
  analysis.define({ ...column, role: 'field' });
}
