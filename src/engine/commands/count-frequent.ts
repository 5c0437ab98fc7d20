/** `countFrequent`: how often each combination of values occurs, most frequent first (specification 3.23). The counts are exact. */
import type { CountFrequentStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { asText } from '../analyze/convert.ts';
import { resolveName } from '../analyze/names.ts';
import type { GroupKey, OutputColumn } from '../plan.ts';
import { newColumn } from './columns.ts';
import { asKey } from './scalars.ts';

const COUNT_NAME = '_approxcount';

export function analyzeCountFrequent(analysis: Analysis, { names }: CountFrequentStage): void {
  const keys: GroupKey[] = [];
  const columns: OutputColumn[] = [];
  for (const name of names) {
    if (columns.some((column) => column.name === name.path)) continue;
    const expression = asKey(analysis, resolveName(analysis, name), name.span, 'countFrequent');
    const { type, computed } = expression;
    const column = newColumn(analysis, name.path, type, computed);
    const looksAlike = type === 'number' || type === 'any';
    keys.push({ ...column, expression, identity: looksAlike ? asText(expression) : undefined });
    columns.push({ ...column, role: 'key' });
  }
  const count = newColumn(analysis, COUNT_NAME, 'number');
  const aggregate = { kind: 'aggregate', function: 'count', args: [], type: 'number', computed: false } as const;
  analysis.stages.push({ op: 'aggregate', keys, aggregates: [{ ...count, expression: aggregate }] });
  analysis.stages.push({ op: 'sort', keys: [{ expression: count.expression, descending: true }] });
  analysis.replaceRows([...columns, { ...count, role: 'aggregate' }]);
}
