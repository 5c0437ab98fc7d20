/**
 * The grammar of expressions (language specification, section 2.2). Rules build nodes while reading. An expression is one flat rule,
 * whose precedence `OperatorStack` settles: a layer of rules per precedence would cost ten calls per operand and most of the call
 * stack.
 */
import {
  EmbeddedActionsParser,
  EOF,
  type IParserErrorMessageProvider,
  type IToken,
  MismatchedTokenException,
  type ParserMethod,
  type TokenType,
  tokenLabel,
} from 'chevrotain';
import type { Expression, Name, RegexLiteral, Span, Subquery } from '../ast.ts';
import { isCommandWord } from '../commands.ts';
import { spanOf } from '../lexer.ts';
import { nameOf, numberOf, periodOf, regexOf, textOf } from '../literals.ts';
import { OperatorStack } from '../operators.ts';
import * as t from '../tokens.ts';
import { LazyLookahead } from './lazy-lookahead.ts';

/** Where a body could not be read on. */
export interface Failure {
  /** `undefined` at the end of the body. */
  readonly token: IToken | undefined;
  /** What could stand there, in words; may be empty. */
  readonly expected: readonly string[];
}

export type Reading<T> = { readonly value: T } | { readonly failure: Failure };

const MAX_LOOKAHEAD = 2;

export class ExpressionParser extends EmbeddedActionsParser {
  #failure: Failure | undefined;

  /** `skipValidations` leaves out Chevrotain's checks of the grammar itself. The last subclass calls `performSelfAnalysis`. */
  constructor(skipValidations: boolean) {
    super([...t.VOCABULARY], {
      maxLookahead: MAX_LOOKAHEAD,
      lookaheadStrategy: new LazyLookahead({ maxLookahead: MAX_LOOKAHEAD }),
      recoveryEnabled: false,
      skipValidations,
      errorMessageProvider: EXPECTATIONS,
    });
  }

