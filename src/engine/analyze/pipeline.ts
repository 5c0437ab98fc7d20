/** Pipelines: the query itself and those in parentheses, stage by stage. */
import type { Stage, Subquery } from '../../parser/ast.ts';
import { analyzeStage } from '../commands/commands.ts';
import type { OutputColumn, Pipeline } from '../plan.ts';
import type { Analysis } from './analysis.ts';
import { checkOrder } from './stage-order.ts';
import { noteUnknownFields } from './unknown-fields.ts';

/** Analyzes the stages of a pipeline in their order. */
export function analyzeStages(analysis: Analysis, stages: readonly Stage[]): void {
  for (const stage of stages) {
    if (checkOrder(analysis, stage)) analyzeStage(analysis, stage);
    analysis.before.push(stage);
  }
  noteUnknownFields(analysis);
}

/** Analyzes a query in parentheses. Such queries do not nest (language specification, section 3.0.4). */
export function analyzeSubquery(analysis: Analysis, subquery: Subquery): Analysis {
  if (analysis.nested) {
    analysis.reject(
      'subquery-nesting',
      { start: subquery.span.start, end: subquery.span.start + 1 },
      'a query in parentheses cannot have another one inside',
    );
  }
  const inner = analysis.inner(subquery.stages);
  analyzeStages(inner, subquery.stages);
  return inner;
}

/** The columns a pipeline shows, without the record pointer. */
export function shownColumns({ shown, scope }: Analysis): OutputColumn[] {
  const columns = shown.columns();
  return columns.length === 0 && scope.events ? [...DEFAULT_COLUMNS] : columns;
}

/** What has been analyzed, as part of a plan. */
export function pipelineOf(analysis: Analysis): Pipeline {
  const { stages, scope, range } = analysis;
  const columns = shownColumns(analysis);
  const rowsAreEvents = scope.events;
  // The pointer is always there and always last, also when the query names it.
  const named = columns.filter(({ name }) => name !== POINTER.name);
  return { stages, output: rowsAreEvents ? [...named, POINTER] : columns, rowsAreEvents, range };
}

/** Shown when the query names no columns (specification 3.0.1). */
const DEFAULT_COLUMNS: readonly OutputColumn[] = [
  {
    name: '@timestamp',
    expression: { kind: 'field', path: '@timestamp', type: 'timestamp', computed: false },
    role: 'field',
  },
  { name: '@message', expression: { kind: 'field', path: '@message', type: 'string', computed: false }, role: 'field' },
];

const POINTER: OutputColumn = {
  name: '@ptr',
  expression: { kind: 'field', path: '@ptr', type: 'string', computed: false },
  role: 'pointer',
};
