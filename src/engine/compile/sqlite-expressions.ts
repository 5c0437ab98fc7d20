/**
 * Expressions of the plan as SQL. What SQL's own operators mean exactly is written with them, everything else calls the user
 * functions `ql_…` of `sqlite-functions.ts`. In SQL, numbers are REAL, and INTEGER is a JSON boolean or a count.
 */
import { findFunction } from '../functions/registry.ts';
import type { CompareNode, ConvertNode, InNode, LiteralNode, PlanExpression } from '../plan.ts';
import { toNumber } from '../values/number.ts';
import type { SqlNames } from './sqlite-names.ts';
import { nativeAggregate, nativeCall } from './sqlite-native.ts';

/** A condition that is never true. GROUP BY would take a bare `0` for the place of a column. */
export const NEVER = '(0 <> 0)';

export function expressionSql(expression: PlanExpression, names: SqlNames): string {
  const sql = (child: PlanExpression): string => expressionSql(child, names);
  switch (expression.kind) {
    case 'literal':
      return expression.value === null ? 'NULL' : names.parameter(expression.value);
    case 'field':
      return names.field(expression.path);
    case 'column':
      return names.column(expression.id);
    case 'constant':
      return constantSql(expression.function, names);
    case 'call':
      return (
        nativeCall(expression, sql) ?? `ql_${expression.function.toLowerCase()}(${expression.args.map(sql).join(', ')})`
      );
    case 'aggregate':
      throw new Error('an aggregate stands outside its stage');
    case 'arithmetic':
      return arithmeticSql(expression.operator, sql(expression.left), sql(expression.right));
    case 'compare':
      return compareSql(expression, names);
    case 'contains':
      return containsSql(expression.value, expression.text, names);
    case 'matches':
      return `ql_matches(${sql(expression.value)}, ${names.parameter(expression.regex)})`;
    case 'in':
      return inSql(expression, names);
    case 'logical':
      return balanced(expression.operands.map(sql), expression.operator === 'and' ? 'AND' : 'OR');
    case 'not':
      return `(NOT ${sql(expression.operand)})`;
    case 'convert':
      return convertSql(expression.to, expression.operand, names);
    case 'access':
      return `ql_access(${sql(expression.object)}, ${sql(expression.key)})`;
    case 'lookup':
      return `ql_lookup(${[expression.lookup, names.parameter(expression.column), ...expression.keys.map(sql)].join(', ')})`;
    case 'inList':
      return `ql_in_list(${sql(expression.value)}, ${sql(expression.list)}, ${Number(expression.value.type === 'timestamp')})`;
    case 'inSubquery':
      return `ql_in_subquery(${sql(expression.value)}, ${expression.subquery}, ${Number(expression.times || expression.value.type === 'timestamp')})`;
  }
}

/** The aggregate of a group. */
export function aggregateSql(expression: PlanExpression, names: SqlNames): string {
  if (expression.kind !== 'aggregate') throw new Error('not an aggregate');
  const sql = (child: PlanExpression): string => expressionSql(child, names);
  const definition = findFunction(expression.function);
  const picks = definition?.kind === 'aggregate' && definition.picks === true;
  const args = expression.args.map((arg) => (picks ? realSql(arg, names) : sql(arg)));
  if (definition?.kind === 'aggregate' && (definition.needsTimestamp || definition.needsPosition)) {
    args.push(names.position());
  }
  return nativeAggregate(expression, sql) ?? `ql_${expression.function.toLowerCase()}(${args.join(', ')})`;
}

/** Where an integer is a JSON boolean: a count or condition, which are integers too, becomes REAL. */
export function realSql(expression: PlanExpression, names: SqlNames): string {
  const sql = expressionSql(expression, names);
  return isNumeric(expression) ? `(${sql} + 0.0)` : sql;
}

/** What ORDER BY compares: numbers and times as they are, everything else by its natural sort key. */
export function sortKeySql(expression: PlanExpression, names: SqlNames): string {
  const sql = expressionSql(expression, names);
  switch (expression.type) {
    case 'number':
    case 'boolean':
    case 'timestamp':
      return sql;
    case 'string':
    case 'any':
    case 'structure':
    case 'list':
    case 'dynamic':
      return `ql_sort_key(${sql})`;
  }
}

