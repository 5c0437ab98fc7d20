/**
 * Expressions of the plan as functions over the values of their leaves: what the scan computes without SQL. Values are those of SQL:
 * JSON booleans are bigints, maps and lists are bytes. Whatever is computed here, SQL computes alike; tests hold the two together.
 */
import type { Cell } from '../../store/types.ts';
import type { QueryContext, ScalarFunction, Value } from '../functions/definition.ts';
import { findFunction } from '../functions/registry.ts';
import type { CallNode, CompareNode, ConvertNode, InNode, PlanExpression } from '../plan.ts';
import { equals, greater, greaterOrEqual, less, lessOrEqual } from '../values/compare.ts';
import { numberText, toNumber } from '../values/number.ts';
import { fixedStepMs, parsePeriod } from '../values/period.ts';
import { compileRegex } from '../values/regex.ts';
import { memberOf } from '../values/structure.ts';
import { toText } from '../values/text.ts';
import { timestampText } from '../values/timestamp.ts';
import { isTrue } from '../values/truth.ts';

export type ScanValue = Cell | Uint8Array;

/** An expression over the values of its leaves, in the order of `Compiled.leaves`. */
export type Evaluate = (leaves: readonly ScanValue[]) => ScanValue;

/** A field of the event, or a column that an earlier stage made. */
export type Leaf = { readonly kind: 'field'; readonly path: string } | { readonly kind: 'column'; readonly id: number };

export interface CompiledExpression {
  readonly leaves: readonly Leaf[];
  readonly evaluate: Evaluate;
  /** Which values of its only leaf it leaves as they are. */
  readonly keeps: 'all' | 'texts' | undefined;
  /** The period of which it gives the beginning, where that is all it does with `@timestamp`. */
  readonly period: FixedPeriod | undefined;
}

/** A period of fixed length: milliseconds, and a time at which one begins. */
export interface FixedPeriod {
  readonly step: number;
  readonly origin: number;
}

/** Whether it is the text of the record itself. */
export function isRecord({ leaves: [leaf], keeps }: CompiledExpression): boolean {
  return keeps === 'all' && leaf?.kind === 'field' && leaf.path === '@message';
}

/** Compiles an expression; undefined for one that only SQL can compute. */
export function compileExpression(expression: PlanExpression, context: QueryContext): CompiledExpression | undefined {
  const compiler = new ExpressionCompiler(context);
  const evaluate = compiler.compile(expression);
  return evaluate && { leaves: compiler.leaves, evaluate, keeps: keptValues(expression), period: periodOf(expression) };
}

function keptValues(expression: PlanExpression): CompiledExpression['keeps'] {
  if (expression.kind === 'field' || expression.kind === 'column') return 'all';
  const isText = expression.kind === 'convert' && expression.to === 'string' && expression.operand.type !== 'timestamp';
  return isText && keptValues(expression.operand) ? 'texts' : undefined;
}

class ExpressionCompiler {
  readonly leaves: Leaf[] = [];
  readonly #places = new Map<string, number>();
  readonly #context: QueryContext;

  constructor(context: QueryContext) {
    this.#context = context;
  }

