/** `appendcols`: the columns of another query beside the rows (specification 3.20). */
import type { AppendcolsStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { analyzeSubquery, pipelineOf, shownColumns } from '../analyze/pipeline.ts';
import { newColumn, replaceColumn, storeLiterals } from './columns.ts';
import { Settings } from './settings.ts';

/** Specification, section 7. */
const DEFAULT_MAX = 10_000;
const MAX_MAX = 100_000;

export function analyzeAppendcols(analysis: Analysis, stage: AppendcolsStage): void {
  const settings = new Settings(analysis, 'appendcols', ['override', 'max'], stage.settings);
  const override = settings.flag('override', false);
  const isValid = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= MAX_MAX;
  const max = settings.number('max', DEFAULT_MAX, 'a whole number from 1 to 100000', isValid);

  const inner = analyzeSubquery(analysis, stage.subquery);
  const output = shownColumns(inner).filter(({ role }) => role !== 'pointer');
  const place = analysis.addSubquery({ ...pipelineOf(inner), output });
  // Columns that the query itself has win unless they are to be overridden.
  const existing = new Set(shownColumns(analysis).map(({ name }) => name));
  for (const name of analysis.scope.names.keys()) existing.add(name);
  const taken = output.flatMap((column, position) =>
    override || !existing.has(column.name) ? [{ column, position }] : [],
  );
  storeLiterals(analysis);
  const columns = taken.map(({ column: { name, expression } }) =>
    newColumn(analysis, name, expression.type, expression.computed),
  );
  analysis.stages.push({
    op: 'operator',
    spec: { name: 'appendcols', taken: taken.map(({ position }) => position), max },
    inputs: [],
    columns,
    rows: 'more',
    subqueries: [place],
  });
  for (const column of columns) replaceColumn(analysis, column);
}
