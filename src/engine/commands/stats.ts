/** `stats … by …`: groups the rows; only its own names exist behind it (specification 3.5). */
import type { Expression, Item, Name, PeriodLiteral, StatsStage } from '../../parser/ast.ts';
import { type Analysis, messageRange, REFUSED } from '../analyze/analysis.ts';
import { resolveCall } from '../analyze/call.ts';
import { asText, literal } from '../analyze/convert.ts';
import { type Mode, plainMode, resolveExpression } from '../analyze/expression.ts';
import { type Definition, Scope, ShownColumns } from '../analyze/scope.ts';
import { findFunction } from '../functions/registry.ts';
import type { AggregateNode, GroupKey, NewColumn, PlanExpression } from '../plan.ts';
import { fixedStepMs, parsePeriod } from '../values/period.ts';
import { columnName, defineColumn, mayDefine } from './items.ts';
import { asKey } from './scalars.ts';

/** Specification, section 7. */
const MAX_STATS = 10;

export function analyzeStats(analysis: Analysis, stage: StatsStage): void {
  analysis.statsSoFar++;
  if (analysis.statsSoFar === MAX_STATS + 1) {
    analysis.reject('too-many-stats', stage.span, `a query has at most ${MAX_STATS} stats commands`);
  }
  const output = new Scope(false);
  const shown = new ShownColumns();
  const define = (name: string, definition: Definition): void => {
    output.names.set(name, definition);
    const { expression, role, bin } = definition;
    shown.add({ name, expression, role, ...(bin && { bin }) });
  };

  const keys: GroupKey[] = [];
  /** Keys and items without alias, by what is written: the same again is the same column. */
  const written = new Map<string, PlanExpression>();
  for (const item of stage.by) {
    const definition = resolveKey(analysis, item, stage.offset, keys);
    const name = columnName(analysis, item);
    if (repeatsKey(keys, name)) {
      keys.pop();
      continue;
    }
    if (!mayName(analysis, output, item)) continue;
    define(name, definition);
    if (!item.alias) written.set(writtenAs(analysis, item), definition.expression);
  }
  const aggregates = new Map<string, NewColumn>();
  const computed: NewColumn[] = [];
  checkOffset(analysis, stage, output);
  /** Items with an aggregate that goes with no other one. */
  const alone: Item[] = [];
  for (const item of stage.items) {
    const mode = itemMode(analysis, output, written, (aggregate) => {
      if (isAlone(aggregate)) alone.push(item);
      return aggregateColumn(analysis, aggregates, aggregate);
    });
    const name = columnName(analysis, item);
    if (!item.alias && written.has(writtenAs(analysis, item))) continue;
    const resolved = resolveExpression(analysis, item.expression, mode);
    if (!mayName(analysis, output, item)) continue;
    const expression = defineColumn(analysis, computed, name, resolved);
    define(name, { expression, ephemeral: item.alias !== undefined, role: 'aggregate' });
    if (!item.alias) written.set(writtenAs(analysis, item), expression);
  }

  const [lonely] = alone;
  if (lonely && (stage.by.length > 0 || aggregates.size > 1)) refuseCompany(analysis, lonely);

  analysis.stages.push({ op: 'aggregate', keys, aggregates: [...aggregates.values()] });
  if (computed.length > 0) analysis.stages.push({ op: 'extend', columns: computed });
  analysis.scope = output;
  analysis.shown = shown;
}

function isAlone({ function: name }: AggregateNode): boolean {
  const definition = findFunction(name);
  return definition?.kind === 'aggregate' && definition.alone === true;
}

function refuseCompany(analysis: Analysis, item: Item): void {
  analysis.reject(
    'wrong-arguments',
    item.span,
    'topk must be the only aggregate function of a stats without by',
    'Count instead: stats count(*) as n by …, then sort n desc and limit.',
  );
}

/** The mode of plain expressions, in which `histogram` may stand as well. */
function keyMode(analysis: Analysis): Mode {
  const mode: Mode = {
    ...plainMode(analysis),
    call: (call) => resolveCall(analysis, call, mode, undefined, 'key'),
  };
  return mode;
}

/** Keys are equal when they look equal: numbers, and fields that may be numbers, group by their display text. */
function resolveKey(analysis: Analysis, item: Item, offset: PeriodLiteral | undefined, keys: GroupKey[]): Definition {
  const resolved = resolveExpression(analysis, item.expression, keyMode(analysis));
  const bin = binOf(item.expression, resolved);
  const offsetMs = offset ? offsetOf(analysis, offset) : 0;
  const expression = bin ? moved(resolved, offsetMs) : asKey(analysis, resolved, item.expression.span, 'stats');
  const { type, computed } = expression;
  const id = analysis.newColumnId();
  const name = columnName(analysis, item);
  keys.push({ id, name, expression, identity: type === 'number' || type === 'any' ? asText(expression) : undefined });
  return {
    expression: { kind: 'column', id, name, type, computed },
    // A key that only names a column of an earlier command defines nothing new.
    ephemeral: item.alias !== undefined || analysis.scope.names.get(name)?.ephemeral === true,
    role: 'key',
    ...(bin && { bin: { ...bin, ...(offsetMs !== 0 && { offsetMs }) } }),
  };
}

