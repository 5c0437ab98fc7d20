/**
 * A second executor: walks the plan row by row with the definitions of the functions, without SQL and without a store. Slow and plain;
 * the compiled queries are held against it.
 */
import { analyze } from '../../src/engine/analyze/analyze.ts';
import { cellFormatter } from '../../src/engine/cells.ts';
import type { ParameterType, QueryContext, RowValue, Value, ValueType } from '../../src/engine/functions/definition.ts';
import { findFunction } from '../../src/engine/functions/registry.ts';
import type {
  AggregateStage,
  ConvertNode,
  DedupNode,
  ParseNode,
  PlanExpression,
  PlanStage,
  SortNode,
} from '../../src/engine/plan.ts';
import { equals, greater, greaterOrEqual, less, lessOrEqual, notEquals } from '../../src/engine/values/compare.ts';
import { compileGlob } from '../../src/engine/values/glob.ts';
import { numberText, toNumber } from '../../src/engine/values/number.ts';
import { compareNatural } from '../../src/engine/values/order.ts';
import { compileRegex } from '../../src/engine/values/regex.ts';
import { memberOf } from '../../src/engine/values/structure.ts';
import { toText } from '../../src/engine/values/text.ts';
import { timestampText } from '../../src/engine/values/timestamp.ts';
import { isTrue } from '../../src/engine/values/truth.ts';
import { parse } from '../../src/parser/parse.ts';
import { type CaseEvent, timeOf } from './support.ts';

interface Row {
  readonly fields: ReadonlyMap<string, Value>;
  readonly columns: Map<number, RowValue>;
  /** Place in the first order of the rows. */
  readonly position: number;
}

/** The rows of a sound query over events, without the record pointer. */
export function referenceRows(events: readonly CaseEvent[], text: string, context: QueryContext): (string | null)[][] {
  const { query } = parse(text);
  const plan = query && analyze(query).plan;
  if (!plan) throw new Error(`not a sound query: ${text}`);
  let rows = initialRows(events, context);
  for (const stage of plan.stages) rows = run(stage, rows, context);
  const columns = plan.output.filter(({ role }) => role !== 'pointer');
  return rows.map((row) =>
    columns.map(({ expression }) => cellFormatter(expression)(evaluateAny(expression, row, context)) ?? null),
  );
}

function initialRows(events: readonly CaseEvent[], { start, end }: QueryContext): Row[] {
  return events
    .map((event) => ({ event, time: timeOf(event.at) }))
    .filter(({ time }) => time >= start && time <= end)
    .sort((a, b) => b.time - a.time)
    .map(({ event: { message }, time }, position) => {
      const fields = new Map<string, Value>();
      fields.set('@timestamp', time);
      fields.set('@message', typeof message === 'string' ? message : JSON.stringify(message));
      if (typeof message !== 'string') flatten('', message, fields);
      return { fields, columns: new Map(), position };
    });
}

function flatten(path: string, value: unknown, fields: Map<string, Value>): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) flatten(path === '' ? key : `${path}.${key}`, child, fields);
  } else if (typeof value === 'boolean') fields.set(path, Number(value));
  else if (typeof value === 'string' || typeof value === 'number') fields.set(path, value);
}

function run(stage: PlanStage, rows: readonly Row[], context: QueryContext): Row[] {
  switch (stage.op) {
    case 'filter':
      return rows.filter((row) => isTrue(evaluate(stage.condition, row, context)));
    case 'extend':
      for (const row of rows) {
        for (const { id, expression } of stage.columns) row.columns.set(id, evaluateAny(expression, row, context));
      }
      return [...rows];
    case 'parse':
      for (const row of rows) capture(stage, row, context);
      return [...rows];
    case 'aggregate':
      return aggregated(stage, rows, context);
    case 'sort':
      return sorted(stage, rows, context);
    case 'limit':
      return stage.from === 'start' ? rows.slice(0, stage.count) : rows.slice(-stage.count);
    case 'dedup':
      return deduplicated(stage, rows, context);
    default:
      throw new Error(`the reference knows no ${stage.op}`);
  }
}