function constantSql(name: string, names: SqlNames): string {
  const definition = findFunction(name);
  if (definition?.kind !== 'constant') throw new Error(`${name} is no constant`);
  const value = definition.constant(names.context);
  return value === null ? 'NULL' : names.parameter(value);
}

function arithmeticSql(operator: string, left: string, right: string): string {
  switch (operator) {
    case '/':
      // Real division, also of two counts.
      return finite(`(${left} * 1.0 / ${right})`);
    case '%':
      return `mod(${left}, ${right})`;
    case '^':
      // Powers of C and JavaScript may differ in the last digit.
      return `ql_power(${left}, ${right})`;
    default:
      return finite(`(${left} ${operator} ${right})`);
  }
}

/** Overflow is null (specification 10.10). */
function finite(sql: string): string {
  return `nullif(nullif(${sql}, 9e999), -9e999)`;
}

/** SQLite limits the depth of an expression, so long chains are balanced. */
function balanced(operands: readonly string[], operator: string): string {
  if (operands.length <= 2) return `(${operands.join(` ${operator} `)})`;
  const middle = operands.length >> 1;
  return `(${balanced(operands.slice(0, middle), operator)} ${operator} ${balanced(operands.slice(middle), operator)})`;
}

function isNumeric(expression: PlanExpression): boolean {
  return expression.type === 'number' || expression.type === 'boolean' || expression.type === 'timestamp';
}

/** Cheap to write twice. */
function isPlain(expression: PlanExpression): boolean {
  return expression.kind === 'field' || expression.kind === 'column';
}

const USER_COMPARISON = {
  '<': 'ql_less',
  '<=': 'ql_less_or_equal',
  '>': 'ql_greater',
  '>=': 'ql_greater_or_equal',
} as const;
const MIRRORED = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/** Comparisons give 1 or 0, never null (language specification 3.3 and 5.2). */
function compareSql({ operator, left, right, ...rest }: CompareNode, names: SqlNames): string {
  if (left.kind === 'literal' && right.kind !== 'literal') {
    return compareSql({ ...rest, operator: MIRRORED[operator], left: right, right: left }, names);
  }
  if (operator === '!=') return notEqualsSql(left, right, names);
  if (operator === '=') return equalsSql(left, right, names);
  if (timeAgainstText(left, right)) return NEVER;
  const [a, b] = timed(left, right, names);
  if (comparesNumbers(left, right)) return `coalesce(${a} ${operator} ${b}, 0)`;
  const general = `${USER_COMPARISON[operator]}(${a}, ${b})`;
  if (right.kind === 'literal' && right.type === 'number' && isPlain(left) && left.type !== 'dynamic') {
    return `CASE typeof(${a}) WHEN 'text' THEN ${general} ELSE coalesce(${a} ${operator} ${b}, 0) END`;
  }
  return general;
}

/** The plain negation of `=`, but for maps and lists, which compare false with everything. */
function notEqualsSql(left: PlanExpression, right: PlanExpression, names: SqlNames): string {
  const equal = `(NOT ${equalsSql(left, right, names)})`;
  const structures = [left, right].filter(({ type }) => type === 'dynamic');
  if (structures.length === 0) return equal;
  const tests = structures.map((side) => `typeof(${expressionSql(side, names)}) <> 'blob'`);
  return `(${equal} AND ${tests.join(' AND ')})`;
}

/** Both sides are numbers, or one is a time, with which only numbers compare. */
function comparesNumbers(left: PlanExpression, right: PlanExpression): boolean {
  return (isNumeric(left) && isNumeric(right)) || left.type === 'timestamp' || right.type === 'timestamp';
}

/** The two sides; beside a time, a value that turns out to be a text is null. */
function timed(left: PlanExpression, right: PlanExpression, names: SqlNames): [a: string, b: string] {
  const side = (expression: PlanExpression, other: PlanExpression): string => {
    const sql = expressionSql(expression, names);
    return !isNumeric(expression) && other.type === 'timestamp' ? `ql_number_only(${sql})` : sql;
  };
  return [side(left, right), side(right, left)];
}

function timeAgainstText(left: PlanExpression, right: PlanExpression): boolean {
  return (
    (left.type === 'timestamp' && right.type === 'string') || (left.type === 'string' && right.type === 'timestamp')
  );
}

