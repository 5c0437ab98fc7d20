/** `pattern` and what may follow it, `diff` and `anomaly`: events by the form of their text (specification 3.12 to 3.14). */
import type { AnomalyStage, DiffStage, PatternStage, Span } from '../../parser/ast.ts';
import { nearestNames } from '../../parser/nearest.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { asText } from '../analyze/convert.ts';
import { plainMode, resolveExpression } from '../analyze/expression.ts';
import { pipelineOf } from '../analyze/pipeline.ts';
import type { OperatorSpec } from '../operators/operators.ts';
import type { OperatorNode, OutputColumn, PlanExpression, PlanRange } from '../plan.ts';
import { newColumn } from './columns.ts';
import { warnOfOwnMethod } from './own-method.ts';
import { asKey } from './scalars.ts';

const PATTERN_COLUMNS = [
  '@pattern',
  '@ratio',
  '@sampleCount',
  '@severityLabel',
  '@PatternId',
  '@tokens',
  '@logSamples',
];
const DIFF_COLUMNS = [...PATTERN_COLUMNS, '@diffEventCount', '@diffDescription'];
const ANOMALY_COLUMNS = [...PATTERN_COLUMNS, '@anomalyType', '@anomalyDescription', '@anomalyScore'];

const NO_TIME: PlanExpression = { kind: 'literal', value: null, type: 'timestamp', computed: false };

export function analyzePattern(analysis: Analysis, { expression, keyword }: PatternStage): void {
  if (analysis.before.some(({ kind }) => kind === 'sort')) {
    analysis.report(
      'sort-before-pattern',
      keyword,
      'AWS documents that pattern must not come after sort',
      'Move the sort behind pattern.',
    );
  }
  warnOfOwnMethod(analysis, keyword, 'pattern', 'how patterns are found');
  const text = resolveExpression(analysis, expression, plainMode(analysis));
  const time = analysis.scope.events
    ? ({ kind: 'field', path: '@timestamp', type: 'timestamp', computed: false } as const)
    : (analysis.scope.names.get('@timestamp')?.expression ?? NO_TIME);
  const inputs = [asText(asKey(analysis, text, expression.span, 'pattern')), time];
  replaceRows(analysis, { name: 'pattern' }, PATTERN_COLUMNS, inputs, []);
}

/** Compares with the events of another time range: the patterns of both are found together. */
export function analyzeDiff(analysis: Analysis, { baseline, keyword }: DiffStage): void {
  warnOfOwnMethod(analysis, keyword, 'diff', 'how patterns are compared');
  const pattern = takePattern(analysis);
  if (!pattern) return;
  const output = pattern.inputs.map(
    (expression, index): OutputColumn => ({ name: `${index}`, expression, role: 'field' }),
  );
  const other = baseline ? rangeOf(analysis, baseline.path, baseline.span) : PRECEDING;
  if (!baseline) noteOpenRange(analysis, keyword);
  const range = { ...other, ...(analysis.range && { of: analysis.range }) };
  const place = analysis.addSubquery({ ...pipelineOf(analysis), stages: [...analysis.stages], output, range });
  replaceRows(analysis, { name: 'diff' }, DIFF_COLUMNS, pattern.inputs, [place]);
}

/** The range before one without a beginning holds nothing. */
function noteOpenRange(analysis: Analysis, keyword: Span): void {
  const { window, range } = analysis;
  if (!window || window.start !== undefined || range?.start) return;
  analysis.report(
    'no-earlier-window',
    keyword,
    'Without the beginning of a time range there is no earlier one, so diff compares with nothing',
    'Give a time range, as with --start and --end, or compare with a fixed one: diff previousDay.',
  );
}

export function analyzeAnomaly(analysis: Analysis, { keyword }: AnomalyStage): void {
  warnOfOwnMethod(analysis, keyword, 'anomaly', 'how anomalies are found');
  const pattern = takePattern(analysis);
  if (pattern) replaceRows(analysis, { name: 'anomaly' }, ANOMALY_COLUMNS, pattern.inputs, []);
}

/** Takes back the pattern stage: what follows it works on its input. */
function takePattern(analysis: Analysis): OperatorNode | undefined {
  const last = analysis.stages.at(-1);
  if (last?.op !== 'operator' || last.spec.name !== 'pattern') return undefined;
  analysis.stages.pop();
  return last;
}

function replaceRows(
  analysis: Analysis,
  spec: OperatorSpec,
  names: readonly string[],
  inputs: readonly PlanExpression[],
  subqueries: readonly number[],
): void {
  const columns = names.map((name) => newColumn(analysis, name, 'string'));
  analysis.stages.push({ op: 'operator', spec, inputs, columns, rows: 'new', subqueries });
  analysis.replaceRows(columns.map((column) => ({ ...column, role: 'aggregate' })));
}

type OtherRange = Exclude<PlanRange, { kind: 'own' }>;

const PRECEDING: OtherRange = { kind: 'preceding' };

const RANGES: ReadonlyMap<string, OtherRange> = new Map([
  ['previousDay', { kind: 'earlier', by: { count: 1, unit: 'd' } }],
  ['previousWeek', { kind: 'earlier', by: { count: 1, unit: 'w' } }],
  ['previousMonth', { kind: 'earlier', by: { count: 1, unit: 'mo' } }],
]);

function rangeOf(analysis: Analysis, word: string, span: Span): OtherRange {
  const known = [...RANGES].find(([name]) => name.toLowerCase() === word.toLowerCase());
  if (known) return known[1];
  const [nearest] = nearestNames(word, RANGES.keys());
  const hint = nearest ? `Did you mean ${nearest}?` : `Write one of ${[...RANGES.keys()].join(', ')}, or nothing.`;
  analysis.reject('wrong-arguments', span, `diff does not know ${word}`, hint);
  return PRECEDING;
}