function capture({ source, pattern, columns }: ParseNode, row: Row, context: QueryContext): void {
  const text = evaluate(source, row, context);
  let captures: readonly (string | undefined)[] | null = null;
  if (typeof text === 'string') {
    if (pattern.kind === 'glob') captures = compileGlob(pattern.text).exec(text);
    else {
      const compiled = compileRegex(pattern.text);
      captures = compiled.ok ? (compiled.regex.exec(text)?.slice(1) ?? null) : null;
    }
  }
  for (const column of columns) row.columns.set(column.id, captures?.[column.capture] ?? null);
}

function aggregated({ keys, aggregates }: AggregateStage, rows: readonly Row[], context: QueryContext): Row[] {
  const groups = new Map<string, { keys: RowValue[]; rows: Row[] }>();
  for (const row of [...rows].sort((a, b) => a.position - b.position)) {
    const values = keys.map(({ expression }) => evaluateAny(expression, row, context));
    const identity = JSON.stringify(keys.map((key) => evaluateAny(key.identity ?? key.expression, row, context)));
    const group = groups.get(identity) ?? { keys: values, rows: [] };
    group.keys = group.keys.map((key, index) => least(key, values[index] ?? null));
    group.rows.push(row);
    groups.set(identity, group);
  }
  return [...groups.values()].map((group) => {
    const columns = new Map<number, RowValue>(keys.map(({ id }, index) => [id, group.keys[index] ?? null]));
    for (const { id, expression } of aggregates) columns.set(id, aggregate(expression, group.rows, context));
    return { fields: new Map(), columns, position: group.rows[0]?.position ?? 0 };
  });
}

/** Numbers are less than texts. */
function least(a: RowValue, b: RowValue): RowValue {
  if (typeof a === 'number' && typeof b === 'number') return Math.min(a, b);
  return typeof b === 'number' ? b : a;
}

function aggregate(expression: PlanExpression, rows: readonly Row[], context: QueryContext): RowValue {
  if (expression.kind !== 'aggregate') throw new Error('no aggregate');
  const definition = findFunction(expression.function);
  if (definition?.kind !== 'aggregate') throw new Error(`no aggregate: ${expression.function}`);
  const accumulator = definition.create();
  for (const row of rows) {
    const args = expression.args.map((arg) => evaluate(arg, row, context));
    if (definition.needsTimestamp || definition.needsPosition) args.push(row.position);
    if (!args.includes(null)) accumulator.step(...args);
  }
  return written(definition.returns, accumulator.result());
}

