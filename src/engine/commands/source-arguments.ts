/** `logGroups(…)` and `logGroupTags(…)`: choosing log groups by what they are (specification 3.27). */
import type { SourceArgument, SourceCall } from '../../parser/ast.ts';
import { nearestNames } from '../../parser/nearest.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { logGroupOf, logGroupsHint, textsOf } from './source.ts';

/** How many values each keyword takes. */
const MOST: ReadonlyMap<string, number> = new Map([
  ['nameprefix', 5],
  ['accountidentifier', 20],
  ['class', 1],
  ['loggroupclass', 1],
]);

const SPELLINGS = ['namePrefix', 'accountIdentifier', 'class', 'logGroupClass'];

/** The logs that a call selects. A selection that finds none is an error, as for a log group that does not exist. */
export function selectByArguments(analysis: Analysis, call: SourceCall): readonly string[] {
  if (call.callee.toLowerCase() === 'loggrouptags') return refuseTags(analysis, call);
  const tests = call.args.map((argument) => testOf(analysis, call, argument));
  const { resources } = analysis;
  if (!resources) return [];
  const logs = resources.logs();
  const found = logs.filter((log) => tests.every((test) => test(log)));
  if (found.length === 0 && logs.length > 0) {
    const message = `ResourceNotFoundException: no log group is selected by ${analysis.source(call.span)}`;
    analysis.report('unknown-resource', call.span, message, logGroupsHint([...new Set(logs.map(logGroupOf))]));
  }
  return found;
}

type Test = (log: string) => boolean;

const NO_TEST: Test = () => true;

function testOf(analysis: Analysis, call: SourceCall, argument: SourceArgument): Test {
  const keyword = argument.name?.path ?? '';
  const most = MOST.get(keyword.toLowerCase());
  if (most === undefined) {
    const [nearest] = nearestNames(keyword, SPELLINGS);
    const hint = nearest ? `Did you mean ${nearest}?` : `Its keywords are ${SPELLINGS.join(', ')}.`;
    const reason = keyword === '' ? 'logGroups takes keywords' : `logGroups has no keyword ${keyword}`;
    analysis.reject('wrong-arguments', argument.span, reason, hint);
    return NO_TEST;
  }
  const values = textsOf(analysis, call, argument);
  if (values.length > most) {
    analysis.reject('wrong-arguments', argument.span, `${keyword} takes at most ${most} values, not ${values.length}`);
  }
  switch (keyword.toLowerCase()) {
    case 'nameprefix':
      return (log) => values.some((prefix) => logGroupOf(log).startsWith(prefix));
    case 'accountidentifier':
      return (log) => values.some((account) => log.startsWith(`${account}:`));
    default:
      // Everything in a database is of the class that has discovered fields.
      return () => values.some((value) => value.toUpperCase() === 'STANDARD');
  }
}

function refuseTags(analysis: Analysis, call: SourceCall): readonly string[] {
  analysis.reject(
    'unknown-resource',
    call.span,
    'a database has no tags of log groups, by which logGroupTags would select',
    'Name the log groups: SOURCE logGroups(namePrefix: […]).',
  );
  return [];
}