  compile(expression: PlanExpression): Evaluate | undefined {
    switch (expression.kind) {
      case 'literal': {
        const { value } = expression;
        return () => value;
      }
      case 'constant': {
        const definition = findFunction(expression.function);
        if (definition?.kind !== 'constant') return undefined;
        const value = definition.constant(this.#context);
        return () => value;
      }
      case 'field':
        return this.#leaf(`field ${expression.path}`, { kind: 'field', path: expression.path });
      case 'column':
        return this.#leaf(`column ${expression.id}`, { kind: 'column', id: expression.id });
      case 'call':
        return this.#call(expression);
      case 'arithmetic':
        return this.#binary(expression.left, expression.right, ARITHMETIC[expression.operator]);
      case 'compare':
        return this.#compare(expression);
      case 'contains':
        return this.#binary(expression.value, expression.text, (value, text) =>
          typeof value === 'string' && typeof text === 'string' && value.includes(text) ? 1 : 0,
        );
      case 'matches': {
        const compiled = compileRegex(expression.regex);
        const { regex } = compiled.ok ? compiled : { regex: undefined };
        return this.#unary(expression.value, (value) => (typeof value === 'string' && regex?.test(value) ? 1 : 0));
      }
      case 'in':
        return this.#in(expression);
      case 'logical':
        return this.#logical(expression.operator, expression.operands);
      case 'not':
        return this.#unary(expression.operand, (value) => (truth(value) ? 0 : 1));
      case 'convert':
        return this.#unary(expression.operand, conversion(expression));
      case 'access':
        return this.#binary(expression.object, expression.key, (object, key) => {
          const name = scalar(key);
          return object instanceof Uint8Array && name !== null ? memberOf(textOf(object), name) : null;
        });
      case 'aggregate':
      case 'lookup':
      case 'inSubquery':
      case 'inList':
        return undefined;
    }
  }

  #leaf(key: string, leaf: Leaf): Evaluate {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.leaves.push(leaf) - 1;
      this.#places.set(key, place);
    }
    const index = place;
    return (leaves) => leaves[index] ?? null;
  }

  #unary(operand: PlanExpression, apply: (value: ScanValue) => ScanValue): Evaluate | undefined {
    const evaluate = this.compile(operand);
    return evaluate && ((leaves) => apply(evaluate(leaves)));
  }

  #binary(
    left: PlanExpression,
    right: PlanExpression,
    apply: (left: ScanValue, right: ScanValue) => ScanValue,
  ): Evaluate | undefined {
    const [a, b] = [this.compile(left), this.compile(right)];
    return a && b && ((leaves) => apply(a(leaves), b(leaves)));
  }

  #all(expressions: readonly PlanExpression[]): readonly Evaluate[] | undefined {
    const compiled = expressions.map((expression) => this.compile(expression));
    return compiled.every((evaluate) => evaluate !== undefined) ? compiled : undefined;
  }

  #logical(operator: 'and' | 'or', operands: readonly PlanExpression[]): Evaluate | undefined {
    const tests = this.#all(operands);
    if (!tests) return undefined;
    return operator === 'and'
      ? (leaves) => (tests.every((test) => truth(test(leaves))) ? 1 : 0)
      : (leaves) => (tests.some((test) => truth(test(leaves))) ? 1 : 0);
  }

  #compare(expression: CompareNode): Evaluate | undefined {
    return this.#binary(expression.left, expression.right, comparison(expression));
  }

  #in({ value, list, ...rest }: InNode): Evaluate | undefined {
    const items = list.map((right) => this.#compare({ ...rest, kind: 'compare', operator: '=', left: value, right }));
    if (!items.every((item) => item !== undefined)) return undefined;
    return (leaves) => (items.some((item) => item(leaves) === 1) ? 1 : 0);
  }

  #call(call: CallNode): Evaluate | undefined {
    const definition = findFunction(call.function);
    const args = this.#all(call.args);
    if (definition?.kind !== 'scalar' || !args) return undefined;
    const [first = () => null, second = () => null, third = () => null] = args;
    switch (definition.name) {
      case 'ispresent':
        return (leaves) => (first(leaves) === null ? 0 : 1);
      case 'unmask':
        return first;
      case 'coalesce':
        return (leaves) => {
          for (const arg of args) {
            const value = arg(leaves);
            if (value !== null) return value;
          }
          return null;
        };
      case 'if':
        return (leaves) => (truth(first(leaves)) ? second(leaves) : third(leaves));
      case 'case':
        return (leaves) => {
          for (let i = 0; i + 1 < args.length; i += 2) {
            if (truth(args[i]?.(leaves) ?? null)) return args[i + 1]?.(leaves) ?? null;
          }
          return args.length % 2 === 1 ? (args.at(-1)?.(leaves) ?? null) : null;
        };
      case 'datefloor':
        return floorTime(literalPeriod(call.args[1]), first) ?? ((leaves) => apply(definition, args, leaves));
      default:
        return (leaves) => apply(definition, args, leaves);
    }
  }
}

/** The period of `bin` and `datefloor`, which is nearly always a literal of fixed length. */
function literalPeriod(period: PlanExpression | undefined): FixedPeriod | undefined {
  const parsed = period?.kind === 'literal' && typeof period.value === 'string' ? parsePeriod(period.value) : undefined;
  const fixed = parsed && fixedStepMs(parsed.count, parsed.unit);
  return fixed && fixed.step > 0 ? fixed : undefined;
}

function periodOf(expression: PlanExpression): FixedPeriod | undefined {
  if (expression.kind !== 'call' || findFunction(expression.function)?.name !== 'datefloor') return undefined;
  const [time, period] = expression.args;
  return time?.kind === 'field' && time.path === '@timestamp' ? literalPeriod(period) : undefined;
}

/** The beginning of the period that a time is in. */
export function beginOf(time: number, { step, origin }: FixedPeriod): number {
  return Math.floor((time - origin) / step) * step + origin;
}

