/** The stages of a query for people: syntax tree, plan, SQL and where the time went. */
import type { ExplainedPipeline, Explanation, Profile } from '../engine/query.ts';
import { drawGrid } from './grid.ts';
import { stringify } from './json.ts';
import type { Style } from './style.ts';
import { bytes, counted, thousands } from './units.ts';
import { visibleLines } from './visible.ts';

/** What of a query is to be shown. */
export interface ExplainParts {
  readonly ast: boolean;
  readonly plan: boolean;
  readonly sql: boolean;
}

/** The chosen stages, each under a heading. */
export function* formatExplanation(explanation: Explanation, parts: ExplainParts, style: Style): Generator<string> {
  if (parts.ast) yield* section('Syntax tree', stringify(explanation.ast, 2), style);
  if (parts.plan) yield* section('Plan', stringify(explanation.plan, 2), style);
  if (!parts.sql) return;
  for (const [index, subquery] of explanation.subqueries.entries()) {
    yield* formatPipeline(subquery, `Subquery ${index + 1}: `, style);
  }
  yield* formatPipeline(explanation, '', style);
}

function* formatPipeline(pipeline: ExplainedPipeline, of: string, style: Style): Generator<string> {
  yield* section(`${of}SQL`, visibleLines(pipeline.sql), style);
  yield* section(`${of}Parameters`, stringify(pipeline.parameters), style);
  yield* section(`${of}Scan`, stringify(pipeline.scan, 2), style);
}

/** Time per stage and what the scan read. */
export function* formatProfile(profile: Profile, style: Style): Generator<string> {
  const total = profile.stages.reduce((sum, { ms }) => sum + ms, 0);
  yield style.bold('Profile');
  yield* drawGrid(
    [
      { title: 'stage', align: 'left' },
      { title: 'ms', align: 'right' },
    ],
    [...profile.stages, { stage: 'total', ms: total }].map(({ stage, ms }) => [stage, ms.toFixed(2)]),
    { style },
  );
  const { events, bytes: size, segments, segmentsSkipped } = profile.scan;
  const threads = profile.workers > 1 ? `, by ${profile.workers} workers` : '';
  yield `${counted(events, 'event')} (${bytes(size)}) scanned in ${counted(segments, 'segment')}, ${thousands(segmentsSkipped)} skipped by time${threads}`;
}

function* section(title: string, text: string, style: Style): Generator<string> {
  yield style.bold(title);
  yield* text.split('\n');
  yield '';
}
