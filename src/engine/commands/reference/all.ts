/** What every command is to the people who use it. */
import type { CommandDefinition } from '../definition.ts';
import { accumReference } from './accum.ts';
import { addtotalsReference } from './addtotals.ts';
import { anomalyReference } from './anomaly.ts';
import { appendcolsReference } from './appendcols.ts';
import { autoregressReference } from './autoregress.ts';
import { cidrlookupReference } from './cidrlookup.ts';
import { countFrequentReference } from './countfrequent.ts';
import { dedupReference } from './dedup.ts';
import { diffReference } from './diff.ts';
import { displayReference } from './display.ts';
import { estimateReference } from './estimate.ts';
import { expandReference } from './expand.ts';
import { fieldsReference } from './fields.ts';
import { filldownReference } from './filldown.ts';
import { fillmissingReference } from './fillmissing.ts';
import { filterReference } from './filter.ts';
import { joinReference } from './join.ts';
import { jsonReference } from './json.ts';
import { limitReference } from './limit.ts';
import { logcompareReference } from './logcompare.ts';
import { lookupReference } from './lookup.ts';
import { outlierReference } from './outlier.ts';
import { parseReference } from './parse.ts';
import { patternReference } from './pattern.ts';
import { relevantfieldsReference } from './relevantfields.ts';
import { savedQueryReference } from './saved-query.ts';
import { sessionizeReference } from './sessionize.ts';
import { sortReference } from './sort.ts';
import { sourceReference } from './source.ts';
import { statsReference } from './stats.ts';
import { unmaskReference } from './unmask.ts';
import { unnestReference } from './unnest.ts';

/** In the order of the documentation: rows, columns and groups first, then what works on whole tables. */
export const commandReferences: readonly CommandDefinition[] = [
  sourceReference,
  fieldsReference,
  displayReference,
  filterReference,
  statsReference,
  sortReference,
  limitReference,
  dedupReference,
  parseReference,
  jsonReference,
  unnestReference,
  expandReference,
  lookupReference,
  cidrlookupReference,
  joinReference,
  appendcolsReference,
  addtotalsReference,
  accumReference,
  autoregressReference,
  filldownReference,
  fillmissingReference,
  countFrequentReference,
  sessionizeReference,
  outlierReference,
  patternReference,
  diffReference,
  anomalyReference,
  relevantfieldsReference,
  logcompareReference,
  estimateReference,
  unmaskReference,
  savedQueryReference,
];