function floorTime(period: FixedPeriod | undefined, time: Evaluate): Evaluate | undefined {
  if (!period) return undefined;
  return (leaves) => {
    const t = scalar(time(leaves));
    return typeof t === 'number' ? beginOf(t, period) : null;
  };
}

/** Calls a function as its user function in SQL does. */
function apply(
  { parameters, nulls, returns, evaluate }: ScalarFunction,
  args: readonly Evaluate[],
  leaves: readonly ScanValue[],
): ScanValue {
  const values = args.map((arg, index): Value => {
    const value = arg(leaves);
    const { type } = parameters[index] ?? parameters.at(-1) ?? {};
    if (type === 'structure') return value instanceof Uint8Array ? textOf(value) : null;
    if (type === 'json') return value instanceof Uint8Array ? textOf(value) : toText(scalar(value));
    return scalar(value);
  });
  if (nulls === 'propagate' && values.includes(null)) return null;
  const result = evaluate(...values);
  if (typeof result === 'number' && !Number.isFinite(result)) return null;
  return returns === 'structure' && typeof result === 'string' ? Buffer.from(result) : result;
}

/** The value as a user function of SQL sees it. */
export function scalar(value: ScanValue): Value {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? null : value;
}

export function truth(value: ScanValue): boolean {
  return isTrue(scalar(value));
}

export function textOf(json: Uint8Array): string {
  return Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString();
}

type Operation = (left: ScanValue, right: ScanValue) => ScanValue;

function numeric(operate: (left: number, right: number) => number): Operation {
  return (left, right) => {
    const [a, b] = [scalar(left), scalar(right)];
    if (typeof a !== 'number' || typeof b !== 'number') return null;
    const result = operate(a, b);
    return Number.isFinite(result) ? result : null;
  };
}

const ARITHMETIC = {
  '+': numeric((a, b) => a + b),
  '-': numeric((a, b) => a - b),
  '*': numeric((a, b) => a * b),
  '/': numeric((a, b) => a / b),
  '%': numeric((a, b) => a % b),
  '^': numeric((a, b) => a ** b),
} as const;

const COMPARE = {
  '=': equals,
  '!=': (a: Value, b: Value) => !equals(a, b),
  '<': less,
  '<=': lessOrEqual,
  '>': greater,
  '>=': greaterOrEqual,
} as const;

/** The language's comparison for the static types of both sides (language specification 3.3 and 5.2). */
function comparison({ operator, left, right }: CompareNode): Operation {
  const holds = COMPARE[operator];
  const types = [left.type, right.type];
  if (types.includes('timestamp') && types.includes('string')) return () => (operator === '!=' ? 1 : 0);
  const timed = types.includes('timestamp');
  const [literal] = [left, right].filter(({ kind }) => kind === 'literal');
  const other = literal === left ? right : left;
  const boolean =
    literal?.kind === 'literal' && (other.type === 'any' || other.type === 'dynamic')
      ? BOOLEAN_TEXTS.get(literal.value)
      : undefined;
  const isEquality = operator === '=' || operator === '!=';
  return (a, b) => {
    if (operator === '!=' && (a instanceof Uint8Array || b instanceof Uint8Array)) return 0;
    // "true" and "false" also select JSON booleans.
    if (isEquality && boolean !== undefined && (a === boolean || b === boolean)) return operator === '=' ? 1 : 0;
    const [x, y] = timed ? [numberOnly(a), numberOnly(b)] : [scalar(a), scalar(b)];
    return holds(x, y) ? 1 : 0;
  };
}

const BOOLEAN_TEXTS: ReadonlyMap<string | number | null, bigint> = new Map([
  ['true', 1n],
  ['false', 0n],
]);

/** Beside a time, a value that turns out to be a text is missing. */
function numberOnly(value: ScanValue): Value {
  const plain = scalar(value);
  return typeof plain === 'number' ? plain : null;
}

function conversion({ to, operand }: ConvertNode): (value: ScanValue) => ScanValue {
  switch (to) {
    case 'string': {
      const ofNumber = operand.type === 'timestamp' ? timestampText : operand.computed ? numberText : undefined;
      return (value) => {
        const plain = scalar(value);
        return typeof plain === 'number' && ofNumber ? ofNumber(plain) : toText(plain);
      };
    }
    case 'number':
      return (value) => toNumber(scalar(value));
    case 'scalar':
      return (value) => (value instanceof Uint8Array ? null : value);
    case 'condition':
      return (value) => (truth(value) ? 1 : 0);
  }
}
