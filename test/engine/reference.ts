/**
 * A second executor: walks the plan row by row with the definitions of the functions, without SQL and without a store. Slow and plain;
 * the compiled queries are held against it.
 */
import { analyze } from '../../src/engine/analyze/analyze.ts';
import { cellFormatter } from '../../src/engine/cells.ts';
import type { QueryContext, RowValue, Value } from '../../src/engine/functions/definition.ts';
import { findFunction } from '../../src/engine/functions/registry.ts';
import type {
  AggregateStage,
  DedupNode,
  OwnRange,
  ParseNode,
  Pipeline,
  Plan,
  PlanExpression,
  PlanPeriod,
  PlanStage,
  PlanTime,
  SortNode,
  UnnestNode,
} from '../../src/engine/plan.ts';
import type { LookupTable } from '../../src/engine/resources.ts';
import { parseCsvLine } from '../../src/engine/values/csv.ts';
import { compileGlob } from '../../src/engine/values/glob.ts';
import { parseLogfmt } from '../../src/engine/values/logfmt.ts';
import { compareNatural } from '../../src/engine/values/order.ts';
import { compileRegex } from '../../src/engine/values/regex.ts';
import { scalarOf } from '../../src/engine/values/scalar.ts';
import { elementsOf, isList, structureOf } from '../../src/engine/values/structure.ts';
import { toText } from '../../src/engine/values/text.ts';
import { isTrue } from '../../src/engine/values/truth.ts';
import { compileXPath } from '../../src/engine/values/xpath.ts';
import { parse } from '../../src/parser/parse.ts';
import {
  type Environment,
  evaluate,
  evaluateScalar,
  type Row,
  structure,
  textOf,
  written,
} from './reference-expressions.ts';
import { operated } from './reference-operators.ts';
import { type CaseEvent, timeOf } from './support.ts';

/** What a plan is run over. The time range of `context` is that of the query. */
export interface ReferenceInput {
  /** In the order of the log. */
  readonly events: readonly CaseEvent[];
  readonly tables: readonly LookupTable[];
  readonly context: QueryContext;
}

/** The rows of a sound query over events without lookup tables, without the record pointer. */
export function referenceRows(events: readonly CaseEvent[], text: string, context: QueryContext): (string | null)[][] {
  const { query } = parse(text);
  const plan = query && analyze(query).plan;
  if (!plan) throw new Error(`not a sound query: ${text}`);
  return walkedCells(plan, { events, tables: [], context });
}

/** The cells of the rows of a plan, without the record pointer. */
export function walkedCells(plan: Plan, { events, tables, context }: ReferenceInput): (string | null)[][] {
  const subqueries: RowValue[][][] = [];
  const environment = { context, subqueries, tables, lookups: plan.lookups };
  for (const subquery of plan.subqueries) {
    const inner = { ...environment, context: ranged(subquery, context) };
    const rows = runStages(subquery.stages, events, inner);
    subqueries.push(rows.map((row) => subquery.output.map(({ expression }) => evaluate(expression, row, inner))));
  }
  const main = { ...environment, context: ranged(plan, context) };
  const rows = runStages(plan.stages, events, main);
  const columns = plan.output.filter(({ role }) => role !== 'pointer');
  return rows.map((row) =>
    columns.map(({ expression }) => cellFormatter(expression)(evaluate(expression, row, main)) ?? null),
  );
}

function runStages(stages: readonly PlanStage[], events: readonly CaseEvent[], environment: Environment): Row[] {
  let rows = initialRows(events, environment.context);
  for (const stage of stages) rows = run(stage, rows, environment);
  return rows;
}

// --- which events ----------------------------------------------------------------------------------------------------

function ranged({ range }: Pipeline, context: QueryContext): QueryContext {
  if (!range) return context;
  if (range.kind === 'own') return ownRange(range, context);
  const { now, start, end } = range.of ? ownRange(range.of, context) : context;
  if (range.kind === 'earlier') return { now, start: before(start, range.by), end: before(end, range.by) };
  return { now, start: start - (end - start) - 1, end: start - 1 };
}

