/** Function calls: which function is meant, whether its arguments fit, and what type comes out. */
import type { CallExpression, Expression, Name } from '../../parser/ast.ts';
import { asKey } from '../commands/scalars.ts';
import type {
  AggregateFunction,
  FunctionDefinition,
  Parameter,
  ScalarFunction,
  Value,
  ValueType,
} from '../functions/definition.ts';
import { findFunction, nearestFunctionNames } from '../functions/registry.ts';
import type { AggregateNode, PlanExpression } from '../plan.ts';
import { effectivePeriod, periodText } from '../values/period.ts';
import { type Analysis, messageRange, REFUSED } from './analysis.ts';
import { asParameter, asText, literal, unify } from './convert.ts';
import { booleanOf, type Mode, plainMode, resolveExpression } from './expression.ts';
import { counted, listed } from './wording.ts';

export type CallResolver = (call: CallExpression) => PlanExpression;

/** Takes an aggregate call of a `stats` item and gives the column that will hold its result. */
export type AggregateCollector = (aggregate: AggregateNode) => PlanExpression;

/** More arguments than this are a mistake or an attack; SQL functions take at most 1,000. */
const MAX_ARGUMENTS = 500;

/** Units of one period; a million days are 2,700 years. */
const MAX_PERIOD = 1_000_000;

/** Resolves a call. `place` says that it stands in a key of stats, where `histogram` may be. */
export function resolveCall(
  analysis: Analysis,
  call: CallExpression,
  mode: Mode,
  collect: AggregateCollector | undefined,
  place?: 'key',
): PlanExpression {
  const definition = findFunction(call.callee);
  if (!definition) return refuseUnknown(analysis, call);
  if (!argumentsFit(analysis, call, definition)) return REFUSED;
  switch (definition.kind) {
    case 'constant':
      return { kind: 'constant', function: definition.name, type: definition.returns, computed: false };
    case 'aggregate':
      return resolveAggregate(analysis, call, definition, collect);
    case 'scalar':
      if (definition.name === 'bin') return resolveBin(analysis, call, definition, collect ? mode : undefined);
      if (definition.place !== undefined && definition.place !== place) return refusePlace(analysis, call, definition);
      return resolveScalar(analysis, call, definition, mode);
  }
}

function refusePlace(analysis: Analysis, call: CallExpression, definition: ScalarFunction): PlanExpression {
  analysis.reject(
    'wrong-arguments',
    call.span,
    `the function ${definition.name} stands outside by of stats`,
    `Group by it: stats count(*) by ${analysis.source(call.span)}.`,
  );
  return REFUSED;
}

function refuseUnknown(analysis: Analysis, call: CallExpression): PlanExpression {
  const nearest = nearestFunctionNames(call.callee);
  analysis.report(
    'unknown-function',
    call.span,
    `Unrecognized function name: ${call.callee} ${messageRange(call.span)}`,
    nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : '',
  );
  return REFUSED;
}

/** The parameter that takes the argument at `index`: the last one repeats when it is variadic. */
function parameterAt(definition: FunctionDefinition, index: number): Parameter | undefined {
  const { parameters } = definition;
  return parameters[index] ?? (parameters.at(-1)?.variadic ? parameters.at(-1) : undefined);
}

function argumentsFit(analysis: Analysis, call: CallExpression, definition: FunctionDefinition): boolean {
  const star = definition.kind === 'aggregate' && definition.star === true;
  if (star && call.args.length === 0) return true;
  const required = definition.parameters.filter((parameter) => !parameter.optional).length;
  const variadic = definition.parameters.at(-1)?.variadic === true;
  const most = variadic ? MAX_ARGUMENTS : definition.parameters.length;
  if (!call.star && call.args.length >= required && call.args.length <= most) return true;
  const reason = call.star
    ? `${definition.name} does not take *`
    : call.args.length < required
      ? tooFew(definition, call.args.length)
      : `${definition.name} does not take ${counted(call.args.length, 'argument')}`;
  analysis.reject('wrong-arguments', call.span, reason, `The function is ${signature(definition)}.`);
  return false;
}

