/**
 * Operands and operators of one expression, in reading order, to a tree (language specification, section 2.3).
 * The grammar reads an expression as one flat run; precedence is settled here with a stack instead of recursion, so that long
 * runs of operators need no call depth.
 */
import type { IToken } from 'chevrotain';
import type { ArithmeticExpression, ComparisonOperator, Expression, LogicalExpression } from './ast.ts';
import { spanOf } from './lexer.ts';

const NOT = 3;
/** Also `like`, `=~` and `in`. */
const COMPARISON = 4;
const SIGN = 7;
const POWER = 8;

const ARITHMETIC = new Map<string, { operator: ArithmeticExpression['operator']; precedence: number }>([
  ['+', { operator: '+', precedence: 5 }],
  ['-', { operator: '-', precedence: 5 }],
  ['*', { operator: '*', precedence: 6 }],
  ['/', { operator: '/', precedence: 6 }],
  ['%', { operator: '%', precedence: 6 }],
  ['^', { operator: '^', precedence: POWER }],
]);

const COMPARISONS = new Map<string, ComparisonOperator>([
  ['=', '='],
  ['==', '='],
  ['!=', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

interface PendingOperator {
  readonly precedence: number;
  readonly reduce: () => void;
}

export class OperatorStack {
  readonly #operands: Expression[] = [];
  readonly #operators: PendingOperator[] = [];
  #conjuncts: Expression[] = [];
  readonly #disjuncts: Expression[] = [];
  #closed = false;

  /** Whether `not` may stand here: not inside a comparison or arithmetic. */
  get takesNot(): boolean {
    return (this.#operators.at(-1)?.precedence ?? NOT) === NOT;
  }

  /** Whether arithmetic may follow: not after a regex or a list. */
  get takesArithmetic(): boolean {
    return !this.#closed;
  }

  operand(expression: Expression): void {
    this.#operands.push(expression);
    this.#closed = false;
  }

  prefix(token: IToken): void {
    const operator = token.image === '-' || token.image === '+' ? token.image : 'not';
    this.#operators.push({
      precedence: operator === 'not' ? NOT : SIGN,
      reduce: () => {
        const operand = this.#pop();
        const span = { start: token.startOffset, end: operand.span.end };
        this.#operands.push({ kind: 'unary', operator, operand, span });
      },
    });
  }

  infix(token: IToken): void {
    const word = token.image.toLowerCase();
    const arithmetic = ARITHMETIC.get(word);
    const comparison = COMPARISONS.get(word);
    if (word === 'and' || word === 'or') this.#endTerm(word);
    else if (arithmetic) {
      const { operator, precedence } = arithmetic;
      this.#infix(precedence, (left, right) => ({
        kind: 'arithmetic',
        operator,
        left,
        right,
        span: over(left, right),
      }));
    } else if (comparison) {
      const operatorSpan = spanOf(token);
      this.#infix(COMPARISON, (left, right) => ({
        kind: 'comparison',
        operator: comparison,
        operatorSpan,
        left,
        right,
        span: over(left, right),
      }));
    }
  }

  /** `like` in front of an expression. */
  like(negated: boolean): void {
    this.#infix(COMPARISON, (value, pattern) => ({
      kind: 'like',
      negated,
      value,
      pattern,
      span: over(value, pattern),
    }));
  }

  /** A complete test of the value read so far: `like /…/`, `=~ /…/`, `in […]`. */
  test(build: (value: Expression) => Expression): void {
    this.#reduceFrom(COMPARISON);
    this.#operands.push(build(this.#pop()));
    this.#closed = true;
  }

  finish(): Expression {
    // Most expressions are one operand; lists of thousands are common.
    if (this.#conjuncts.length === 0 && this.#disjuncts.length === 0) {
      this.#reduceFrom(0);
      return this.#pop();
    }
    this.#endTerm('or');
    return balanced('or', this.#disjuncts);
  }

  #infix(precedence: number, build: (left: Expression, right: Expression) => Expression): void {
    // All are left-associative but the power.
    this.#reduceFrom(precedence === POWER ? POWER + 1 : precedence);
    this.#operators.push({
      precedence,
      reduce: () => {
        const right = this.#pop();
        this.#operands.push(build(this.#pop(), right));
      },
    });
  }

  #reduceFrom(precedence: number): void {
    for (let top = this.#operators.at(-1); top && top.precedence >= precedence; top = this.#operators.at(-1)) {
      this.#operators.pop();
      top.reduce();
    }
  }

  #endTerm(operator: 'and' | 'or'): void {
    this.#reduceFrom(0);
    this.#conjuncts.push(this.#pop());
    if (operator === 'or') {
      this.#disjuncts.push(balanced('and', this.#conjuncts));
      this.#conjuncts = [];
    }
  }

  #pop(): Expression {
    const operand = this.#operands.pop();
    if (operand === undefined) throw new Error('an operator without its operand');
    return operand;
  }
}

function over(left: Expression, right: Expression): { start: number; end: number } {
  return { start: left.span.start, end: right.span.end };
}

/**
 * `and` and `or` are associative, so a run of them (parentheses or not) is built as a tree of least depth: hundreds of
 * conditions are common in real queries, and nothing later should need call depth for them.
 */
function balanced(operator: LogicalExpression['operator'], operands: readonly Expression[]): Expression {
  const first = operands[0];
  const last = operands.at(-1);
  if (first === undefined || last === undefined) throw new Error('an operator without its operand');
  if (operands.length === 1) return first;
  const leaves = operands.flatMap((operand) => leavesOf(operator, operand));
  return { ...join(operator, leaves, 0, leaves.length), span: over(first, last) };
}

function join(
  operator: LogicalExpression['operator'],
  leaves: readonly Expression[],
  from: number,
  to: number,
): Expression {
  const leaf = leaves[from];
  if (leaf === undefined) throw new Error('an operator without its operand');
  if (to - from === 1) return leaf;
  const middle = Math.ceil((from + to) / 2);
  const left = join(operator, leaves, from, middle);
  const right = join(operator, leaves, middle, to);
  return { kind: 'logical', operator, left, right, span: over(left, right) };
}

/** The operands of a run of one logical operator, in reading order. */
export function leavesOf(operator: LogicalExpression['operator'], expression: Expression): readonly Expression[] {
  if (expression.kind !== 'logical' || expression.operator !== operator) return [expression];
  return [...leavesOf(operator, expression.left), ...leavesOf(operator, expression.right)];
}