function ownRange(range: OwnRange, { now, start, end }: QueryContext): QueryContext {
  const moment = (time: PlanTime | undefined, otherwise: number): number => {
    if (time === undefined) return otherwise;
    if (time.kind === 'epoch') return time.ms;
    return time.kind === 'now' ? now : before(now, time.by);
  };
  return { now, start: moment(range.start, start), end: moment(range.end, end) };
}

const DAY = 86_400_000;
const LENGTHS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };
const MONTHS = { mo: 1, q: 3, y: 12 };

/** A day that the month does not have becomes its last one. */
function before(time: number, { count, unit }: PlanPeriod): number {
  if (unit in LENGTHS) return time - count * LENGTHS[unit as keyof typeof LENGTHS];
  const months = count * MONTHS[unit as keyof typeof MONTHS];
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() - months);
  // What ran over into the month after goes back to the end of the one before.
  return date.getUTCDate() === day ? date.getTime() : date.setUTCDate(0);
}

function initialRows(events: readonly CaseEvent[], { start, end }: QueryContext): Row[] {
  return events
    .map((event) => ({ event, time: timeOf(event.at) }))
    .filter(({ time }) => time >= start && time <= end)
    .sort((a, b) => b.time - a.time)
    .map(({ event: { message, logGroup = 'cloudtrail' }, time }, position) => {
      const fields = new Map<string, Value>();
      fields.set('@timestamp', time);
      fields.set('@ingestionTime', time);
      fields.set('@message', typeof message === 'string' ? message : JSON.stringify(message));
      fields.set('@log', `000000000000:${logGroup}`);
      if (typeof message !== 'string') flatten(undefined, message, fields);
      return { fields, columns: new Map(), position };
    });
}

/** Of two values with one path the first counts. */
function flatten(path: string | undefined, value: unknown, fields: Map<string, Value>): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      flatten(path === undefined ? key.replace(/^@/, '@@') : `${path}.${key}`, child, fields);
    }
    return;
  }
  if (path === undefined || fields.has(path)) return;
  if (typeof value === 'boolean') fields.set(path, Number(value));
  else if (typeof value === 'string' || typeof value === 'number') fields.set(path, value);
}

// --- stages ----------------------------------------------------------------------------------------------------------

function run(stage: PlanStage, rows: readonly Row[], environment: Environment): Row[] {
  switch (stage.op) {
    case 'filter':
      return rows.filter((row) => isTrue(evaluateScalar(stage.condition, row, environment)));
    case 'extend':
      return rows.map((row) => {
        const extended = { ...row, columns: new Map(row.columns) };
        for (const { id, expression } of stage.columns) {
          extended.columns.set(id, evaluate(expression, extended, environment));
        }
        return extended;
      });
    case 'parse':
      return rows.map((row) => captured(stage, row, environment));
    case 'aggregate':
      return aggregated(stage, rows, environment);
    case 'sort':
      return sorted(stage, rows, environment);
    case 'limit':
      return stage.from === 'start' ? rows.slice(0, stage.count) : rows.slice(-stage.count);
    case 'dedup':
      return deduplicated(stage, rows, environment);
    case 'unnest':
      return unnested(stage, rows, environment);
    case 'operator':
      return operated(stage, rows, environment);
  }
}

function captured({ source, pattern, columns }: ParseNode, row: Row, environment: Environment): Row {
  const text = evaluateScalar(source, row, environment);
  const captures = typeof text === 'string' ? capturesOf(pattern, text) : null;
  const added = columns.map(({ id, capture }): [number, RowValue] => [id, captures?.[capture] ?? null]);
  return { ...row, columns: new Map([...row.columns, ...added]) };
}

