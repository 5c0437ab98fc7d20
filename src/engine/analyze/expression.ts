/** Expressions of the tree to expressions of the plan: names resolved, types known, conversions explicit. */
import type {
  ComparisonExpression,
  Expression,
  FieldReference,
  InExpression,
  LikeExpression,
  Name,
  Span,
  Subquery,
  UnaryExpression,
} from '../../parser/ast.ts';
import type { LiteralNode, PlanExpression } from '../plan.ts';
import { toNumber } from '../values/number.ts';
import { compileRegex } from '../values/regex.ts';
import { type Analysis, REFUSED } from './analysis.ts';
import { type CallResolver, resolveCall } from './call.ts';
import { asCondition, asNumber, asScalar, asText, isStructure, literal } from './convert.ts';
import { rejectRegex } from './invalid-regex.ts';
import { member, resolveName } from './names.ts';
import { analyzeSubquery, pipelineOf } from './pipeline.ts';

/** How names and calls mean something in the place of an expression; `stats` items have a mode of their own. */
export interface Mode {
  /** Resolves a name, or reports it and returns `REFUSED`. */
  readonly name: (name: Name) => PlanExpression;
  readonly call: CallResolver;
}

/** The mode of every command but `stats`: names are looked up in the scope, aggregates are refused. */
export function plainMode(analysis: Analysis): Mode {
  const mode: Mode = {
    name: (name) => resolveName(analysis, name),
    call: (call) => resolveCall(analysis, call, mode, undefined),
  };
  return mode;
}

export function resolveExpression(analysis: Analysis, expression: Expression, mode: Mode): PlanExpression {
  const resolve = (child: Expression): PlanExpression => resolveExpression(analysis, child, mode);
  switch (expression.kind) {
    case 'string':
      return literal(expression.value, 'string');
    case 'number':
      return literal(expression.value, 'number');
    case 'period':
      analysis.reject(
        'wrong-arguments',
        expression.span,
        `the period ${analysis.source(expression.span)} cannot be used as a value`,
        'Periods are arguments of bin, datefloor and dateceil; write durations as numbers of milliseconds.',
      );
      return REFUSED;
    case 'field':
      return booleanWord(analysis, expression) ?? mode.name(expression.name);
    case 'call':
      return mode.call(expression);
    case 'unary':
      return resolveUnary(expression, resolve);
    case 'arithmetic':
      return {
        kind: 'arithmetic',
        operator: expression.operator,
        left: asNumber(resolve(expression.left)),
        right: asNumber(resolve(expression.right)),
        type: 'number',
        computed: true,
      };
    case 'logical':
      return {
        kind: 'logical',
        operator: expression.operator,
        operands: operandsOf(expression.operator, expression).map((operand) => asCondition(resolve(operand))),
        type: 'boolean',
        computed: false,
      };
    case 'comparison':
      return resolveComparison(analysis, expression, resolve);
    case 'like':
      return resolveLike(analysis, expression, resolve);
    case 'in':
      return resolveIn(analysis, expression, resolve);
    case 'member': {
      const { path } = expression.property;
      const segments = expression.property.quoting === 'none' ? path.split('.') : [path];
      return member(analysis, resolve(expression.object), segments, expression.span);
    }
    case 'index': {
      const key = asScalar(resolve(expression.index));
      return { kind: 'access', object: resolve(expression.object), key, type: 'dynamic', computed: false };
    }
  }
}

/** `true` and `false` are 1 and 0 unless something has that name. */
export function booleanOf(analysis: Analysis, expression: Expression): LiteralNode | undefined {
  if (expression.kind !== 'field') return undefined;
  const { name } = expression;
  const word = name.path.toLowerCase();
  if (name.quoting !== 'none' || (word !== 'true' && word !== 'false')) return undefined;
  if (analysis.scope.names.has(name.path) || analysis.catalog?.has(name.path)) return undefined;
  return literal(word === 'true' ? 1 : 0, 'boolean');
}

function booleanWord(analysis: Analysis, reference: FieldReference): PlanExpression | undefined {
  const boolean = booleanOf(analysis, reference);
  if (!boolean) return undefined;
  analysis.report(
    'boolean-literal',
    reference.span,
    `${reference.name.path} is not a value on CloudWatch, where JSON booleans are the numbers 1 and 0`,
    `Write ${boolean.value}.`,
  );
  return boolean;
}

function resolveUnary(expression: UnaryExpression, resolve: (e: Expression) => PlanExpression): PlanExpression {
  const operand = resolve(expression.operand);
  if (expression.operator === 'not')
    return { kind: 'not', operand: asCondition(operand), type: 'boolean', computed: false };
  const number = asNumber(operand);
  if (expression.operator === '+') return number;
  if (number.kind === 'literal' && typeof number.value === 'number') return literal(-number.value, 'number');
  return {
    kind: 'arithmetic',
    operator: '-',
    left: literal(0, 'number'),
    right: number,
    type: 'number',
    computed: true,
  };
}

/** The operands of a chain of the same logical operator, flat: `a and b and c` has three. */
function operandsOf(operator: 'and' | 'or', expression: Expression): Expression[] {
  const operands: Expression[] = [];
  const open: Expression[] = [expression];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'logical' && next.operator === operator) open.push(next.right, next.left);
    else operands.push(next);
  }
  return operands;
}

