/** Expressions, names and literals to canonical text. */
import type { Expression, InExpression, Name, PeriodLiteral, RegexLiteral } from './ast.ts';
import { type Doc, list, SOFT, together } from './document.ts';
import { leavesOf } from './operators.ts';

/** Quoted as it was written, as far as the path shows it. */
export function printName({ path, quoting }: Name): string {
  if (quoting === 'none') return path;
  if (quoting === 'whole') return `\`${path}\``;
  // Any dot with text on both sides will do: what follows it goes into backticks as one segment.
  const dot = path.slice(0, -1).indexOf('.', 1);
  const head = path.slice(0, dot);
  return `${BARE.test(head) ? head : `\`${head}\``}.\`${path.slice(dot + 1)}\``;
}

const BARE = /^[@\p{L}_][\p{L}\p{M}\p{N}_@]*$/u;

const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const SUM = 5;
const PRODUCT = 6;
const SIGN = 7;
const POWER = 8;
export const POSTFIX = 9;

function precedenceOf(expression: Expression): number {
  switch (expression.kind) {
    case 'logical':
      return expression.operator === 'or' ? OR : AND;
    case 'unary':
      return expression.operator === 'not' ? NOT : SIGN;
    case 'comparison':
    case 'like':
    case 'in':
      return COMPARISON;
    case 'arithmetic':
      switch (expression.operator) {
        case '+':
        case '-':
          return SUM;
        case '*':
        case '/':
        case '%':
          return PRODUCT;
        case '^':
          return POWER;
      }
      break;
    default:
      return POSTFIX;
  }
}

/** In parentheses where the expression binds less than its place demands. */
export function printAt(precedence: number, expression: Expression): Doc {
  const doc = printExpression(expression);
  return precedenceOf(expression) < precedence ? together(['(', ...doc, ')']) : doc;
}

export function printExpression(expression: Expression): Doc {
  switch (expression.kind) {
    case 'string':
      return [printText(expression.value)];
    case 'number':
      return [printNumber(expression.value)];
    case 'period':
      return [printPeriod(expression)];
    case 'field':
      return [printName(expression.name)];
    case 'call': {
      const args: Doc = expression.star ? ['*'] : list(expression.args, printExpression);
      return together([`${expression.callee}(`, ...args, ')']);
    }
    case 'unary':
      return expression.operator === 'not'
        ? ['not ', ...printAt(NOT, expression.operand)]
        : [expression.operator, ...printAt(SIGN, expression.operand)];
    case 'arithmetic': {
      const precedence = precedenceOf(expression);
      // The power alone is right-associative, and takes a sign on its right.
      const [left, right] = precedence === POWER ? [POSTFIX, SIGN] : [precedence, precedence + 1];
      return [...printAt(left, expression.left), ` ${expression.operator} `, ...printAt(right, expression.right)];
    }
    case 'logical': {
      const { operator } = expression;
      const precedence = precedenceOf(expression);
      return leavesOf(operator, expression).flatMap((leaf, index): Doc => {
        const doc = printAt(precedence, leaf);
        return index === 0 ? doc : [SOFT, `${operator} `, ...doc];
      });
    }
    case 'comparison': {
      const { left, operator, operatorSpan, right } = expression;
      const sign = operator === '=' && operatorSpan.end - operatorSpan.start === 2 ? '==' : operator;
      return [...printAt(COMPARISON, left), ` ${sign} `, ...printAt(SUM, right)];
    }
    case 'like': {
      const { value, negated, pattern } = expression;
      const printed: Doc = pattern.kind === 'regex' ? [printRegex(pattern)] : printAt(SUM, pattern);
      return [...printAt(COMPARISON, value), negated ? ' not like ' : ' like ', ...printed];
    }
    case 'in':
      return [
        ...printAt(COMPARISON, expression.value),
        expression.negated ? ' not in ' : ' in ',
        ...printMembers(expression),
      ];
    case 'member':
      return [...printObject(expression.object), `.${printName(expression.property)}`];
    case 'index':
      return [...printAt(POSTFIX, expression.object), '[', ...printExpression(expression.index), ']'];
  }
}

function printMembers({ list: members }: InExpression): Doc {
  if (!('kind' in members)) return together(['[', ...list(members, printExpression), ']']);
  return members.kind === 'subquery' ? [members] : printExpression(members);
}

/** A blank keeps the dot from joining a name or number to what follows. */
function printObject(object: Expression): Doc {
  switch (object.kind) {
    case 'field':
    case 'member':
    case 'number':
    case 'period':
      return [...printExpression(object), ' '];
    default:
      return printAt(POSTFIX, object);
  }
}

const ESCAPED = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\r', '\\r'],
]);

export function printText(value: string): string {
  return `"${value.replaceAll(/["\\\n\t\r]/g, (character) => ESCAPED.get(character) ?? character)}"`;
}

/** A number too large for any digits was written with a large exponent. */
export function printNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : '1e999';
}

export function printPeriod({ count, unit }: PeriodLiteral): string {
  return printCount(count) + unit;
}

/** Whole digits: a period has no exponent. */
function printCount(count: number): string {
  return Number.isFinite(count) ? BigInt(count).toString() : '9'.repeat(309);
}

export function printRegex({ source }: RegexLiteral): string {
  return `/${source.replaceAll(/\\[\s\S]|\//g, (part) => (part === '/' ? '\\/' : part))}/`;
}
