/**
 * Functions that SQLite's own operators and functions compute exactly as their definitions say; a test compares the two.
 * Whatever is not here runs as a user function.
 */

import type { ValueType } from '../functions/definition.ts';
import type { AggregateNode, CallNode, PlanExpression } from '../plan.ts';
import { fixedStepMs, parsePeriod } from '../values/period.ts';

const NUMERIC: ReadonlySet<ValueType> = new Set(['number', 'timestamp', 'boolean']);

type ToSql = (expression: PlanExpression) => string;

export function nativeCall(call: CallNode, sql: ToSql): string | undefined {
  const args = call.args;
  const [first, second, third] = args;
  switch (call.function) {
    case 'ispresent':
      return first && `(${sql(first)} IS NOT NULL)`;
    case 'coalesce':
      return args.length === 1 ? first && sql(first) : `coalesce(${args.map(sql).join(', ')})`;
    case 'if':
      return first && second && third && `CASE WHEN ${sql(first)} THEN ${sql(second)} ELSE ${sql(third)} END`;
    case 'case':
      return caseSql(args, sql);
    case 'isempty':
      return first && `(coalesce(${sql(first)}, '') = '')`;
    case 'toMillis':
    case 'fromMillis':
    case 'unmask':
      return first && sql(first);
    case 'datefloor':
      return first && second && floorSql(first, second, sql);
    default:
      return undefined;
  }
}

function caseSql(args: readonly PlanExpression[], sql: ToSql): string {
  const branches: string[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) {
    const [condition, value] = [args[i], args[i + 1]];
    if (condition && value) branches.push(`WHEN ${sql(condition)} THEN ${sql(value)}`);
  }
  const last = args.length % 2 === 1 ? args.at(-1) : undefined;
  return `CASE ${branches.join(' ')}${last ? ` ELSE ${sql(last)}` : ''} END`;
}

/** Periods of fixed length are arithmetic; months, quarters and years need the calendar. */
function floorSql(time: PlanExpression, period: PlanExpression, sql: ToSql): string | undefined {
  if (period.kind !== 'literal' || typeof period.value !== 'string') return undefined;
  const parsed = parsePeriod(period.value);
  const step = parsed && fixedStepMs(parsed.count, parsed.unit);
  if (!step) return undefined;
  const shifted = step.origin === 0 ? sql(time) : `(${sql(time)} - ${step.origin})`;
  const floor = `floor(${shifted} / ${step.step}.0) * ${step.step}`;
  return step.origin === 0 ? `(${floor})` : `(${floor} + ${step.origin})`;
}

export function nativeAggregate(aggregate: AggregateNode, sql: ToSql): string | undefined {
  const [argument] = aggregate.args;
  const numeric = argument && NUMERIC.has(argument.type);
  switch (aggregate.function) {
    case 'count':
    case 'countOverTime':
      return argument ? `nullif(count(${sql(argument)}), 0)` : 'count(*)';
    case 'sum':
    case 'sumOverTime':
      return argument && `sum(${sql(argument)})`;
    case 'avg':
      return argument && `avg(${sql(argument)})`;
    case 'min':
      return numeric ? `min(${sql(argument)})` : undefined;
    case 'max':
      return numeric ? `max(${sql(argument)})` : undefined;
    default:
      return undefined;
  }
}
