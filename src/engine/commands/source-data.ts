/** `dataSource([…])`: events by the service and kind that wrote them (specification 3.27). */
import type { SourceCall } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { literal } from '../analyze/convert.ts';
import type { PlanExpression } from '../plan.ts';
import { textsOf } from './source.ts';

/** Specification 3.27. */
const MOST = 10;

const MANAGEMENT = 'Management';

/** The value of `eventCategory` by data source. */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['aws_cloudtrail.management', MANAGEMENT],
  ['aws_cloudtrail.data', 'Data'],
  ['aws_cloudtrail.insight', 'Insight'],
  ['aws_cloudtrail.networkactivity', 'NetworkActivity'],
]);

export function dataSourceCondition(analysis: Analysis, call: SourceCall): PlanExpression | undefined {
  const [argument, ...others] = call.args;
  if (!argument || others.length > 0 || argument.name) {
    const hint = "Write dataSource(['aws_cloudtrail.management']).";
    analysis.reject('wrong-arguments', call.span, 'dataSource takes one list of data sources', hint);
    return undefined;
  }
  const names = textsOf(analysis, call, argument);
  if (names.length > MOST) {
    analysis.reject(
      'wrong-arguments',
      argument.span,
      `dataSource takes at most ${MOST} data sources, not ${names.length}`,
    );
  }
  const chosen = new Set<string>();
  for (const name of names) {
    const category = CATEGORIES.get(name.toLowerCase());
    if (category !== undefined) chosen.add(category);
    else {
      analysis.report(
        'unknown-resource',
        argument.span,
        `ResourceNotFoundException: there is no data source ${name}`,
        `The data sources here are ${[...CATEGORIES.keys()].join(', ')}.`,
      );
    }
  }
  const value: PlanExpression = { kind: 'field', path: 'eventCategory', type: 'any', computed: false };
  // Events of old versions have no category; they are management events.
  const all = chosen.has(MANAGEMENT);
  const categories = all ? [...CATEGORIES.values()].filter((category) => !chosen.has(category)) : [...chosen];
  const list = categories.map((category) => literal(category, 'string'));
  const isOneOf: PlanExpression = { kind: 'in', value, list, type: 'boolean', computed: false };
  return all ? { kind: 'not', operand: isOneOf, type: 'boolean', computed: false } : isOneOf;
}
