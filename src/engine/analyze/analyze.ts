/** Analysis: from the syntax tree to the plan, with everything that can be said about the query on the way. */
import type { Query } from '../../parser/ast.ts';
import type { Diagnostic } from '../../parser/diagnostics.ts';
import { DEFAULT_LIMIT } from '../commands/limit.ts';
import type { Plan, PlanStage } from '../plan.ts';
import type { Resources } from '../resources.ts';
import { Analysis, type FieldCatalog, type RunWindow } from './analysis.ts';
import { analyzeStages, pipelineOf } from './pipeline.ts';

/** What a query has at its end when it says nothing about how many rows it wants. */
export const DEFAULT_LIMIT_STAGE = { op: 'limit', count: DEFAULT_LIMIT, from: 'start' } as const;

export interface Analyzed {
  /** Undefined when there are errors. */
  readonly plan: Plan | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Turns a tree into a plan. With a catalog, names that no event has are noted; with resources, log groups and lookup tables that
 * do not exist are errors; with the window that the query runs in, time ranges are judged in full.
 */
export function analyze(query: Query, catalog?: FieldCatalog, resources?: Resources, window?: RunWindow): Analyzed {
  const analysis = Analysis.of(query, catalog, resources, window);
  analyzeStages(analysis, query.stages);
  const { diagnostics } = analysis;
  if (diagnostics.some((d) => d.severity === 'error')) return { plan: undefined, diagnostics };
  return { plan: finish(analysis), diagnostics };
}

function finish(analysis: Analysis): Plan {
  const pipeline = pipelineOf(analysis);
  const limited = pipeline.stages.some((stage) => stage.op === 'limit');
  return {
    ...pipeline,
    stages: [...countMatches(pipeline.stages), ...(limited ? [] : [DEFAULT_LIMIT_STAGE])],
    subqueries: analysis.subqueries,
    lookups: analysis.lookups,
    estimate: analysis.estimate,
  };
}

const KEEPS_ROWS: ReadonlySet<PlanStage['op']> = new Set(['filter', 'extend', 'parse', 'sort']);

/** Marks the last filter over events before anything else makes or drops rows: what passes it is what the service calls matched. */
function countMatches(stages: readonly PlanStage[]): PlanStage[] {
  const end = stages.findIndex((stage) => !KEEPS_ROWS.has(stage.op));
  const last = stages.slice(0, end < 0 ? stages.length : end).findLastIndex((stage) => stage.op === 'filter');
  return stages.map((stage, index) =>
    stage.op === 'filter' && index === last ? { ...stage, countsMatches: true } : stage,
  );
}
