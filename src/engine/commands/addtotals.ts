/** `addtotals`: the sum of each row, and of each column in a row at the end (specification 3.21). */
import type { AddtotalsStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { asNumber, asScalar, isStructure, literal } from '../analyze/convert.ts';
import { resolveName } from '../analyze/names.ts';
import { shownColumns } from '../analyze/pipeline.ts';
import type { ValueType } from '../functions/definition.ts';
import type { PlanExpression } from '../plan.ts';
import { mayMake, newColumn, replaceColumn, storeLiterals } from './columns.ts';
import { asKey } from './scalars.ts';
import { Settings } from './settings.ts';

interface Summand {
  readonly name: string;
  readonly expression: PlanExpression;
}

export function analyzeAddtotals(analysis: Analysis, stage: AddtotalsStage): void {
  const settings = new Settings(analysis, 'addtotals', ['fieldname', 'row', 'col'], stage.settings);
  const total = settings.name('fieldname') ?? 'Total';
  const row = settings.flag('row', true);
  const col = settings.flag('col', false);
  const summands = summandsOf(analysis, stage);
  if (row) addRowTotal(analysis, stage, total, summands);
  if (col) addColumnTotals(analysis, summands, row ? [total] : []);
}

/** The names given, each once, else all columns that can hold a number. */
function summandsOf(analysis: Analysis, { names }: AddtotalsStage): Summand[] {
  const given = new Map(
    names.map((name) => [name.path, asKey(analysis, resolveName(analysis, name), name.span, 'addtotals')]),
  );
  if (given.size > 0) return [...given].map(([name, expression]) => ({ name, expression }));
  return shownColumns(analysis).filter(
    ({ role, expression: { type } }) => role !== 'pointer' && type !== 'timestamp' && !isStructure(type),
  );
}

function addRowTotal(analysis: Analysis, stage: AddtotalsStage, name: string, summands: readonly Summand[]): void {
  if (!mayMake(analysis, name, stage.span, 'Give the sum another name with fieldname=.')) return;
  const column = newColumn(analysis, name, 'number', true);
  const sum = sumOf(summands.map(({ expression }) => asNumber(asScalar(expression))));
  analysis.stages.push({ op: 'extend', columns: [{ id: column.id, name, expression: sum }] });
  analysis.define({ ...column, role: 'field' });
}

/** Missing numbers count as 0; without any number there is no sum. */
function sumOf(numbers: readonly PlanExpression[]): PlanExpression {
  const zero = literal(0, 'number');
  if (numbers.length === 0) return literal(null, 'number');
  const anyPresent: PlanExpression = {
    kind: 'logical',
    operator: 'or',
    operands: numbers.map((number) => call('ispresent', [number], 'boolean')),
    type: 'boolean',
    computed: false,
  };
  const sum = balancedSum(numbers.map((number) => call('coalesce', [number, zero], 'number')));
  return call('if', [anyPresent, sum, literal(null, 'number')], 'number');
}

/** A tree of least depth: SQL bounds the depth of an expression. */
function balancedSum(numbers: readonly PlanExpression[]): PlanExpression {
  const [first, second] = numbers;
  if (!first) return literal(0, 'number');
  if (!second) return first;
  const middle = numbers.length >> 1;
  const left = balancedSum(numbers.slice(0, middle));
  const right = balancedSum(numbers.slice(middle));
  return { kind: 'arithmetic', operator: '+', left, right, type: 'number', computed: true };
}

function call(name: string, args: PlanExpression[], type: 'number' | 'boolean'): PlanExpression {
  return { kind: 'call', function: name, args, type, computed: true };
}

function addColumnTotals(analysis: Analysis, summands: readonly Summand[], made: readonly string[]): void {
  storeLiterals(analysis);
  const all = shownColumns(analysis).filter(({ role }) => role !== 'pointer');
  const summed = new Set([...summands.map(({ name }) => name), ...made]);
  const columns = all.map(({ name, expression: { type, computed } }) =>
    newColumn(analysis, name, summed.has(name) ? typeWithSum(type) : type, computed),
  );
  analysis.stages.push({
    op: 'operator',
    spec: {
      name: 'addtotals',
      summed: all.map(({ name }) => summed.has(name)),
      labels: all.flatMap(({ expression }, index) => (mayLabel(expression) ? [index] : [])),
    },
    inputs: all.map(({ expression }) => expression),
    columns,
    rows: 'more',
    subqueries: [],
  });
  for (const column of columns) replaceColumn(analysis, column);
}

/** The last row has a number among texts and conditions. */
function typeWithSum(type: ValueType): ValueType {
  if (type === 'string') return 'any';
  return type === 'boolean' ? 'number' : type;
}

/** A time or a structure cannot say `Total`. */
function mayLabel({ type }: PlanExpression): boolean {
  return type === 'string' || type === 'any' || type === 'dynamic';
}
