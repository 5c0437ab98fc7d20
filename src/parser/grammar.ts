/**
 * The grammar of stage bodies (language specification, section 2.2): what follows the command word up to the next `|`.
 * Rules build nodes while reading. An expression is one flat rule, whose precedence `OperatorStack` settles: a layer of rules
 * per precedence would cost ten calls per operand and most of the call stack.
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
import type { Expression, Item, Name, NumberLiteral, ParseStage, RegexLiteral, SortKey, Span } from './ast.ts';
import { isCommandWord } from './commands.ts';
import { spanOf } from './lexer.ts';
import { nameOf, numberOf, periodOf, regexOf, textOf } from './literals.ts';
import { OperatorStack } from './operators.ts';
import * as t from './tokens.ts';

export interface StatsBody {
  readonly items: readonly Item[];
  readonly by: readonly Item[];
}

export interface LimitBody {
  readonly any: boolean;
  readonly count: NumberLiteral;
}

export type ParseBody = Pick<ParseStage, 'source' | 'spec'>;

/** Why a body could not be read. */
export type Failure =
  /** `token` is `undefined` at the end of the body; `expected` lists in words what could stand there, and may be empty. */
  | { readonly kind: 'unexpected'; readonly token: IToken | undefined; readonly expected: readonly string[] }
  | { readonly kind: 'refused'; readonly thing: string; readonly span: Span };

export type Reading<T> = { readonly value: T } | { readonly failure: Failure };

/** Forms of `parse` other than glob and regex. */
const PARSE_FORMATS = new Set(['logfmt', 'csv', 'xml']);

export class BodyParser extends EmbeddedActionsParser {
  #failure: Failure | undefined;

  /** `skipValidations` leaves out Chevrotain's checks of the grammar itself. */
  constructor(skipValidations: boolean) {
    super([...t.VOCABULARY], {
      maxLookahead: 2,
      recoveryEnabled: false,
      skipValidations,
      errorMessageProvider: EXPECTATIONS,
    });
    this.performSelfAnalysis();
  }