/** Names the arguments that are missing. */
function tooFew({ name, parameters }: FunctionDefinition, given: number): string {
  const missing = parameters.slice(given).filter((parameter) => !parameter.optional);
  return `${name} lacks the argument${missing.length === 1 ? '' : 's'} ${listed(missing.map((one) => one.name))}`;
}

/** The function as documentation writes it: `substr(text, start[, length])`. */
export function signature(definition: FunctionDefinition): string {
  const parameters = definition.parameters.map((parameter, index) => {
    const text = (index > 0 ? ', ' : '') + parameter.name + (parameter.variadic ? ', …' : '');
    return parameter.optional ? `[${text}]` : text;
  });
  return `${definition.name}(${parameters.join('')})`;
}

function resolveArguments(
  analysis: Analysis,
  call: CallExpression,
  definition: ScalarFunction | AggregateFunction,
  mode: Mode,
): PlanExpression[] {
  return call.args.map((arg, index) => {
    const { type = 'any', optional = false } = parameterAt(definition, index) ?? {};
    if (type === 'period') return resolvePeriod(analysis, arg, definition);
    // A switch such as the last argument of strcontains is true or false on CloudWatch as well.
    const value =
      (optional && type === 'boolean' && booleanOf(analysis, arg)) || resolveExpression(analysis, arg, mode);
    return asParameter(definition.kind === 'aggregate' ? asKey(analysis, value, arg.span, 'stats') : value, type);
  });
}

function resolvePeriod(analysis: Analysis, arg: Expression, definition: FunctionDefinition): PlanExpression {
  if (arg.kind !== 'period' || arg.count < 1 || arg.count > MAX_PERIOD) {
    analysis.reject(
      'wrong-arguments',
      arg.span,
      `${definition.name} needs a period, not ${analysis.source(arg.span)}`,
      'A period is a whole number from 1 to a million with a unit: 30s, 5m, 1h, 1d, 1w, 1mo.',
    );
    return REFUSED;
  }
  const effective = effectivePeriod(arg.count, arg.unit);
  if (effective.count !== arg.count) {
    analysis.report(
      'bin-cap',
      arg.span,
      `CloudWatch reduces ${analysis.source(arg.span)} to ${periodText(effective.count, effective.unit)}, and so does TrailQL`,
      'Use a larger unit: seconds and minutes go up to 60, hours up to 24.',
    );
  }
  return literal(periodText(effective.count, effective.unit), 'string');
}

/** Whether the definition finds nothing wrong with the arguments that are literals. */
function literalsFit(
  analysis: Analysis,
  call: CallExpression,
  definition: ScalarFunction | AggregateFunction,
  args: readonly PlanExpression[],
): boolean {
  const literals = args.map((arg): Value | undefined => (arg.kind === 'literal' ? arg.value : undefined));
  const complaint = definition.check?.(...literals);
  if (complaint === undefined) return true;
  analysis.reject('wrong-arguments', call.span, complaint, `The function is ${signature(definition)}.`);
  return false;
}

function resolveScalar(
  analysis: Analysis,
  call: CallExpression,
  definition: ScalarFunction,
  mode: Mode,
): PlanExpression {
  let args = resolveArguments(analysis, call, definition, mode);
  if (!literalsFit(analysis, call, definition, args)) return REFUSED;
  let type: ValueType;
  let computed = definition.computed === true;
  if (definition.returns === 'same') {
    const alternatives = args.map((_, index) => isAlternative(definition, index, args.length));
    const unified = unify(args.filter((_, index) => alternatives[index]));
    type = unified.type;
    computed ||= unified.operands.some((operand) => operand.computed);
    let next = 0;
    args = args.map((arg, index) =>
      alternatives[index] ? (unified.operands[next++] ?? arg) : conditionOf(definition, arg),
    );
  } else {
    type = definition.returns;
  }
  return { kind: 'call', function: definition.name, args, type, computed };
}

