/** `stats … by …`: groups the rows; only its own names exist behind it (specification 3.5). */
import type { Expression, Item, Name, StatsStage } from '../../parser/ast.ts';
import { type Analysis, messageRange, REFUSED } from '../analyze/analysis.ts';
import { resolveCall } from '../analyze/call.ts';
import { asText } from '../analyze/convert.ts';
import { type Mode, plainMode, resolveExpression } from '../analyze/expression.ts';
import { type Definition, Scope, ShownColumns } from '../analyze/scope.ts';
import type { AggregateNode, GroupKey, NewColumn, PlanExpression } from '../plan.ts';
import { parsePeriod } from '../values/period.ts';
import { columnName, defineColumn, mayDefine } from './items.ts';

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
    const definition = resolveKey(analysis, item, keys);
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
  const mode = itemMode(analysis, output, written, (aggregate) => aggregateColumn(analysis, aggregates, aggregate));
  for (const item of stage.items) {
    const name = columnName(analysis, item);
    if (!item.alias && written.has(writtenAs(analysis, item))) continue;
    const resolved = resolveExpression(analysis, item.expression, mode);
    if (!mayName(analysis, output, item)) continue;
    const expression = defineColumn(analysis, computed, name, resolved);
    define(name, { expression, ephemeral: item.alias !== undefined, role: 'aggregate' });
    if (!item.alias) written.set(writtenAs(analysis, item), expression);
  }

  analysis.stages.push({ op: 'aggregate', keys, aggregates: [...aggregates.values()] });
  if (computed.length > 0) analysis.stages.push({ op: 'extend', columns: computed });
  analysis.scope = output;
  analysis.shown = shown;
}

/** Keys are equal when they look equal: numbers, and fields that may be numbers, group by their display text. */
function resolveKey(analysis: Analysis, item: Item, keys: GroupKey[]): Definition {
  const expression = resolveExpression(analysis, item.expression, plainMode(analysis));
  const { type, computed } = expression;
  const id = analysis.newColumnId();
  const name = columnName(analysis, item);
  keys.push({ id, name, expression, identity: type === 'number' || type === 'any' ? asText(expression) : undefined });
  const bin = binOf(item.expression, expression);
  return {
    expression: { kind: 'column', id, name, type, computed },
    // A key that only names a column of an earlier command defines nothing new.
    ephemeral: item.alias !== undefined || analysis.scope.names.get(name)?.ephemeral === true,
    role: 'key',
    ...(bin && { bin }),
  };
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
  analysis.reject(
    'not-aggregated',
    name.span,
    `${name.path} is neither aggregated nor a group key`,
    `Put it into an aggregate function, such as latest(${name.path}), or after by.`,
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
