/** Expressions of the plan, evaluated for one row of the second executor. */
import type { ParameterType, QueryContext, RowValue, Value, ValueType } from '../../src/engine/functions/definition.ts';
import { findFunction } from '../../src/engine/functions/registry.ts';
import type { CompareNode, ConvertNode, LookupNode, PlanExpression, PlanLookup } from '../../src/engine/plan.ts';
import type { LookupTable } from '../../src/engine/resources.ts';
import { equals, greater, greaterOrEqual, less, lessOrEqual, notEquals } from '../../src/engine/values/compare.ts';
import { isInBlock, parseCidr, parseIp } from '../../src/engine/values/ip.ts';
import { numberText, toNumber } from '../../src/engine/values/number.ts';
import { compileRegex } from '../../src/engine/values/regex.ts';
import { elementsOf, memberOf } from '../../src/engine/values/structure.ts';
import { toText } from '../../src/engine/values/text.ts';
import { timestampText } from '../../src/engine/values/timestamp.ts';
import { isTrue } from '../../src/engine/values/truth.ts';

export interface Row {
  readonly fields: ReadonlyMap<string, Value>;
  readonly columns: Map<number, RowValue>;
  /** Place in the order in which the rows came to be. */
  readonly position: number;
}

/** What expressions read besides the row. */
export interface Environment {
  readonly context: QueryContext;
  /** The rows of each subquery of the plan that has run. */
  readonly subqueries: readonly (readonly (readonly RowValue[])[])[];
  readonly lookups: readonly PlanLookup[];
  readonly tables: readonly LookupTable[];
}

/** To whatever is not made for them, maps and lists are missing. */
export function evaluateScalar(expression: PlanExpression, row: Row, environment: Environment): Value {
  return plain(evaluate(expression, row, environment));
}

/** Times equal numbers only. */
function equal(a: Value, b: Value, times: boolean): boolean {
  return times ? typeof a === 'number' && a === b : equals(a, b);
}

/** JSON booleans are numbers here from the beginning. */
function plain(value: RowValue): Value {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? null : value;
}

/** The bytes are a map or list. */
export function evaluate(expression: PlanExpression, row: Row, environment: Environment): RowValue {
  const any = (child: PlanExpression): RowValue => evaluate(child, row, environment);
  const of = (child: PlanExpression): Value => plain(any(child));
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
      return definition.constant(environment.context);
    }
    case 'call':
      return call(expression.function, expression.args.map(any));
    case 'aggregate':
      throw new Error('an aggregate outside its stage');
    case 'arithmetic':
      return arithmetic(expression.operator, of(expression.left), of(expression.right));
    case 'compare':
      return Number(compare(expression, any(expression.left), any(expression.right)));
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
      const { value, list } = expression;
      const found = any(value);
      return Number(list.some((item) => compare({ operator: '=', left: value, right: item }, found, any(item))));
    }
    case 'inList': {
      const list = any(expression.list);
      const elements = list instanceof Uint8Array ? elementsOf(textOf(list)) : [list];
      const times = expression.value.type === 'timestamp';
      return Number(elements.some((element) => equal(of(expression.value), plain(element), times)));
    }
    case 'inSubquery': {
      const rows = environment.subqueries[expression.subquery];
      if (!rows) throw new Error(`subquery ${expression.subquery} has not run`);
      const times = expression.times || expression.value.type === 'timestamp';
      return Number(rows.some(([value = null]) => equal(of(expression.value), plain(value), times)));
    }
    case 'lookup':
      return lookUp(expression, expression.keys.map(of), environment);
    case 'logical': {
      const truths = expression.operands.map((operand) => isTrue(of(operand)));
      return Number(expression.operator === 'and' ? truths.every(Boolean) : truths.some(Boolean));
    }
    case 'not':
      return Number(!isTrue(of(expression.operand)));
    case 'convert':
      return convert(expression.to, expression.operand, of(expression.operand));
    case 'access': {
      const object = any(expression.object);
      const key = of(expression.key);
      return object instanceof Uint8Array && key !== null ? memberOf(textOf(object), key) : null;
    }
  }
}

/** A map or list, of its JSON text. */
export function structure(json: string): Uint8Array {
  return Buffer.from(json);
}

/** The JSON text of a map or list. */
export function textOf(json: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(json);
}

/** What a function gives as a value of a row. */
export function written(returns: ValueType | 'same', value: Value): RowValue {
  return (returns === 'structure' || returns === 'list') && typeof value === 'string' ? structure(value) : value;
}

function call(name: string, args: readonly RowValue[]): RowValue {
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
    if (type === 'structure' || type === 'json') return textOf(value);
    if (type !== 'any') return null;
    const token = `structure ${passed.size} \u0000`;
    passed.set(token, value);
    return token;
  }
  if (type === 'structure') return null;
  return type === 'json' ? toText(plain(value)) : plain(value);
}

function finite(value: Value): Value {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

const COMPARE = { '=': equals, '!=': notEquals, '<': less, '<=': lessOrEqual, '>': greater, '>=': greaterOrEqual };

/** Maps and lists compare false with everything, and times with texts differ. */
function compare(
  { operator, left, right }: Pick<CompareNode, 'operator' | 'left' | 'right'>,
  a: RowValue,
  b: RowValue,
): boolean {
  if (a instanceof Uint8Array || b instanceof Uint8Array) return false;
  const beside = (value: Value, other: PlanExpression): Value =>
    other.type === 'timestamp' && typeof value === 'string' ? null : value;
  return COMPARE[operator](beside(plain(a), right), beside(plain(b), left));
}

/** Keys equal the columns as texts; of rows that match the first, of ranges the narrowest. */
function lookUp({ lookup, column }: LookupNode, keys: readonly Value[], environment: Environment): Value {
  const plan = environment.lookups[lookup];
  const table = environment.tables.find(({ name }) => name === plan?.table);
  if (!plan || !table) throw new Error(`no lookup ${lookup}`);
  const cell = (row: readonly string[], name: string): string => row[table.columns.indexOf(name)] ?? '';
  if (keys.includes(null)) return null;
  const { match } = plan;
  const rows =
    match.kind === 'equal'
      ? table.rows.filter((row) => match.columns.every((name, index) => cell(row, name) === keys[index]))
      : narrowest(table.rows, String(keys[0]), (row) => cell(row, match.column));
  const [found] = rows;
  return found ? cell(found, column) : null;
}

type TableRow = readonly string[];

function narrowest(rows: readonly TableRow[], key: string, range: (row: TableRow) => string): readonly TableRow[] {
  const address = parseIp(key);
  if (address === null) return [];
  const prefix = (row: TableRow): number => Number(range(row).split('/')[1] ?? 128);
  return rows
    .filter((row) => {
      const text = range(row).trim();
      const block = parseCidr(text);
      return block ? isInBlock(address, block) : parseIp(text) === address;
    })
    .toSorted((a, b) => prefix(b) - prefix(a));
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
