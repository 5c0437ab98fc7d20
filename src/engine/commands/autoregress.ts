/** `autoregress`: the values of a field in rows before (specification 3.22). */
import type { AutoregressStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { resolveName } from '../analyze/names.ts';
import { mayMake, newColumn } from './columns.ts';
import { mayDefine } from './items.ts';

/** Columns that one command may make, and rows it may look back. */
const MAX_LAGS = 100;
const MAX_LAG = 10_000;

export function analyzeAutoregress(analysis: Analysis, { field, alias, lags, span }: AutoregressStage): void {
  const value = resolveName(analysis, field);
  const range = lagsOf(analysis, lags);
  if (!range) return;
  const prefix = alias?.path ?? field.path;
  const single = alias && lags?.last === undefined;
  if (single && !mayDefine(analysis, alias, span)) return;
  const names = single ? [alias.path] : range.map((lag) => `${prefix}_p${lag}`);
  if (!single && !names.every((name) => mayMake(analysis, name, span))) return;
  const columns = names.map((name) => newColumn(analysis, name, value.type, value.computed));
  analysis.stages.push({
    op: 'operator',
    spec: { name: 'autoregress', lags: range },
    inputs: [value],
    columns,
    rows: 'same',
    subqueries: [],
  });
  for (const column of columns) analysis.define({ ...column, role: 'field' });
}

function lagsOf(analysis: Analysis, lags: AutoregressStage['lags']): number[] | undefined {
  if (!lags) return [1];
  const { first, last = first } = lags;
  const span = { start: first.span.start, end: last.span.end };
  const [from, to] = [first.value, last.value];
  const whole = Number.isInteger(from) && Number.isInteger(to);
  if (!whole || from < 1 || to < from || to > MAX_LAG || to - from >= MAX_LAGS) {
    analysis.reject(
      'wrong-arguments',
      span,
      `p of autoregress must be a whole number from 1 to ${MAX_LAG}, or a range of up to ${MAX_LAGS} of them`,
      'Write p=1 or p=1-4.',
    );
    return undefined;
  }
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
