/** The user functions that compiled SQL calls, made from the function definitions. */
import type { Database } from 'better-sqlite3';
import type {
  AggregateFunction,
  FunctionDefinition,
  LoggedValue,
  RowValue,
  ScalarFunction,
  Value,
} from '../functions/definition.ts';
import { allFunctions } from '../functions/registry.ts';
import { equals, greater, greaterOrEqual, less, lessOrEqual } from '../values/compare.ts';
import { finiteOrNull, numberText, toNumber } from '../values/number.ts';
import { sortKey } from '../values/order.ts';
import { compileRegex } from '../values/regex.ts';
import { memberOf } from '../values/structure.ts';
import { toText } from '../values/text.ts';
import { timestampText } from '../values/timestamp.ts';
import { isTrue } from '../values/truth.ts';
import { registerCaptures } from './sqlite-captures.ts';

const registered = new WeakSet<Database>();

/** Makes the user functions known to a connection, once. */
export function registerFunctions(database: Database): void {
  if (registered.has(database)) return;
  registered.add(database);
  database.function('ql_opaque', { deterministic: false }, (value: unknown) => value);
  registerCaptures(database);
  database.function('ql_scalar', { deterministic: true, safeIntegers: true }, loggedValue);
  database.function(
    'ql_equals_boolean',
    { deterministic: true, safeIntegers: true },
    (value: unknown, text: unknown) =>
      value === text || (typeof value === 'bigint' && String(value === 1n) === text) ? 1 : 0,
  );
  const scalar = (name: string, implementation: (...args: Value[]) => Value): void => {
    database.function(`ql_${name}`, { deterministic: true, varargs: true }, (...args: unknown[]) =>
      implementation(...args.map(toValue)),
    );
  };
  scalar('equals', (a = null, b = null) => Number(equals(a, b)));
  scalar('less', (a = null, b = null) => Number(less(a, b)));
  scalar('less_or_equal', (a = null, b = null) => Number(lessOrEqual(a, b)));
  scalar('greater', (a = null, b = null) => Number(greater(a, b)));
  scalar('greater_or_equal', (a = null, b = null) => Number(greaterOrEqual(a, b)));
  scalar('power', (a, b) => (typeof a === 'number' && typeof b === 'number' ? finiteOrNull(a ** b) : null));
  scalar('sort_key', (value = null) => (value === null ? null : sortKey(value)));
  scalar('text', (value = null) => toText(value));
  scalar('number', (value = null) => toNumber(value));
  scalar('number_only', (value = null) => (typeof value === 'number' ? value : null));
  scalar('number_text', (value = null) => (typeof value === 'number' ? numberText(value) : value));
  scalar('time_text', (value = null) => (typeof value === 'number' ? timestampText(value) : value));
  scalar('truth', (value = null) => Number(isTrue(value)));
  scalar('matches', matcher());
  database.function('ql_access', { deterministic: true }, (object: unknown, key: unknown) => {
    const json = structureText(object);
    const name = toValue(key);
    return json === null || name === null ? null : memberOf(json, name);
  });
  for (const definition of allFunctions()) {
    if (definition.kind === 'scalar') registerScalar(database, definition);
    if (definition.kind === 'aggregate') registerAggregate(database, definition);
  }
}

function toValue(value: unknown): Value {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** A value that a function with safe integers is given: JSON booleans are integers in SQL. */
function loggedValue(value: unknown): LoggedValue {
  return typeof value === 'bigint' ? value : toValue(value);
}

/** Maps and lists are BLOBs in SQL, which tells them from texts. */
function structureText(value: unknown): string | null {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString() : null;
}

/** Brings an argument into the form that its parameter asks for. */
function argumentReader({ parameters }: FunctionDefinition): (value: unknown, index: number) => Value {
  return (value, index) => {
    switch ((parameters[index] ?? parameters.at(-1))?.type) {
      case 'structure':
        return structureText(value);
      case 'json':
        return structureText(value) ?? toText(toValue(value));
      default:
        return toValue(value);
    }
  };
}

function resultWriter({
  returns,
}: Pick<ScalarFunction | AggregateFunction, 'returns'>): (value: LoggedValue) => RowValue {
  const structured = returns === 'structure' || returns === 'list';
  return (value) => (structured && typeof value === 'string' ? Buffer.from(value) : value);
}

/** The definition with its null rule; what is no finite number becomes null (specification 10.10). */
function registerScalar(database: Database, definition: ScalarFunction): void {
  const { name, nulls, evaluate } = definition;
  const read = argumentReader(definition);
  const write = resultWriter(definition);
  database.function(`ql_${name.toLowerCase()}`, { deterministic: true, varargs: true }, (...values: unknown[]) => {
    const args = values.map(read);
    if (nulls === 'propagate' && args.includes(null)) return null;
    const result = evaluate(...args);
    return typeof result === 'number' && !Number.isFinite(result) ? null : write(result);
  });
}

function registerAggregate(database: Database, definition: AggregateFunction): void {
  const read = argumentReader(definition);
  const write = resultWriter(definition);
  const { picks = false, parameters } = definition;
  // What picks values is given integers only where they are JSON booleans, and the position of the row.
  const readPicked = (value: unknown, index: number): LoggedValue => {
    if (typeof value !== 'bigint') return read(value, index);
    return index < parameters.length ? value : Number(value);
  };
  database.aggregate(`ql_${definition.name.toLowerCase()}`, {
    varargs: true,
    safeIntegers: picks,
    start: () => definition.create(),
    step: (accumulator, ...args: unknown[]) => {
      const values: LoggedValue[] = args.map(picks ? readPicked : read);
      if (!values.includes(null)) accumulator.step(...values);
    },
    result: (accumulator) => write(accumulator.result()),
  });
}

function matcher(): (text?: Value, pattern?: Value) => Value {
  return (text, pattern) => {
    if (typeof text !== 'string' || typeof pattern !== 'string') return 0;
    const compiled = compileRegex(pattern);
    return compiled.ok && compiled.regex.test(text) ? 1 : 0;
  };
}