function equalsSql(left: PlanExpression, right: PlanExpression, names: SqlNames): string {
  if (timeAgainstText(left, right)) return NEVER;
  const [a, b] = timed(left, right, names);
  if (right.kind === 'literal' && right.value !== null) {
    const literal = equalsLiteral(left, a, right, names);
    if (literal !== undefined) return literal;
  }
  if (comparesNumbers(left, right)) return `coalesce(${a} = ${b}, 0)`;
  if (left.type === 'string' && right.type === 'string') return `coalesce(${a} = ${b}, 0)`;
  return `ql_equals(${a}, ${b})`;
}

/** Equality with a literal by SQL's own IS, where the types leave no conversion open. */
function equalsLiteral(value: PlanExpression, sql: string, literal: LiteralNode, names: SqlNames): string | undefined {
  if (literal.value === null) return undefined;
  const parameter = names.parameter(literal.value);
  if (typeof literal.value === 'number') {
    if (isNumeric(value)) return `(${sql} IS ${parameter})`;
    if (value.type === 'any' && isPlain(value)) {
      return `CASE typeof(${sql}) WHEN 'text' THEN ql_equals(${sql}, ${parameter}) ELSE ${sql} IS ${parameter} END`;
    }
    return undefined;
  }
  if (value.type === 'string') return `(${sql} IS ${parameter})`;
  const boolean = BOOLEAN_TEXT.get(literal.value);
  if (boolean !== undefined && (value.type === 'dynamic' || (value.type === 'any' && !isPlain(value)))) {
    return `ql_equals_boolean(${sql}, ${parameter})`;
  }
  if (value.type !== 'any') return undefined;
  const number = toNumber(literal.value);
  if (number !== null) {
    if (!isPlain(value)) return undefined;
    return `CASE typeof(${sql}) WHEN 'text' THEN ${sql} = ${parameter} ELSE ${sql} IS ${names.parameter(number)} END`;
  }
  // "true" and "false" also select JSON booleans, which SQL holds as INTEGER.
  if (boolean !== undefined) {
    return `(${sql} IS ${parameter} OR (typeof(${sql}) = 'integer' AND ${sql} = ${boolean}))`;
  }
  return `(${sql} IS ${parameter})`;
}

const BOOLEAN_TEXT: ReadonlyMap<string, 0 | 1> = new Map([
  ['true', 1],
  ['false', 0],
]);

function inSql({ value, list }: InNode, names: SqlNames): string {
  if (list.length === 0) return NEVER;
  if (list.every(isPlainText) && (value.type === 'string' || value.type === 'any')) {
    const items = list.map((item) => expressionSql(item, names));
    return `coalesce(${expressionSql(value, names)} IN (${items.join(', ')}), 0)`;
  }
  return balanced(
    list.map((item) => equalsSql(value, item, names)),
    'OR',
  );
}

/** A text that nothing but the same text equals. */
function isPlainText(item: PlanExpression): boolean {
  if (item.kind !== 'literal' || typeof item.value !== 'string') return false;
  return toNumber(item.value) === null && !BOOLEAN_TEXT.has(item.value);
}

function containsSql(value: PlanExpression, text: PlanExpression, names: SqlNames): string {
  return `coalesce(instr(${expressionSql(value, names)}, ${expressionSql(text, names)}) > 0, 0)`;
}

function convertSql(to: ConvertNode['to'], operand: PlanExpression, names: SqlNames): string {
  const sql = expressionSql(operand, names);
  switch (to) {
    case 'string':
      if (operand.type === 'timestamp') return `ql_time_text(${sql})`;
      if (operand.computed) return `ql_number_text(${sql})`;
      return operand.type === 'any' && isPlain(operand)
        ? `CASE typeof(${sql}) WHEN 'text' THEN ${sql} ELSE ql_text(${sql}) END`
        : `ql_text(${sql})`;
    case 'number':
      if (isNumeric(operand)) return realSql(operand, names);
      return operand.type === 'any' && isPlain(operand)
        ? `CASE typeof(${sql}) WHEN 'text' THEN ql_number(${sql}) ELSE ${sql} END`
        : `ql_number(${sql})`;
    case 'scalar':
      return `ql_scalar(${sql})`;
    case 'condition':
      return isNumeric(operand) ? `coalesce(${sql} <> 0, 0)` : `ql_truth(${sql})`;
  }
}
