/** Calls functions as a query does: arguments converted to the parameter types, null rules applied. */
import type {
  FunctionDefinition,
  ParameterType,
  QueryContext,
  Value,
  ValueType,
} from '../../../src/engine/functions/definition.ts';
import { findFunction } from '../../../src/engine/functions/registry.ts';
import { numberText, toNumber } from '../../../src/engine/values/number.ts';
import { scalarOf } from '../../../src/engine/values/scalar.ts';
import { toText } from '../../../src/engine/values/text.ts';
import { timestampText } from '../../../src/engine/values/timestamp.ts';
import { isTrue } from '../../../src/engine/values/truth.ts';

export const CONTEXT: QueryContext = { now: 1_700_000_000_999, start: 1_699_999_000_000, end: 1_700_000_000_000 };

/** Rows of the examples of aggregates. */
export const ROWS: readonly { readonly x: number; readonly time: number }[] = [1, 2, 3, 4].map((x) => ({
  x,
  time: x * 1000,
}));

export function definitionOf(name: string): FunctionDefinition {
  const definition = findFunction(name);
  if (!definition) throw new Error(`no function ${name}`);
  return definition;
}

/** A text for a structure is its JSON. */
function convert(value: Value, type: ParameterType): Value {
  if (type === 'string' || type === 'json') return toText(value);
  if (type === 'number' || type === 'timestamp') return toNumber(value);
  if (type === 'boolean') return isTrue(value) ? 1 : 0;
  return value;
}

function converted(definition: FunctionDefinition, args: readonly Value[]): Value[] {
  const { parameters } = definition;
  return args.map((arg, index) => convert(arg, (parameters[index] ?? parameters.at(-1))?.type ?? 'any'));
}

/** The value of a scalar or constant function. */
export function call(name: string, ...args: readonly Value[]): Value {
  const definition = definitionOf(name);
  if (definition.kind === 'constant') return definition.constant(CONTEXT);
  if (definition.kind !== 'scalar') throw new Error(`${name} is an aggregate`);
  const values = converted(definition, args);
  return definition.nulls === 'propagate' && values.includes(null) ? null : definition.evaluate(...values);
}

/** The value of an aggregate over rows; each row is the list of its arguments, then its time and position where needed. */
export function aggregate(name: string, rows: readonly (readonly Value[])[]): Value {
  const definition = definitionOf(name);
  if (definition.kind !== 'aggregate') throw new Error(`${name} is no aggregate`);
  const accumulator = definition.create();
  for (const row of rows) {
    const ordered = definition.needsTimestamp || definition.needsPosition;
    const args = ordered ? [...row] : converted(definition, row);
    if (!args.includes(null)) accumulator.step(...args);
  }
  return scalarOf(accumulator.result());
}

interface Result {
  readonly value: Value;
  readonly type: ValueType | 'same';
  readonly computed: boolean;
}

const TOKEN = /\s*("[^"]*"|\d+(?:ms|mo|[smhdwqy])\b|\d+(?:\.\d+)?|@?[A-Za-z_]\w*|[<>]=?|[=%*(),-])/y;

/** Evaluates an example: literals, calls, `x`, and a few operators. */
export function cellOf(expression: string): string {
  const tokens: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < expression.length; ) {
    const match = TOKEN.exec(expression);
    if (!match?.[1]) throw new Error(`cannot read ${expression}`);
    tokens.push(match[1]);
  }
  const { value, type, computed } = comparison(tokens, ROWS[0]);
  if (type === 'list') return [JSON.parse(String(value))].flat().join(', ');
  if (typeof value !== 'number') return String(value);
  if (type === 'timestamp') return timestampText(value);
  return computed ? numberText(value) : String(toText(value));
}

type Row = (typeof ROWS)[number] | undefined;

const plain = (value: Value): Result => ({ value, type: 'any', computed: false });

function comparison(tokens: string[], row: Row): Result {
  const left = difference(tokens, row);
  if (!/^([<>]=?|=)$/.test(tokens[0] ?? '')) return left;
  const operator = tokens.shift();
  const [a, b] = [Number(left.value), Number(difference(tokens, row).value)];
  const holds = operator?.startsWith('<') ? a < b : operator?.startsWith('>') ? a > b : false;
  return plain(holds || (operator?.endsWith('=') && a === b) ? 1 : 0);
}

function difference(tokens: string[], row: Row): Result {
  let left = operand(tokens, row);
  for (let operator = tokens[0]; operator === '-' || operator === '%'; operator = tokens[0]) {
    tokens.shift();
    const [a, b] = [Number(left.value), Number(operand(tokens, row).value)];
    left = plain(operator === '-' ? a - b : a % b);
  }
  return left;
}

function operand(tokens: string[], row: Row): Result {
  const token = tokens.shift() ?? '';
  if (token === '-') return plain(-Number(operand(tokens, row).value));
  if (token === 'x') return plain(row?.x ?? null);
  if (token === '@timestamp') return plain(row?.time ?? null);
  if (token.startsWith('"')) return plain(token.slice(1, -1));
  if (/^\d/.test(token)) return plain(/[a-z]/.test(token) ? token : Number(token));
  return callOf(definitionOf(token), tokens, row);
}

function callOf(definition: FunctionDefinition, tokens: string[], row: Row): Result {
  const start = [...tokens];
  const args = argumentsOf(tokens, row);
  const { name, returns } = definition;
  const computed = definition.kind !== 'constant' && definition.computed === true;
  if (definition.kind === 'aggregate') {
    const rows = ROWS.map((each, position) => [
      ...argumentsOf([...start], each),
      ...(definition.needsTimestamp ? [each.time, position] : []),
    ]);
    return { value: aggregate(name, rows), type: returns, computed };
  }
  if (name === 'bin') args.unshift(row?.time ?? null);
  return { value: call(name === 'bin' ? 'datefloor' : name, ...args), type: returns, computed };
}

function argumentsOf(tokens: string[], row: Row): Value[] {
  const args: Value[] = [];
  tokens.shift();
  while (tokens[0] !== ')') {
    if (tokens[0] === '*') tokens.shift();
    else if (tokens[0] === ',') tokens.shift();
    else args.push(comparison(tokens, row).value);
    if (tokens.length === 0) throw new Error('missing )');
  }
  tokens.shift();
  return args;
}
