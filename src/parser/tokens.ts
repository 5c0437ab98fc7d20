/**
 * The token types of the language (language specification, section 2.1). All words are contextual: only those of
 * `RESERVED_WORDS` have a type of their own, every other word, command or function is a `Name` and the grammar decides.
 */
import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import type { Subquery } from './ast.ts';
import { delimitedAt } from './delimited.ts';
import { UNIT_OF_SPELLING } from './periods.ts';

/** `eventName`, `@timestamp`, `items.0.id`, `` `x-y` ``, `` a.`x-y` ``, `` @`aws.tag` ``: a whole dotted path is one token. */
const NAME = /(?:@?`[^`]+`|[@\p{L}_][\p{L}\p{M}\p{N}_@]*)(?:\.(?:`[^`]+`|[\p{L}\p{M}\p{N}_@]+))*/uy;
const BROKEN_REGEX = /\/(?:\/|[^\n]*)/y;

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

// --- categories ------------------------------------------------------------------------------------------------------

export const InfixOperator = createToken({ name: 'InfixOperator', pattern: Lexer.NA, label: 'an operator' });
export const PrefixOperator = createToken({ name: 'PrefixOperator', pattern: Lexer.NA, label: 'a sign' });
/** Whatever cannot be read; taken out of the token stream by `lex`. */
export const Invalid = createToken({ name: 'Invalid', pattern: Lexer.NA });

// --- names and reserved words ----------------------------------------------------------------------------------------

/**
 * Lets the lexer choose its candidates by the first character; any letter may be one outside ASCII. Above 255 the lexer tells only runs of
 * 255 characters apart, so that one of each 128 stands for all.
 */
const NAME_STARTS = [
  ...Array.from({ length: 0x100 }, (_, code) => code).filter(
    (code) => code >= 0x80 || /[@A-Za-z_`]/.test(String.fromCharCode(code)),
  ),
  ...Array.from({ length: 0xff00 / 128 }, (_, run) => 0x100 + run * 128),
  0xffff,
];

export const Name = createToken({
  name: 'Name',
  label: 'a name',
  pattern: (text: string, offset: number) => matchAt(NAME, text, offset),
  start_chars_hint: NAME_STARTS,
});

function reserved(name: string, categories: TokenType[] = []): TokenType {
  const pattern = new RegExp(name, 'i');
  const first = name.charAt(0);
  // The hint saves the lexer an analysis of the pattern, which is half of its start.
  const start_chars_hint = [first, first.toLowerCase()];
  return createToken({ name, label: name.toLowerCase(), pattern, longer_alt: Name, categories, start_chars_hint });
}

export const As = reserved('As');
export const By = reserved('By');
export const And = reserved('And', [InfixOperator]);
export const Or = reserved('Or', [InfixOperator]);
export const Not = reserved('Not', [PrefixOperator]);
export const In = reserved('In');
export const Like = reserved('Like');
export const Asc = reserved('Asc');
export const Desc = reserved('Desc');
export const Into = reserved('Into');
export const Offset = reserved('Offset');
export const Multi = reserved('Multi');
export const Where = reserved('Where');

/** Words that are never bare names; the longer of two with one beginning stands first, as the lexer tries them in order. */
export const RESERVED_WORDS: readonly TokenType[] = [
  Asc,
  As,
  By,
  And,
  Or,
  Not,
  Into,
  In,
  Like,
  Desc,
  Offset,
  Multi,
  Where,
];

// --- literals --------------------------------------------------------------------------------------------------------

export const Text = createToken({
  name: 'Text',
  label: 'a text in quotes',
  pattern: (text: string, offset: number) => {
    const found = text[offset] === '"' || text[offset] === "'" ? delimitedAt(text, offset) : undefined;
    return found === undefined ? null : [found];
  },
  start_chars_hint: ['"', "'"],
});

const DIGITS = [...'0123456789'];

export const Period = createToken({
  name: 'Period',
  label: 'a period such as 5m',
  // The look-ahead keeps `5minutely` and `1d2` from being periods; non-ASCII letters are letters too.
  pattern: new RegExp(`\\d+(?:${[...UNIT_OF_SPELLING.keys()].join('|')})(?![A-Za-z0-9_\\u0080-\\uffff])`, 'i'),
  start_chars_hint: DIGITS,
});

export const Numeral = createToken({
  name: 'Numeral',
  label: 'a number',
  pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/,
  start_chars_hint: DIGITS,
});

export const Regex = createToken({
  name: 'Regex',
  label: 'a regular expression in slashes',
  pattern: (text: string, offset: number, tokens: IToken[]) => {
    const found = text[offset] === '/' && opensRegex(tokens) ? delimitedAt(text, offset) : undefined;
    return found === undefined || found === '//' ? null : [found];
  },
  start_chars_hint: ['/'],
});

// --- operators and punctuation ---------------------------------------------------------------------------------------

export const MatchOperator = createToken({ name: 'MatchOperator', label: '=~', pattern: '=~' });
export const ComparisonOperator = createToken({
  name: 'ComparisonOperator',
  label: 'a comparison',
  pattern: /==|!=|<=|>=|=|<|>/,
  categories: [InfixOperator],
});
export const Plus = createToken({
  name: 'Plus',
  label: '+',
  pattern: '+',
  categories: [InfixOperator, PrefixOperator],
});
export const Minus = createToken({
  name: 'Minus',
  label: '-',
  pattern: '-',
  categories: [InfixOperator, PrefixOperator],
});
export const Star = createToken({ name: 'Star', label: '*', pattern: '*', categories: [InfixOperator] });
/** `/`, `%` and `^`, which only ever stand between two operands. */
export const ArithmeticOperator = createToken({
  name: 'ArithmeticOperator',
  label: 'an operator',
  pattern: /[/%^]/,
  categories: [InfixOperator],
});
export const Bang = createToken({ name: 'Bang', label: '!', pattern: '!', categories: [PrefixOperator] });
export const LeftParen = createToken({ name: 'LeftParen', label: '(', pattern: '(' });
export const RightParen = createToken({ name: 'RightParen', label: ')', pattern: ')' });
export const LeftBracket = createToken({ name: 'LeftBracket', label: '[', pattern: '[' });
export const RightBracket = createToken({ name: 'RightBracket', label: ']', pattern: ']' });
export const Comma = createToken({ name: 'Comma', label: 'a comma', pattern: ',' });
export const Dot = createToken({ name: 'Dot', label: '.', pattern: '.' });
/** Not in the language; one token, so that the mistake is told once and is not two stage boundaries. */
export const DoublePipe = createToken({ name: 'DoublePipe', label: '||', pattern: '||' });
export const Pipe = createToken({ name: 'Pipe', label: '|', pattern: '|' });
export const Colon = createToken({ name: 'Colon', label: ':', pattern: ':' });
export const LeftBrace = createToken({ name: 'LeftBrace', label: '{', pattern: '{' });
export const RightBrace = createToken({ name: 'RightBrace', label: '}', pattern: '}' });
/** Begins the call of a saved query. */
export const Dollar = createToken({ name: 'Dollar', label: '$', pattern: '$' });

/** A query in parentheses, which the parser has read already; never made by the lexer. */
export const SubqueryToken = createToken({ name: 'SubqueryToken', label: 'a query in parentheses', pattern: Lexer.NA });

/** The token that stands for a subquery, in place of those from `(` to `)`. */
export function subqueryToken(subquery: Subquery, image: string): IToken {
  const { start, end } = subquery.span;
  const place = { startOffset: start, endOffset: end - 1 };
  return {
    image,
    ...place,
    tokenTypeIdx: SubqueryToken.tokenTypeIdx ?? 0,
    tokenType: SubqueryToken,
    payload: subquery,
  };
}

export function subqueryOf({ payload }: IToken): Subquery {
  return payload;
}

// --- white space and what cannot be read ------------------------------------------------------------------------------

const WhiteSpace = createToken({ name: 'WhiteSpace', pattern: /\s+/, group: Lexer.SKIPPED });
const Comment = createToken({ name: 'Comment', pattern: /#[^\n]*/, group: 'comments' });

/** A text, name or regex that never ends is given up at the end of its line, so that the lines after it are still checked. */
export const UnendedText = createToken({ name: 'UnendedText', pattern: /["'][^\n]*/, categories: [Invalid] });
export const UnendedName = createToken({ name: 'UnendedName', pattern: /@?`(?:`|[^`\n]*)/, categories: [Invalid] });
export const BrokenRegex = createToken({
  name: 'BrokenRegex',
  pattern: (text: string, offset: number, tokens: IToken[]) =>
    text[offset] === '/' && opensRegex(tokens) ? matchAt(BROKEN_REGEX, text, offset) : null,
  start_chars_hint: ['/'],
  categories: [Invalid],
});
/** `~` and `!~`, negated matches of other languages; told once, so the regex after them is read. */
export const Tilde = createToken({ name: 'Tilde', pattern: /!?~/, categories: [Invalid] });
export const MisplacedRegex = createToken({
  name: 'MisplacedRegex',
  pattern: (text: string, offset: number, tokens: IToken[]) => {
    if (text[offset] !== '/' || endsOperand(tokens.at(-1))) return null;
    const found = delimitedAt(text, offset);
    return found === undefined || found === '//' || found.includes('\n') ? null : [found];
  },
  start_chars_hint: ['/'],
  categories: [Invalid],
});

