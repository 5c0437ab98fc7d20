/** All operators by name. */
import { type AccumSpec, createAccum } from './accum.ts';
import { type AddtotalsSpec, createAddtotals } from './addtotals.ts';
import { type AnomalySpec, createAnomaly } from './anomaly.ts';
import { type AppendcolsSpec, createAppendcols } from './appendcols.ts';
import { type AutoregressSpec, createAutoregress } from './autoregress.ts';
import { createDiff, type DiffSpec } from './diff.ts';
import { createFilldown, type FilldownSpec } from './filldown.ts';
import { createFillmissing, type FillmissingSpec } from './fillmissing.ts';
import { createJoin, type JoinSpec } from './join.ts';
import { createLogcompare, type LogcompareSpec } from './logcompare.ts';
import type { Operator, OperatorContext } from './operator.ts';
import { createOutlier, type OutlierSpec } from './outlier.ts';
import { createPattern, type PatternSpec } from './pattern.ts';
import { createRelevantfields, type RelevantfieldsSpec } from './relevantfields.ts';
import { createSessionize, type SessionizeSpec } from './sessionize.ts';

/** Which operator, with what the query says of it: plain data that prints as JSON. */
export type OperatorSpec =
  | AccumSpec
  | AddtotalsSpec
  | AnomalySpec
  | AppendcolsSpec
  | AutoregressSpec
  | DiffSpec
  | FilldownSpec
  | FillmissingSpec
  | JoinSpec
  | LogcompareSpec
  | OutlierSpec
  | PatternSpec
  | RelevantfieldsSpec
  | SessionizeSpec;

/** An operator ready for its first row. It may throw OperatorLimit when it is asked for its rows. */
export function createOperator(spec: OperatorSpec, context: OperatorContext): Operator {
  switch (spec.name) {
    case 'accum':
      return createAccum(spec);
    case 'addtotals':
      return createAddtotals(spec);
    case 'anomaly':
      return createAnomaly(spec);
    case 'appendcols':
      return createAppendcols(spec, context);
    case 'autoregress':
      return createAutoregress(spec);
    case 'diff':
      return createDiff(spec, context);
    case 'filldown':
      return createFilldown(spec);
    case 'fillmissing':
      return createFillmissing(spec, context);
    case 'join':
      return createJoin(spec, context);
    case 'logcompare':
      return createLogcompare(spec, context);
    case 'outlier':
      return createOutlier(spec);
    case 'pattern':
      return createPattern(spec);
    case 'relevantfields':
      return createRelevantfields(spec);
    case 'sessionize':
      return createSessionize(spec);
  }
}