function checkOffset(analysis: Analysis, { offset }: StatsStage, output: Scope): void {
  if (!offset || [...output.names.values()].some(({ bin }) => bin)) return;
  analysis.reject(
    'wrong-arguments',
    offset.span,
    'offset needs a bin(…) among the keys',
    'Write by bin(1h) offset 30m.',
  );
}

/** The length of an offset in milliseconds; what has no fixed length is reported. */
function offsetOf(analysis: Analysis, { count, unit, span }: PeriodLiteral): number {
  const step = fixedStepMs(1, unit)?.step;
  if (step !== undefined) return count * step;
  analysis.reject('wrong-arguments', span, 'offset must be a period of weeks or less', 'Write offset 30m.');
  return 0;
}

/** `offset` moves the boundaries of the bins: `floor(t - offset) + offset` (specification 3.5). */
function moved(floor: PlanExpression, offsetMs: number): PlanExpression {
  const [time, ...period] = floor.kind === 'call' ? floor.args : [];
  if (offsetMs === 0 || floor.kind !== 'call' || !time) return floor;
  const shift = (operator: '+' | '-', left: PlanExpression): PlanExpression => ({
    kind: 'arithmetic',
    operator,
    left,
    right: literal(offsetMs, 'number'),
    type: 'timestamp',
    computed: false,
  });
  return shift('+', { ...floor, args: [shift('-', time), ...period] });
}

/** Backticks around a plain name are not part of it, but `` `count(*)` `` is another thing than `count(*)`. */
function writtenAs(analysis: Analysis, { expression, span }: Item): string {
  return expression.kind === 'field' ? `\`${expression.name.path}\`` : analysis.source(span);
}

/** Whether the last key is an earlier one over again, by name and meaning. */
function repeatsKey(keys: readonly GroupKey[], name: string): boolean {
  const last = JSON.stringify(keys.at(-1)?.expression);
  return keys.slice(0, -1).some((key) => key.name === name && JSON.stringify(key.expression) === last);
}

function binOf(expression: Expression, resolved: PlanExpression): Definition['bin'] {
  if (expression.kind !== 'call' || expression.callee.toLowerCase() !== 'bin' || resolved.kind !== 'call')
    return undefined;
  const period = resolved.args[1];
  return period?.kind === 'literal' && typeof period.value === 'string' ? parsePeriod(period.value) : undefined;
}

/** A name must be new: an alias to the commands before, any name to this one. */
function mayName(analysis: Analysis, output: Scope, item: Item): boolean {
  const name = columnName(analysis, item);
  if (output.names.has(name)) {
    analysis.report(
      'redefined-name',
      item.span,
      `Ephemeral field is already defined: ${name} ${messageRange(item.span)}`,
      'Give one of the two another name after as.',
    );
    return false;
  }
  return item.alias === undefined || mayDefine(analysis, item.alias, item.span);
}

/** Inside an item, names are keys and earlier items; fields of the rows occur within aggregates only. */
function itemMode(
  analysis: Analysis,
  output: Scope,
  written: ReadonlyMap<string, PlanExpression>,
  collect: (aggregate: AggregateNode) => PlanExpression,
): Mode {
  const mode: Mode = {
    name: (name) => output.names.get(name.path)?.expression ?? refuseName(analysis, name),
    call: (call) => written.get(analysis.source(call.span)) ?? resolveCall(analysis, call, mode, collect),
  };
  return mode;
}

function refuseName(analysis: Analysis, name: Name): PlanExpression {
  const definition = findFunction(name.path);
  analysis.reject(
    'not-aggregated',
    name.span,
    `${name.path} is neither aggregated nor a group key`,
    definition?.kind === 'aggregate'
      ? `An aggregate function has parentheses: ${name.path}(${definition.star ? '*' : '…'}).`
      : `Put it into an aggregate function, such as latest(${name.path}), or after by.`,
  );
  return REFUSED;
}

/** The same aggregate is computed once. */
function aggregateColumn(
  analysis: Analysis,
  aggregates: Map<string, NewColumn>,
  expression: AggregateNode,
): PlanExpression {
  const text = JSON.stringify(expression);
  const column = aggregates.get(text) ?? { id: analysis.newColumnId(), name: expression.function, expression };
  aggregates.set(text, column);
  return { kind: 'column', id: column.id, name: column.name, type: expression.type, computed: expression.computed };
}