/** In the order in which the lexer tries them. */
export const LEXER_TOKENS: readonly TokenType[] = [
  WhiteSpace,
  Comment,
  Text,
  Regex,
  BrokenRegex,
  MisplacedRegex,
  Period,
  Numeral,
  ...RESERVED_WORDS,
  Name,
  UnendedText,
  UnendedName,
  MatchOperator,
  Tilde,
  ComparisonOperator,
  Plus,
  Minus,
  Star,
  ArithmeticOperator,
  Bang,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  Comma,
  Dot,
  DoublePipe,
  Pipe,
  Colon,
  LeftBrace,
  RightBrace,
  Dollar,
];

/** All types, with the categories, as the parser wants them. */
export const VOCABULARY: readonly TokenType[] = [
  InfixOperator,
  PrefixOperator,
  Invalid,
  SubqueryToken,
  ...LEXER_TOKENS,
];

/** A `/` opens a regex after `like`, `=~`, `parse` and `parse <field>` (language specification, appendix A.4). */
function opensRegex(tokens: readonly IToken[]): boolean {
  const last = tokens.at(-1);
  if (last?.tokenType === Like || last?.tokenType === MatchOperator || last?.tokenType === Tilde) return true;
  if (last?.tokenType !== Name) return false;
  return isParseCommand(tokens, tokens.length - 1) || isParseCommand(tokens, tokens.length - 2);
}

function isParseCommand(tokens: readonly IToken[], index: number): boolean {
  if (tokens[index]?.image.toLowerCase() !== 'parse') return false;
  const before = tokens[index - 1]?.tokenType;
  return before === undefined || before === Pipe || before === LeftParen;
}

function endsOperand(token: IToken | undefined): boolean {
  switch (token?.tokenType) {
    case Name:
    case Text:
    case Period:
    case Numeral:
    case Regex:
    case RightParen:
    case RightBracket:
      return true;
    default:
      return false;
  }
}
