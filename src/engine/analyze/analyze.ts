/** Analysis: from the syntax tree to the plan, with everything that can be said about the query on the way. */
import type { Query, Stage } from '../../parser/ast.ts';
import { type Diagnostic, unexpectedSymbol } from '../../parser/diagnostics.ts';
import { analyzeDedup } from '../commands/dedup.ts';
import { analyzeDisplay } from '../commands/display.ts';
import { analyzeFields } from '../commands/fields.ts';
import { analyzeFilter } from '../commands/filter.ts';
import { analyzeLimit, DEFAULT_LIMIT } from '../commands/limit.ts';
import { analyzeParse } from '../commands/parse.ts';
import { analyzeSort } from '../commands/sort.ts';
import { analyzeStats } from '../commands/stats.ts';
import type { OutputColumn, Plan, PlanStage } from '../plan.ts';
import { Analysis, type FieldCatalog } from './analysis.ts';
import { noteUnknownFields } from './unknown-fields.ts';

export interface Analyzed {
  /** Undefined when there are errors. */
  readonly plan: Plan | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Turns a tree into a plan. With a catalog, names that no event has are noted. */
export function analyze(query: Query, catalog?: FieldCatalog): Analyzed {
  const analysis = new Analysis(query, catalog);
  let dedup = false;
  for (const stage of query.stages) {
    if (dedup && stage.kind !== 'limit') analysis.diagnostics.push(afterDedup(analysis, stage));
    analyzeStage(analysis, stage);
    dedup ||= stage.kind === 'dedup';
  }
  noteUnknownFields(analysis);
  const { diagnostics } = analysis;
  if (diagnostics.some((d) => d.severity === 'error')) return { plan: undefined, diagnostics };
  return { plan: finish(analysis), diagnostics };
}

function analyzeStage(analysis: Analysis, stage: Stage): void {
  switch (stage.kind) {
    case 'fields':
      analyzeFields(analysis, stage);
      break;
    case 'display':
      analyzeDisplay(analysis, stage);
      break;
    case 'filter':
      analyzeFilter(analysis, stage);
      break;
    case 'stats':
      analyzeStats(analysis, stage);
      break;
    case 'sort':
      analyzeSort(analysis, stage);
      break;
    case 'limit':
      analyzeLimit(analysis, stage);
      break;
    case 'dedup':
      analyzeDedup(analysis, stage);
      break;
    case 'parse':
      analyzeParse(analysis, stage);
      break;
  }
}

function afterDedup(analysis: Analysis, stage: Stage): Diagnostic {
  return unexpectedSymbol(
    analysis.text,
    analysis.source(stage.keyword),
    stage.keyword,
    'Only limit may follow dedup: put sort, filter and fields before it.',
  );
}

function finish(analysis: Analysis): Plan {
  const { stages, shown, scope } = analysis;
  const limited = stages.some((stage) => stage.op === 'limit');
  const rowsAreEvents = analysis.statsInAll === 0;
  const output = shown.columns();
  if (output.length === 0 && scope.events) output.push(...DEFAULT_COLUMNS);
  // The pointer is always there and always last, also when the query names it.
  const named = output.filter((column) => column.role !== 'pointer');
  return {
    stages: [
      ...countMatches(stages),
      ...(limited ? [] : [{ op: 'limit', count: DEFAULT_LIMIT, from: 'start' } as const]),
    ],
    output: rowsAreEvents ? [...named, POINTER] : output,
    rowsAreEvents,
  };
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

/** Marks the last filter over events that no limit, dedup or stats precedes: what passes it is what the service calls matched. */
function countMatches(stages: readonly PlanStage[]): PlanStage[] {
  const end = stages.findIndex((stage) => stage.op === 'limit' || stage.op === 'dedup' || stage.op === 'aggregate');
  const last = stages.slice(0, end < 0 ? stages.length : end).findLastIndex((stage) => stage.op === 'filter');
  return stages.map((stage, index) =>
    stage.op === 'filter' && index === last ? { ...stage, countsMatches: true } : stage,
  );
}