  /** Reads all tokens by one rule of this parser. */
  read<T>(tokens: readonly IToken[], rule: () => T): Reading<T> {
    this.input = [...tokens];
    this.#failure = undefined;
    const value = withoutStackTraces(rule);
    if (this.#failure) return { failure: this.#failure };
    const error = this.errors[0];
    if (!error) return { value };
    const token = tokens.includes(error.token) ? error.token : undefined;
    const expected = error.message === '' ? [] : error.message.split('\n');
    return { failure: { token, expected } };
  }

  // --- expressions -----------------------------------------------------------------------------------------------------

  readonly expression: ParserMethod<[], Expression> = this.RULE('expression', () => {
    const stack = new OperatorStack();
    this.SUBRULE(this.operand, { ARGS: [stack] });
    this.MANY(() => {
      this.OR([
        {
          GATE: () => stack.takesArithmetic || !isArithmetic(this.LA(1)),
          ALT: () => {
            const operator = this.CONSUME(t.InfixOperator);
            this.ACTION(() => stack.infix(operator));
            this.SUBRULE1(this.operand, { ARGS: [stack] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.MatchOperator);
            const pattern = this.SUBRULE(this.regex);
            this.ACTION(() => stack.test((value) => like(false, value, pattern)));
          },
        },
        {
          ALT: () => {
            const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined;
            this.OR1([
              { ALT: () => this.SUBRULE(this.likeTail, { ARGS: [stack, negated] }) },
              { ALT: () => this.SUBRULE(this.inTail, { ARGS: [stack, negated] }) },
            ]);
          },
        },
      ]);
    });
    return this.ACTION(() => stack.finish());
  });

  readonly operand: ParserMethod<[OperatorStack], void> = this.RULE('operand', (stack: OperatorStack) => {
    this.MANY({
      GATE: () => stack.takesNot || this.LA(1).image === '-' || this.LA(1).image === '+',
      DEF: () => {
        const operator = this.CONSUME(t.PrefixOperator);
        this.ACTION(() => stack.prefix(operator));
      },
    });
    const value = this.SUBRULE(this.postfix);
    this.ACTION(() => stack.operand(value));
  });

  readonly likeTail: ParserMethod<[OperatorStack, boolean], void> = this.RULE(
    'likeTail',
    (stack: OperatorStack, negated: boolean) => {
      this.CONSUME(t.Like);
      this.OR([
        {
          ALT: () => {
            const pattern = this.SUBRULE(this.regex);
            this.ACTION(() => stack.test((value) => like(negated, value, pattern)));
          },
        },
        {
          ALT: () => {
            this.ACTION(() => stack.like(negated));
            this.SUBRULE(this.operand, { ARGS: [stack] });
          },
        },
      ]);
    },
  );

  readonly inTail: ParserMethod<[OperatorStack, boolean], void> = this.RULE(
    'inTail',
    (stack: OperatorStack, negated: boolean) => {
      this.CONSUME(t.In);
      this.ACTION(() => this.#judgeParenthesisedList());
      const list = this.OR([
        {
          ALT: () => {
            const elements: Expression[] = [];
            this.CONSUME(t.LeftBracket);
            this.MANY_SEP({ SEP: t.Comma, DEF: () => elements.push(this.SUBRULE(this.expression)) });
            this.CONSUME(t.RightBracket);
            return elements;
          },
        },
        { ALT: () => this.SUBRULE(this.subquery) },
        {
          GATE: () => this.LA(1).tokenType !== t.LeftParen,
          ALT: () => this.SUBRULE(this.postfix),
        },
      ]);
      this.ACTION(() => {
        const { end } = spanOf(this.LA(0));
        stack.test((value) => ({ kind: 'in', negated, value, list, span: { start: value.span.start, end } }));
      });
    },
  );

  readonly subquery: ParserMethod<[], Subquery> = this.RULE('subquery', () => {
    const token = this.CONSUME(t.SubqueryToken);
    return this.ACTION(() => t.subqueryOf(token));
  });

  readonly postfix: ParserMethod<[], Expression> = this.RULE('postfix', () => {
    const first = this.LA(1);
    let value = this.OR([
      {
        ALT: () => {
          const word = this.CONSUME(t.Name);
          return (
            this.OPTION(() => this.SUBRULE(this.callTail, { ARGS: [word] })) ??
            this.ACTION((): Expression => ({ kind: 'field', name: nameOf(word), span: spanOf(word) }))
          );
        },
      },
      { ALT: () => this.#literal(this.CONSUME(t.Text), textOf) },
      { ALT: () => this.#literal(this.CONSUME(t.Numeral), numberOf) },
      { ALT: () => this.#literal(this.CONSUME(t.Period), periodOf) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          const inner = this.SUBRULE(this.expression);
          this.CONSUME(t.RightParen);
          return this.ACTION(() => ({ ...inner, span: this.spanFrom(first) }));
        },
      },
    ]);
    this.MANY(() => {
      const object = value;
      value = this.OR1([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            const property = this.SUBRULE(this.name);
            return this.ACTION((): Expression => ({ kind: 'member', object, property, span: this.spanFrom(first) }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.LeftBracket);
            const index = this.SUBRULE1(this.expression);
            this.CONSUME(t.RightBracket);
            return this.ACTION((): Expression => ({ kind: 'index', object, index, span: this.spanFrom(first) }));
          },
        },
      ]);
    });
    return value;
  });

  readonly callTail: ParserMethod<[IToken], Expression> = this.RULE('callTail', (word: IToken) => {
    const args: Expression[] = [];
    let star = false;
    this.CONSUME(t.LeftParen);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Star);
          star = true;
        },
      },
      { ALT: () => this.MANY_SEP({ SEP: t.Comma, DEF: () => args.push(this.SUBRULE(this.expression)) }) },
    ]);
    this.CONSUME(t.RightParen);
    return this.ACTION((): Expression => {
      const calleeSpan = spanOf(word);
      return { kind: 'call', callee: word.image, calleeSpan, args, star, span: this.spanFrom(word) };
    });
  });

  readonly regex: ParserMethod<[], RegexLiteral> = this.RULE('regex', () => {
    const token = this.CONSUME(t.Regex);
    return this.ACTION(() => regexOf(token));
  });

  readonly name: ParserMethod<[], Name> = this.RULE('name', () => {
    const token = this.CONSUME(t.Name);
    return this.ACTION(() => nameOf(token));
  });

  // --- helpers ---------------------------------------------------------------------------------------------------------

  protected spanFrom(first: IToken): Span {
    return { start: first.startOffset, end: spanOf(this.LA(0)).end };
  }

  #literal(token: IToken, build: (token: IToken) => Expression): Expression {
    return this.ACTION(() => build(token));
  }

  /** A list in parentheses is a common mistake, and is blamed at its first element. */
  #judgeParenthesisedList(): void {
    if (this.LA(1).tokenType !== t.LeftParen) return;
    const inside = this.LA(2);
    // A subquery has become one token by now, unless its end is missing.
    if (isCommandWord(inside.image) && this.LA(3).tokenType !== t.Comma && this.LA(3).tokenType !== t.RightParen) {
      this.fail({ ...inside, tokenType: EOF }, [')']);
    }
    this.fail(inside, ['a list in square brackets: in ["a", "b"]']);
  }

  /** Consumes nothing: fails unless one of the words comes next. */
  protected expectWord(...words: readonly string[]): void {
    this.ACTION(() => {
      if (!this.isWord(...words)) this.fail(this.LA(1), words);
    });
  }

  /** Whether one of the words comes next, in any case. */
  protected isWord(...words: readonly string[]): boolean {
    const next = this.LA(1).image.toLowerCase();
    return words.some((word) => word.toLowerCase() === next);
  }

  /** Gives the body up at a token for a reason that the grammar itself cannot see. */
  protected fail(token: IToken, expected: readonly string[]): never {
    this.#failure = { token: token.tokenType === EOF ? undefined : token, expected };
    throw new MismatchedTokenException('', this.LA(1), this.LA(0));
  }
}