  /** Reads all tokens by one rule. */
  read<T>(tokens: readonly IToken[], rule: (parser: BodyParser) => T): Reading<T> {
    this.input = [...tokens];
    this.#failure = undefined;
    const value = rule(this);
    if (this.#failure) return { failure: this.#failure };
    const error = this.errors[0];
    if (!error) return { value };
    const token = tokens.includes(error.token) ? error.token : undefined;
    const expected = error.message === '' ? [] : error.message.split('\n');
    return { failure: { kind: 'unexpected', token, expected } };
  }

  // --- stages ----------------------------------------------------------------------------------------------------------

  readonly items: ParserMethod<[], Item[]> = this.RULE('items', () => {
    const items: Item[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.item)) });
    return items;
  });

  readonly item: ParserMethod<[], Item> = this.RULE('item', () => {
    const first = this.LA(1);
    const expression = this.SUBRULE(this.expression);
    const alias = this.OPTION(() => {
      this.CONSUME(t.As);
      return this.SUBRULE(this.name);
    });
    return this.ACTION((): Item => ({ kind: 'item', expression, alias, span: this.#spanFrom(first) }));
  });

  readonly stats: ParserMethod<[], StatsBody> = this.RULE('stats', () => {
    const items = this.SUBRULE(this.items);
    const by = this.OPTION(() => {
      this.CONSUME(t.By);
      return this.SUBRULE1(this.items);
    });
    this.OPTION1(() => {
      const word = this.CONSUME(t.Offset);
      this.ACTION(() => this.#refuse('stats … offset', word));
      this.CONSUME(t.Period);
    });
    return { items, by: by ?? [] };
  });

  readonly sort: ParserMethod<[], SortKey[]> = this.RULE('sort', () => {
    const keys: SortKey[] = [];
    this.OPTION(() => this.CONSUME(t.By));
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => keys.push(this.SUBRULE(this.sortKey)) });
    return keys;
  });

  readonly sortKey: ParserMethod<[], SortKey> = this.RULE('sortKey', () => {
    const first = this.LA(1);
    const expression = this.SUBRULE(this.postfix);
    const direction = this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Asc);
            return 'asc' as const;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Desc);
            return 'desc' as const;
          },
        },
      ]),
    );
    return this.ACTION((): SortKey => ({ kind: 'sortKey', expression, direction, span: this.#spanFrom(first) }));
  });

  /** `head` and `tail` know no `any`. */
  readonly limit: ParserMethod<[boolean], LimitBody> = this.RULE('limit', (takesAny: boolean) => {
    const any = this.OPTION({
      GATE: () => takesAny && this.LA(1).image.toLowerCase() === 'any',
      DEF: () => this.CONSUME(t.Name),
    });
    const count = this.CONSUME(t.Numeral);
    return this.ACTION(() => ({ any: any !== undefined, count: numberOf(count) }));
  });

  readonly names: ParserMethod<[], Name[]> = this.RULE('names', () => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.name)) });
    return names;
  });

  readonly parse: ParserMethod<[], ParseBody> = this.RULE('parse', () => {
    const source = this.OPTION({
      GATE: () => this.#parseSourceFollows(),
      DEF: () => this.SUBRULE(this.postfix),
    });
    const first = this.LA(1);
    const spec = this.OR([
      {
        ALT: () => {
          const pattern = this.CONSUME(t.Text);
          this.CONSUME(t.As);
          const aliases = this.SUBRULE(this.names);
          return this.ACTION(() => ({
            kind: 'glob' as const,
            pattern: textOf(pattern),
            aliases,
            span: this.#spanFrom(first),
          }));
        },
      },
      {
        ALT: () => {
          const pattern = this.SUBRULE(this.regex);
          const aliases = this.OPTION1(() => {
            this.CONSUME1(t.As);
            return this.SUBRULE1(this.names);
          });
          const span = this.ACTION(() => this.#spanFrom(first));
          this.OPTION2(() => {
            const word = this.CONSUME(t.Multi);
            this.ACTION(() => this.#refuse('parse … multi', word));
          });
          return { kind: 'regex' as const, pattern, aliases: aliases ?? [], span };
        },
      },
      {
        GATE: () => PARSE_FORMATS.has(this.LA(1).image.toLowerCase()),
        ALT: () => {
          const word = this.CONSUME(t.Name);
          return this.ACTION(() => this.#refuse(`parse … ${word.image.toLowerCase()}`, word));
        },
      },
    ]);
    return { source, spec };
  });

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
          return this.ACTION(() => ({ ...inner, span: this.#spanFrom(first) }));
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
            return this.ACTION((): Expression => ({ kind: 'member', object, property, span: this.#spanFrom(first) }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.LeftBracket);
            const index = this.SUBRULE1(this.expression);
            this.CONSUME(t.RightBracket);
            return this.ACTION((): Expression => ({ kind: 'index', object, index, span: this.#spanFrom(first) }));
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
      return { kind: 'call', callee: word.image, calleeSpan, args, star, span: this.#spanFrom(word) };
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

  #spanFrom(first: IToken): Span {
    return { start: first.startOffset, end: spanOf(this.LA(0)).end };
  }

  #literal(token: IToken, build: (token: IToken) => Expression): Expression {
    return this.ACTION(() => build(token));
  }

  /** Whether a value stands before the pattern. */
  #parseSourceFollows(): boolean {
    const next = this.LA(1);
    if (PARSE_FORMATS.has(next.image.toLowerCase())) return this.LA(2).tokenType !== t.As;
    return next.tokenType === t.Name || next.tokenType === t.LeftParen;
  }

  /** `in (` begins a subquery; a list in parentheses is a common mistake and is blamed at its first element. */
  #judgeParenthesisedList(): void {
    if (this.LA(1).tokenType !== t.LeftParen) return;
    const inside = this.LA(2).tokenType === t.Pipe ? this.LA(3) : this.LA(2);
    if (isCommandWord(inside.image)) this.#refuse('a subquery', this.LA(1));
    this.#fail({
      kind: 'unexpected',
      token: inside.tokenType === EOF ? undefined : inside,
      expected: ['a list in square brackets: in ["a", "b"]'],
    });
  }

  #refuse(thing: string, token: IToken): never {
    this.#fail({ kind: 'refused', thing, span: spanOf(token) });
  }

  /** Gives the body up for a reason that the grammar itself cannot see. */
  #fail(failure: Failure): never {
    this.#failure = failure;
    throw new MismatchedTokenException('', this.LA(1), this.LA(0));
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