/** In `case(c1, v1, c2, v2, default)` every second argument and a last odd one are the alternatives; elsewhere the `any` parameters. */
function isAlternative(definition: ScalarFunction, index: number, total: number): boolean {
  if (definition.name === 'case') return index % 2 === 1 || index === total - 1;
  return parameterAt(definition, index)?.type === 'any';
}

function conditionOf(definition: ScalarFunction, arg: PlanExpression): PlanExpression {
  return definition.name === 'case' ? asParameter(arg, 'boolean') : arg;
}

/**
 * `bin(p)` is the floor of `@timestamp`, which an earlier stats may have taken away. In an item of stats it is a name like any other,
 * so that it must be a key.
 */
function resolveBin(
  analysis: Analysis,
  call: CallExpression,
  definition: ScalarFunction,
  item: Mode | undefined,
): PlanExpression {
  const [period] = call.args;
  if (!period) return REFUSED;
  const name: Name = { kind: 'name', path: '@timestamp', quoting: 'none', span: call.span };
  const time = item ? item.name(name) : rowTime(analysis, call, definition);
  const length = resolvePeriod(analysis, period, definition);
  if (!time) return REFUSED;
  return { kind: 'call', function: 'datefloor', args: [time, length], type: 'timestamp', computed: false };
}

/** The `@timestamp` of the current rows; reported when an earlier stats has taken it away. */
function rowTime(analysis: Analysis, call: CallExpression, definition: FunctionDefinition): PlanExpression | undefined {
  if (analysis.scope.events) return { kind: 'field', path: '@timestamp', type: 'timestamp', computed: false };
  const time = analysis.scope.names.get('@timestamp')?.expression;
  if (!time) {
    analysis.reject(
      'bin-out-of-scope',
      call.span,
      `${definition.name} works on @timestamp, which the stats before it does not pass on`,
      'Keep a time in the earlier stats, such as max(@timestamp) as t, and use datefloor(t, …) or dateceil(t, …).',
    );
  }
  return time;
}

function resolveAggregate(
  analysis: Analysis,
  call: CallExpression,
  definition: AggregateFunction,
  collect: AggregateCollector | undefined,
): PlanExpression {
  if (!collect) {
    const text = analysis.source(call.span);
    analysis.reject(
      'aggregate-outside-stats',
      call.span,
      `the aggregate function ${definition.name} stands outside the items of stats`,
      analysis.scope.names.has(text)
        ? `Put the column's name between backticks: \`${text}\`.`
        : `Use it in a stats command: stats ${text}.`,
    );
    return REFUSED;
  }
  const inList = definition.returns === 'list';
  // An element of a list no longer tells that it is a time, so its display text stands for it.
  const args = resolveArguments(analysis, call, definition, plainMode(analysis)).map((arg) =>
    inList && arg.type === 'timestamp' ? asText(arg) : arg,
  );
  if (!literalsFit(analysis, call, definition, args)) return REFUSED;
  const [argument] = args;
  if (definition.needsTimestamp) {
    const time = rowTime(analysis, call, definition);
    if (!time) return REFUSED;
    args.push(time);
  }
  let type: ValueType = definition.returns === 'same' ? (argument?.type ?? 'any') : definition.returns;
  // earliest(@timestamp) and latest(@timestamp) come back as epoch milliseconds, not as a time (specification 4.9).
  if (definition.needsTimestamp && type === 'timestamp') type = 'number';
  const passesOn = definition.returns === 'same' || inList;
  const computed = definition.computed === true || (passesOn && args.some((arg) => arg.computed));
  return collect({ kind: 'aggregate', function: definition.name, args, type, computed });
}