function capturesOf({ kind, text: pattern }: ParseNode['pattern'], text: string): readonly (RowValue | undefined)[] {
  switch (kind) {
    case 'glob':
      return compileGlob(pattern).exec(text) ?? [];
    case 'regex': {
      const compiled = compileRegex(pattern);
      return compiled.ok ? (compiled.regex.exec(text)?.slice(1) ?? []) : [];
    }
    case 'regexAll': {
      const compiled = compileRegex(pattern);
      const matches = compiled.ok ? compiled.regex.matchAll(text) : [];
      if (matches.length === 0) return [];
      return [structure(JSON.stringify(matches.map((match) => Array.from(match.slice(1), (group) => group ?? null))))];
    }
    case 'csv':
      return parseCsvLine(text);
    case 'logfmt': {
      const map = parseLogfmt(text);
      return map === null ? [] : [structure(map)];
    }
    case 'xml': {
      const compiled = compileXPath(pattern);
      return compiled.ok ? [compiled.find(text)] : [];
    }
  }
}

function unnested({ list, column, mode }: UnnestNode, rows: readonly Row[], environment: Environment): Row[] {
  return rows
    .flatMap((row) => {
      const elements = elementsIn(evaluate(list, row, environment), mode);
      return elements.map((element) => ({ ...row, columns: new Map([...row.columns, [column.id, element]]) }));
    })
    .map((row, position) => ({ ...row, position }));
}

function elementsIn(value: RowValue, mode: UnnestNode['mode']): RowValue[] {
  if (value === null) return mode === 'unnest' ? [] : [null];
  if (typeof value === 'string' && mode === 'expand') {
    const json = structureOf(value);
    return json !== null && isList(json) ? elementsIn(structure(json), mode) : [value];
  }
  const elements = value instanceof Uint8Array ? elementsOf(textOf(value)) : [value];
  return elements.length === 0 && mode !== 'unnest' ? [null] : elements;
}

function aggregated({ keys, aggregates }: AggregateStage, rows: readonly Row[], environment: Environment): Row[] {
  const groups = new Map<string, { keys: RowValue[]; rows: Row[] }>();
  for (const row of rows.toSorted((a, b) => a.position - b.position)) {
    const values = keys.map(({ expression }) => evaluate(expression, row, environment));
    const identity = JSON.stringify(keys.map((key) => evaluate(key.identity ?? key.expression, row, environment)));
    const group = groups.get(identity) ?? { keys: values, rows: [] };
    group.keys = group.keys.map((key, index) => least(key, values[index] ?? null));
    group.rows.push(row);
    groups.set(identity, group);
  }
  return [...groups.values()].map((group) => {
    const columns = new Map<number, RowValue>(keys.map(({ id }, index) => [id, group.keys[index] ?? null]));
    for (const { id, expression } of aggregates) columns.set(id, aggregate(expression, group.rows, environment));
    return { fields: new Map(), columns, position: group.rows[0]?.position ?? 0 };
  });
}

/** Numbers are less than texts. */
function least(a: RowValue, b: RowValue): RowValue {
  if (typeof a === 'number' && typeof b === 'number') return Math.min(a, b);
  return typeof b === 'number' ? b : a;
}

function aggregate(expression: PlanExpression, rows: readonly Row[], environment: Environment): RowValue {
  if (expression.kind !== 'aggregate') throw new Error('no aggregate');
  const definition = findFunction(expression.function);
  if (definition?.kind !== 'aggregate') throw new Error(`no aggregate: ${expression.function}`);
  const accumulator = definition.create();
  for (const row of rows) {
    const args = expression.args.map((arg) => evaluateScalar(arg, row, environment));
    if (definition.needsTimestamp || definition.needsPosition) args.push(row.position);
    if (!args.includes(null)) accumulator.step(...args);
  }
  return written(definition.returns, scalarOf(accumulator.result()));
}

function sorted({ keys }: SortNode, rows: readonly Row[], environment: Environment): Row[] {
  const keyed = rows.map((row) => ({
    row,
    values: keys.map(({ expression }) => evaluateScalar(expression, row, environment)),
  }));
  keyed.sort((a, b) => {
    for (const [index, { descending }] of keys.entries()) {
      const order = compareKeys(a.values[index] ?? null, b.values[index] ?? null);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function compareKeys(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareNatural(a, b);
}

function deduplicated({ keys }: DedupNode, rows: readonly Row[], environment: Environment): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const values = keys.map((key) => toText(evaluateScalar(key, row, environment)));
    if (values.includes(null)) return true;
    const identity = JSON.stringify(values);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}