function sorted({ keys }: SortNode, rows: readonly Row[], context: QueryContext): Row[] {
  const keyed = rows.map((row) => ({ row, values: keys.map(({ expression }) => evaluate(expression, row, context)) }));
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

function deduplicated({ keys }: DedupNode, rows: readonly Row[], context: QueryContext): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const values = keys.map((key) => toText(evaluate(key, row, context)));
    if (values.includes(null)) return true;
    const identity = JSON.stringify(values);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

const COMPARE = { '=': equals, '!=': notEquals, '<': less, '<=': lessOrEqual, '>': greater, '>=': greaterOrEqual };

/** To whatever is not made for them, maps and lists are missing. */
function evaluate(expression: PlanExpression, row: Row, context: QueryContext): Value {
  return plain(evaluateAny(expression, row, context));
}

function plain(value: RowValue): Value {
  return value instanceof Uint8Array ? null : value;
}

/** The bytes are a map or list. */
function evaluateAny(expression: PlanExpression, row: Row, context: QueryContext): RowValue {
  const of = (child: PlanExpression): Value => evaluate(child, row, context);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'field':
      return row.fields.get(expression.path) ?? null;
    case 'column':
      return row.columns.get(expression.id) ?? null;
    case 'constant': {
      const definition = findFunction(expression.function);
      if (definition?.kind !== 'constant') throw new Error(`no constant: ${expression.function}`);
      return definition.constant(context);
    }
    case 'call':
      return scalar(
        expression.function,
        expression.args.map((arg) => evaluateAny(arg, row, context)),
      );
    case 'aggregate':
      throw new Error('an aggregate outside its stage');
    case 'arithmetic':
      return arithmetic(expression.operator, of(expression.left), of(expression.right));
    case 'compare': {
      const types = [expression.left.type, expression.right.type];
      if (types.includes('timestamp') && types.includes('string')) return Number(expression.operator === '!=');
      return Number(COMPARE[expression.operator](of(expression.left), of(expression.right)));
    }
    case 'contains': {
      const [value, text] = [of(expression.value), of(expression.text)];
      return Number(typeof value === 'string' && typeof text === 'string' && value.includes(text));
    }
    case 'matches': {
      const value = of(expression.value);
      const compiled = compileRegex(expression.regex);
      return Number(typeof value === 'string' && compiled.ok && compiled.regex.test(value));
    }
    case 'in': {
      const value = of(expression.value);
      return Number(
        expression.list.some((item) => {
          const types = [expression.value.type, item.type];
          return !(types.includes('timestamp') && types.includes('string')) && equals(value, of(item));
        }),
      );
    }
    case 'logical': {
      const truths = expression.operands.map((operand) => isTrue(of(operand)));
      return Number(expression.operator === 'and' ? truths.every(Boolean) : truths.some(Boolean));
    }
    case 'not':
      return Number(!isTrue(of(expression.operand)));
    case 'convert':
      return convert(expression.to, expression.operand, of(expression.operand));
    case 'access': {
      const object = evaluateAny(expression.object, row, context);
      const key = of(expression.key);
      return object instanceof Uint8Array && key !== null ? memberOf(jsonOf(object), key) : null;
    }
    default:
      throw new Error(`the reference knows no ${expression.kind}`);
  }
}

function jsonOf(structure: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(structure);
}

function written(returns: ValueType | 'same', value: Value): RowValue {
  return (returns === 'structure' || returns === 'list') && typeof value === 'string' ? Buffer.from(value) : value;
}

function scalar(name: string, args: readonly RowValue[]): RowValue {
  const definition = findFunction(name);
  if (definition?.kind !== 'scalar') throw new Error(`no scalar function: ${name}`);
  // Functions that pass a value on see a text in the place of a map or list.
  const passed = new Map<string, Uint8Array>();
  const { parameters, nulls, returns } = definition;
  const values = args.map((arg, index) => argument(arg, (parameters[index] ?? parameters.at(-1))?.type, passed));
  if (nulls === 'propagate' && values.includes(null)) return null;
  const result = finite(definition.evaluate(...values));
  return passed.get(String(result)) ?? written(returns, result);
}

function argument(value: RowValue, type: ParameterType | undefined, passed: Map<string, Uint8Array>): Value {
  if (value instanceof Uint8Array) {
    if (type === 'structure' || type === 'json') return jsonOf(value);
    if (type !== 'any') return null;
    const token = `structure ${passed.size} \u0000`;
    passed.set(token, value);
    return token;
  }
  if (type === 'structure') return null;
  return type === 'json' ? toText(value) : value;
}

function finite(value: Value): Value {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function arithmetic(operator: '+' | '-' | '*' | '/' | '%' | '^', a: Value, b: Value): Value {
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  switch (operator) {
    case '+':
      return finite(a + b);
    case '-':
      return finite(a - b);
    case '*':
      return finite(a * b);
    case '/':
      return finite(a / b);
    case '%':
      return finite(a % b);
    case '^':
      return finite(a ** b);
  }
}

function convert(to: ConvertNode['to'], operand: PlanExpression, value: Value): Value {
  switch (to) {
    case 'string':
      if (typeof value === 'number' && operand.type === 'timestamp') return timestampText(value);
      return typeof value === 'number' && operand.computed ? numberText(value) : toText(value);
    case 'scalar':
      return value;
    case 'number':
      return toNumber(value);
    case 'condition':
      return Number(isTrue(value));
  }
}
