/** Each command's analysis, by the kind of its stage. */
import type { Stage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { analyzeAccum } from './accum.ts';
import { analyzeAddtotals } from './addtotals.ts';
import { analyzeAppendcols } from './appendcols.ts';
import { analyzeAutoregress } from './autoregress.ts';
import { analyzeCidrlookup } from './cidrlookup.ts';
import { analyzeCountFrequent } from './count-frequent.ts';
import { analyzeDedup } from './dedup.ts';
import { analyzeDisplay } from './display.ts';
import { analyzeEstimate } from './estimate.ts';
import { analyzeExpand } from './expand.ts';
import { analyzeFields } from './fields.ts';
import { analyzeFilldown } from './filldown.ts';
import { analyzeFillmissing } from './fillmissing.ts';
import { analyzeFilter } from './filter.ts';
import { analyzeJoin } from './join.ts';
import { analyzeJson } from './json.ts';
import { analyzeLimit } from './limit.ts';
import { analyzeLogcompare } from './logcompare.ts';
import { analyzeLookup } from './lookup.ts';
import { analyzeOutlier } from './outlier.ts';
import { analyzeParse } from './parse.ts';
import { analyzeAnomaly, analyzeDiff, analyzePattern } from './pattern.ts';
import { analyzeRelevantFields } from './relevantfields.ts';
import { analyzeSessionize } from './sessionize.ts';
import { analyzeSort } from './sort.ts';
import { analyzeSource } from './source.ts';
import { analyzeStats } from './stats.ts';
import { analyzeUnmask } from './unmask.ts';
import { analyzeUnnest } from './unnest.ts';

type StageOf<Kind extends Stage['kind']> = Extract<Stage, { readonly kind: Kind }>;

const COMMANDS: { readonly [Kind in Stage['kind']]: (analysis: Analysis, stage: StageOf<Kind>) => void } = {
  source: analyzeSource,
  fields: analyzeFields,
  display: analyzeDisplay,
  filter: analyzeFilter,
  stats: analyzeStats,
  sort: analyzeSort,
  limit: analyzeLimit,
  dedup: analyzeDedup,
  parse: analyzeParse,
  json: analyzeJson,
  unnest: analyzeUnnest,
  expand: analyzeExpand,
  unmask: analyzeUnmask,
  lookup: analyzeLookup,
  cidrlookup: analyzeCidrlookup,
  join: analyzeJoin,
  appendcols: analyzeAppendcols,
  addtotals: analyzeAddtotals,
  accum: analyzeAccum,
  autoregress: analyzeAutoregress,
  filldown: analyzeFilldown,
  fillmissing: analyzeFillmissing,
  countFrequent: analyzeCountFrequent,
  sessionize: analyzeSessionize,
  outlier: analyzeOutlier,
  pattern: analyzePattern,
  diff: analyzeDiff,
  anomaly: analyzeAnomaly,
  relevantfields: analyzeRelevantFields,
  logcompare: analyzeLogcompare,
  estimate: analyzeEstimate,
  // Calls are replaced by the text of the saved query before a query is analyzed.
  savedQuery: () => {},
};

/** Adds what a stage does to the plan, and says what is wrong with it. */
export function analyzeStage<Kind extends Stage['kind']>(analysis: Analysis, stage: StageOf<Kind>): void {
  const analyze: (analysis: Analysis, stage: StageOf<Kind>) => void = COMMANDS[stage.kind as Kind];
  analyze(analysis, stage);
}
