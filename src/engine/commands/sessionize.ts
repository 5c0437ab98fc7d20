/** `sessionize`: which events of a user, an address … belong together (specification 3.24). */
import type { SessionizeStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { asText } from '../analyze/convert.ts';
import { resolveName } from '../analyze/names.ts';
import { fixedStepMs } from '../values/period.ts';
import { mayMake, nameOf, newColumn } from './columns.ts';
import { mayDefine } from './items.ts';
import { asKey } from './scalars.ts';

const DEFAULT_MAXSPAN_MS = 30 * 60_000;
const DEFAULT_NAME = 'session_id';

export function analyzeSessionize(analysis: Analysis, stage: SessionizeStage): void {
  const { keys, maxspan, alias, keyword, span } = stage;
  const time = resolveName(analysis, nameOf('@timestamp', keyword));
  const inputs = keys.map((key) => asText(asKey(analysis, resolveName(analysis, key), key.span, 'sessionize')));
  // Counts are not reduced here as they are in bin: 90m are 90 minutes.
  const unit = maxspan && fixedStepMs(1, maxspan.unit);
  if (maxspan && (!unit || maxspan.count < 1)) {
    analysis.reject('wrong-arguments', maxspan.span, 'maxspan must be a period of weeks or less', 'Write maxspan 30m.');
  }
  const name = alias?.path ?? DEFAULT_NAME;
  if (!(alias ? mayDefine(analysis, alias, span) : mayMake(analysis, name, span))) return;
  const column = newColumn(analysis, name, 'string');
  const maxspanMs = maxspan && unit ? maxspan.count * unit.step : DEFAULT_MAXSPAN_MS;
  analysis.stages.push({
    op: 'operator',
    spec: { name: 'sessionize', maxspanMs },
    inputs: [time, ...inputs],
    columns: [column],
    rows: 'same',
    subqueries: [],
  });
  analysis.define({ ...column, role: 'field' });
}
