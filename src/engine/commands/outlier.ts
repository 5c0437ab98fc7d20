/** `outlier`: values far from the others are moved to the bound, or their rows removed (specification 3.25). */
import type { OutlierStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { resolveName } from '../analyze/names.ts';
import { mayMake, newColumn, replaceColumn } from './columns.ts';
import { asKey } from './scalars.ts';
import { Settings } from './settings.ts';

const DEFAULT_PARAM = 2.5;
const MARK_HINT = 'Choose another name for the earlier column.';

export function analyzeOutlier(analysis: Analysis, stage: OutlierStage): void {
  const settings = new Settings(analysis, 'outlier', ['action', 'param', 'uselower', 'mark'], stage.settings);
  const action = settings.word('action', ['transform', 'remove']);
  const param = settings.number('param', DEFAULT_PARAM, 'a number from 0', (value) => value >= 0);
  const uselower = settings.flag('uselower', false);
  const mark = settings.flag('mark', false);
  const inputs = stage.names.map((name) => asKey(analysis, resolveName(analysis, name), name.span, 'outlier'));
  // What is no number stays as it is; a time stays a time.
  const values = stage.names.map(({ path }, index) => {
    const type = inputs[index]?.type;
    return newColumn(analysis, path, type === 'number' || type === 'timestamp' ? type : 'any', true);
  });
  const marked = mark ? stage.names.map(({ path }) => `${path}_outlier`) : [];
  if (!marked.every((name) => mayMake(analysis, name, stage.span, MARK_HINT))) return;
  const marks = marked.map((name) => newColumn(analysis, name, 'boolean'));
  analysis.stages.push({
    op: 'operator',
    spec: { name: 'outlier', action, param, uselower, mark, fields: inputs.length },
    inputs,
    columns: [...values, ...marks],
    rows: 'same',
    subqueries: [],
  });
  if (action === 'transform') for (const column of values) replaceColumn(analysis, column);
  for (const column of marks) analysis.define({ ...column, role: 'field' });
}