function resolveComparison(
  analysis: Analysis,
  expression: ComparisonExpression,
  resolve: (e: Expression) => PlanExpression,
): PlanExpression {
  const { operator, operatorSpan } = expression;
  if (operatorSpan.end - operatorSpan.start === 2 && operator === '=') {
    analysis.report('double-equals', operatorSpan, 'CloudWatch does not know the operator ==', 'Write =.');
  }
  const left = resolve(expression.left);
  const right = resolve(expression.right);
  // Maps and lists compare false with everything (language specification, section 4.5).
  if (isStructure(left.type) || isStructure(right.type)) return literal(0, 'boolean');
  if (operator !== '=' && operator !== '!=') warnOfTextOrder(analysis, expression, left, right);
  else {
    warnOfBooleanText(analysis, left, right, expression.right.span);
    warnOfBooleanText(analysis, right, left, expression.left.span);
  }
  return { kind: 'compare', operator, left, right, type: 'boolean', computed: false };
}

/** Here such a text selects booleans as well; on CloudWatch they only equal 1 and 0. */
function warnOfBooleanText(analysis: Analysis, value: PlanExpression, text: PlanExpression, span: Span): void {
  if (value.kind !== 'field' || text.kind !== 'literal' || (text.value !== 'true' && text.value !== 'false')) return;
  if (!analysis.catalog?.hasBooleans(value.path)) return;
  analysis.report(
    'boolean-text',
    span,
    `${value.path} holds JSON booleans, which CloudWatch compares as the numbers 1 and 0`,
    `Write ${text.value === 'true' ? 1 : 0}.`,
  );
}

function warnOfTextOrder(
  analysis: Analysis,
  expression: ComparisonExpression,
  left: PlanExpression,
  right: PlanExpression,
): void {
  const text = [left, right].find((side) => side.kind === 'literal' && side.type === 'string');
  if (!text) return;
  const { message, hint } = textOrder(left.type === 'timestamp' || right.type === 'timestamp', text);
  analysis.report('text-order', expression.span, message, hint);
}

function textOrder(time: boolean, text: PlanExpression): { readonly message: string; readonly hint: string } {
  if (time) {
    return {
      message: 'A time is never before or after a text',
      hint: 'Compare toMillis(@timestamp) with epoch milliseconds, or set the time range.',
    };
  }
  const number = text.kind === 'literal' ? toNumber(text.value) : null;
  if (number !== null) {
    return {
      message: 'TrailQL compares a text that is a number as a number; CloudWatch may not',
      hint: `Write the number without quotes: ${number}.`,
    };
  }
  return {
    message: 'TrailQL orders texts by their characters; CloudWatch may find nothing',
    hint: 'Compare texts with =, in or like, and times with toMillis(@timestamp).',
  };
}

function resolveLike(
  analysis: Analysis,
  expression: LikeExpression,
  resolve: (e: Expression) => PlanExpression,
): PlanExpression {
  const value = asText(resolve(expression.value));
  const { pattern } = expression;
  let match: PlanExpression;
  if (pattern.kind === 'regex') {
    const compiled = compileRegex(pattern.source);
    if (!compiled.ok) rejectRegex(analysis, pattern, compiled.message, true);
    match = { kind: 'matches', value, regex: pattern.source, type: 'boolean', computed: false };
  } else {
    match = { kind: 'contains', value, text: asText(resolve(pattern)), type: 'boolean', computed: false };
  }
  return expression.negated ? { kind: 'not', operand: match, type: 'boolean', computed: false } : match;
}

function resolveIn(
  analysis: Analysis,
  expression: InExpression,
  resolve: (e: Expression) => PlanExpression,
): PlanExpression {
  const { list } = expression;
  const negatedIf = (membership: PlanExpression): PlanExpression =>
    expression.negated ? { kind: 'not', operand: membership, type: 'boolean', computed: false } : membership;
  if ('kind' in list) {
    const value = asScalar(resolve(expression.value));
    if (list.kind === 'subquery') return negatedIf(inSubquery(analysis, expression, list, value));
    return negatedIf({ kind: 'inList', value, list: resolve(list), type: 'boolean', computed: false });
  }
  const value = resolve(expression.value);
  const items = list.map(resolve);
  for (const [index, item] of items.entries()) {
    warnOfBooleanText(analysis, value, item, list[index]?.span ?? expression.span);
  }
  return negatedIf({ kind: 'in', value, list: items, type: 'boolean', computed: false });
}

/** Compares with the column that has the name of the value, else with the first one (language specification, section 3.26). */
function inSubquery(
  analysis: Analysis,
  { value }: InExpression,
  subquery: Subquery,
  resolved: PlanExpression,
): PlanExpression {
  const inner = analyzeSubquery(analysis, subquery);
  const pipeline = pipelineOf(inner);
  const columns = inner.shown.columns();
  const column = columns.find(({ name }) => value.kind === 'field' && name === value.name.path) ?? columns[0];
  if (!column) {
    analysis.reject(
      'subquery-column',
      { start: subquery.span.start, end: subquery.span.start + 1 },
      'the query in parentheses does not name the column to compare',
      'End it with fields and the name of one column.',
    );
    return REFUSED;
  }
  const output = [{ ...column, expression: asScalar(column.expression) }];
  const place = analysis.addSubquery({ ...pipeline, output });
  const times = column.expression.type === 'timestamp';
  return { kind: 'inSubquery', value: resolved, subquery: place, times, type: 'boolean', computed: false };
}