/** Chevrotain throws and catches an error per mistake; recording where in its code is most of what a mistake costs. */
function withoutStackTraces<T>(work: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function like(negated: boolean, value: Expression, pattern: RegexLiteral): Expression {
  return { kind: 'like', negated, value, pattern, span: { start: value.span.start, end: pattern.span.end } };
}

function isArithmetic({ tokenType }: IToken): boolean {
  return tokenType === t.Plus || tokenType === t.Minus || tokenType === t.Star || tokenType === t.ArithmeticOperator;
}

/** Chevrotain's messages, reduced to one line per thing that could have stood there. */
const EXPECTATIONS: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => tokenLabel(expected),
  buildNotAllInputParsedMessage: () => '',
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) => firstLabels(expectedPathsPerAlt.flat()),
  buildEarlyExitMessage: ({ expectedIterationPaths }) => firstLabels(expectedIterationPaths),
};

const VALUE_STARTS: readonly TokenType[] = [t.Name, t.Text, t.Numeral, t.Period, t.LeftParen];

function firstLabels(paths: readonly TokenType[][]): string {
  const types = new Set(paths.flatMap((path) => path.slice(0, 1)));
  // After a finished operand the command knows better what may follow.
  if (types.has(t.InfixOperator)) return '';
  const takesValue = VALUE_STARTS.every((type) => types.has(type));
  if (takesValue) for (const type of [...VALUE_STARTS, t.PrefixOperator]) types.delete(type);
  // After `parse` a name would be a format of those that are refused.
  if (types.has(t.Text) && types.has(t.Regex)) types.delete(t.Name);
  const labels = [...types].map(tokenLabel);
  if (takesValue) labels.push('a value (a field, a function call, a text or a number)');
  return labels.join('\n');
}
