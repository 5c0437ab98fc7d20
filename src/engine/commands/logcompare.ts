/** `logcompare`: the same query over the time range and over an earlier one (specification 3.28). */
import type { LogcompareStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { pipelineOf, shownColumns } from '../analyze/pipeline.ts';
import type { OutputColumn } from '../plan.ts';
import { newColumn } from './columns.ts';
import { warnOfOwnMethod } from './own-method.ts';

const WINDOW_NAME = '@window';

export function analyzeLogcompare(analysis: Analysis, { timeshift, keyword }: LogcompareStage): void {
  warnOfOwnMethod(analysis, keyword, 'logcompare', 'which columns it gives');
  const { count, unit } = timeshift;
  if (count < 1) {
    analysis.reject(
      'wrong-arguments',
      timeshift.span,
      'timeshift must be a period of at least 1',
      'Write timeshift 7d.',
    );
    return;
  }
  const columns = shownColumns(analysis).filter(({ role }) => role !== 'pointer');
  const place = analysis.addSubquery({
    ...pipelineOf(analysis),
    stages: [...analysis.stages],
    output: columns,
    range: { kind: 'earlier', by: { count, unit }, ...(analysis.range && { of: analysis.range }) },
  });
  const window = newColumn(analysis, WINDOW_NAME, 'string');
  const made = columns.map(({ name, expression: { type, computed } }) => newColumn(analysis, name, type, computed));
  analysis.stages.push({
    op: 'operator',
    spec: { name: 'logcompare' },
    inputs: columns.map(({ expression }) => expression),
    columns: [window, ...made],
    rows: 'new',
    subqueries: [place],
  });
  const shown = columns.flatMap(({ role, bin }, index): OutputColumn[] => {
    const column = made[index];
    return column ? [{ ...column, role, ...(bin && { bin }) }] : [];
  });
  analysis.replaceRows([{ ...window, role: 'key' }, ...shown]);
}
