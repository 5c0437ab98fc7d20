/** Syntax tree to canonical text: reading it again gives the same tree, spans aside. */
import type { Expression, Item, Name, Query, RegexLiteral, SortKey, Stage } from './ast.ts';
import { leavesOf } from './operators.ts';

/** One stage per line, commands in lower case, only the parentheses that are needed. */
export function print(query: Query): string {
  return query.stages.map(printStage).join('\n| ');
}

function printStage(stage: Stage): string {
  switch (stage.kind) {
    case 'fields':
    case 'display':
      return `${stage.kind} ${list(stage.items, printItem)}`;
    case 'filter':
      return `${stage.command} ${printExpression(stage.condition)}`;
    case 'stats': {
      const by = stage.by.length > 0 ? ` by ${list(stage.by, printItem)}` : '';
      return `stats ${list(stage.items, printItem)}${by}`;
    }
    case 'sort':
      return `${stage.command} ${list(stage.keys, printSortKey)}`;
    case 'limit':
      return `${stage.command} ${stage.any ? 'any ' : ''}${printNumber(stage.count.value)}`;
    case 'dedup':
      return `dedup ${list(stage.keys, printName)}`;
    case 'parse': {
      const source = stage.source ? `${printParseSource(stage.source)} ` : '';
      const { pattern, aliases } = stage.spec;
      const spec = pattern.kind === 'regex' ? printRegex(pattern) : printText(pattern.value);
      const names = aliases.length > 0 ? ` as ${list(aliases, printName)}` : '';
      return `parse ${source}${spec}${names}`;
    }
  }
}

/** In parentheses where it would be taken for the pattern. */
function printParseSource(source: Expression): string {
  const text = printAt(POSTFIX, source);
  return /^["\d]/.test(text) ? `(${text})` : text;
}

function list<T>(nodes: readonly T[], printOne: (node: T) => string): string {
  return nodes.map(printOne).join(', ');
}

function printItem({ expression, alias }: Item): string {
  return printExpression(expression) + (alias ? ` as ${printName(alias)}` : '');
}

function printSortKey({ expression, direction }: SortKey): string {
  return printAt(POSTFIX, expression) + (direction ? ` ${direction}` : '');
}

/** Quoted as it was written, as far as the path shows it. */
function printName({ path, quoting }: Name): string {
  if (quoting === 'none') return path;
  if (quoting === 'whole') return `\`${path}\``;
  // Any dot with text on both sides will do: what follows it goes into backticks as one segment.
  const dot = path.slice(0, -1).indexOf('.', 1);
  const head = path.slice(0, dot);
  return `${BARE.test(head) ? head : `\`${head}\``}.\`${path.slice(dot + 1)}\``;
}

const BARE = /^[@\p{L}_][\p{L}\p{M}\p{N}_@]*$/u;

// --- expressions -----------------------------------------------------------------------------------------------------

const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const SUM = 5;
const PRODUCT = 6;
const SIGN = 7;
const POWER = 8;
const POSTFIX = 9;

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
function printAt(precedence: number, expression: Expression): string {
  const text = printExpression(expression);
  return precedenceOf(expression) < precedence ? `(${text})` : text;
}

function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'string':
      return printText(expression.value);
    case 'number':
      return printNumber(expression.value);
    case 'period':
      return printCount(expression.count) + expression.unit;
    case 'field':
      return printName(expression.name);
    case 'call':
      return `${expression.callee}(${expression.star ? '*' : list(expression.args, printExpression)})`;
    case 'unary':
      return expression.operator === 'not'
        ? `not ${printAt(NOT, expression.operand)}`
        : expression.operator + printAt(SIGN, expression.operand);
    case 'arithmetic': {
      const precedence = precedenceOf(expression);
      // The power alone is right-associative, and takes a sign on its right.
      const [left, right] = precedence === POWER ? [POSTFIX, SIGN] : [precedence, precedence + 1];
      return `${printAt(left, expression.left)} ${expression.operator} ${printAt(right, expression.right)}`;
    }
    case 'logical': {
      const { operator } = expression;
      const precedence = precedenceOf(expression);
      return leavesOf(operator, expression)
        .map((leaf) => printAt(precedence, leaf))
        .join(` ${operator} `);
    }
    case 'comparison': {
      const { left, operator, operatorSpan, right } = expression;
      const sign = operator === '=' && operatorSpan.end - operatorSpan.start === 2 ? '==' : operator;
      return `${printAt(COMPARISON, left)} ${sign} ${printAt(SUM, right)}`;
    }
    case 'like': {
      const { value, negated, pattern } = expression;
      const printed = pattern.kind === 'regex' ? printRegex(pattern) : printAt(SUM, pattern);
      return `${printAt(COMPARISON, value)} ${negated ? 'not ' : ''}like ${printed}`;
    }
    case 'in': {
      const { value, negated, list: elements } = expression;
      const printed = 'kind' in elements ? printExpression(elements) : `[${list(elements, printExpression)}]`;
      return `${printAt(COMPARISON, value)} ${negated ? 'not ' : ''}in ${printed}`;
    }
    case 'member':
      return `${printObject(expression.object)}.${printName(expression.property)}`;
    case 'index':
      return `${printAt(POSTFIX, expression.object)}[${printExpression(expression.index)}]`;
  }
}

/** A blank keeps the dot from joining a name or number to what follows. */
function printObject(object: Expression): string {
  switch (object.kind) {
    case 'field':
    case 'member':
    case 'number':
    case 'period':
      return `${printExpression(object)} `;
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

function printText(value: string): string {
  return `"${value.replaceAll(/["\\\n\t\r]/g, (character) => ESCAPED.get(character) ?? character)}"`;
}

/** A number too large for any digits was written with a large exponent. */
function printNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : '1e999';
}

/** Whole digits: a period has no exponent. */
function printCount(count: number): string {
  return Number.isFinite(count) ? BigInt(count).toString() : '9'.repeat(309);
}

function printRegex({ source }: RegexLiteral): string {
  return `/${source.replaceAll(/\\[\s\S]|\//g, (part) => (part === '/' ? '\\/' : part))}/`;
}
