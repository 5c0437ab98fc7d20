/** A way out of a syntax error, in words: common mistakes first, else what could have stood there. */
import type { IToken, TokenType } from 'chevrotain';
import { type Command, isCommandWord, nearestCommand } from './commands.ts';
import { remedy } from './slips.ts';
import {
  And,
  As,
  Asc,
  By,
  Comma,
  ComparisonOperator,
  Desc,
  DoublePipe,
  Into,
  LeftParen,
  Name,
  Numeral,
  Offset,
  Or,
  Period,
  RESERVED_WORDS,
  Regex,
  RightBracket,
  RightParen,
  Star,
  Text,
  Where,
} from './tokens.ts';

/** Words of other query languages, and what to write here. */
const FOREIGN_WORDS: ReadonlyMap<string, string> = new Map([
  ['is', 'write ispresent(field), or not ispresent(field) for a missing one'],
  ['exists', 'write ispresent(field), or not ispresent(field) for a missing one'],
  ['null', 'write ispresent(field), or not ispresent(field) for a missing one'],
  ['between', 'write field >= a and field <= b'],
  ['contains', 'write field like "text"'],
  ['startswith', 'write startsWith(field, "text")'],
  ['endswith', 'write endsWith(field, "text")'],
  ['ilike', 'write field like /(?i)text/'],
  ['rlike', 'write field like /regex/'],
  ['regexp', 'write field like /regex/'],
  ['matches', 'write field like /regex/'],
  ['group', 'write stats … by field'],
  ['having', 'write stats … | filter …'],
  ['distinct', 'write count_distinct(field), or dedup field'],
  ['ascending', 'write asc'],
  ['descending', 'write desc'],
]);

/** Words that read as names, and what to write when something follows them. */
const AFTER_FOREIGN: ReadonlyMap<string, string> = new Map([
  ['distinct', 'write count_distinct(field), or dedup field'],
  ['top', 'write stats count(*) as n by field | sort n desc | limit 10'],
]);

/** Command words of other query languages, and what to write here. */
const FOREIGN_COMMANDS: ReadonlyMap<string, string> = new Map([
  ['select', 'write fields a, b | filter … | limit 10'],
  ['from', 'write SOURCE "log group", or leave it out'],
  ['eval', 'write fields expression as name'],
  ['extend', 'write fields expression as name'],
  ['project', 'write fields a, b'],
  ['rename', 'write fields a as b'],
  ['table', 'write display a, b'],
  ['summarize', 'write stats … by field'],
  ['aggregate', 'write stats … by field'],
  ['group', 'write stats … by field'],
  ['eventstats', 'write stats … by field'],
  ['timechart', 'write stats count(*) by bin(1h)'],
  ['top', 'write stats count(*) as n by field | sort n desc | limit 10'],
  ['rare', 'write stats count(*) as n by field | sort n asc | limit 10'],
  ['take', 'write limit 10'],
  ['rex', 'write parse field /(?<name>…)/'],
  ['grok', 'write parse field /(?<name>…)/'],
  ['extract', 'write parse field /(?<name>…)/'],
  ['mvexpand', 'write expand field'],
  ['transaction', 'write sessionize field maxspan 30m'],
  ['having', 'write filter'],
]);

/** The hint for a token that the grammar did not want; `expected` lists what could stand there. */
export function unexpectedHint(
  { kind, follow, form }: Command,
  body: readonly IToken[],
  token: IToken | undefined,
  expected: readonly string[],
): string {
  const index = token ? body.indexOf(token) : body.length;
  const [previous, next] = [body[index - 1], body[index + 1]];
  const word = token?.image.toLowerCase() ?? '';
  const known =
    remedy(kind, { word, token, previous, next, body, expected }) ??
    commaTooMany(token, previous) ??
    (token && mistakeHint(token, previous, next, expected));
  if (known !== undefined) return known;
  const missing = `expected ${expected.length > 0 ? either(expected) : follow}`;
  // Inside brackets the whole of the command explains nothing.
  return form === undefined || expected.some((one) => one === ')' || one === ':')
    ? missing
    : `${missing}, as in ${form}`;
}

/** `a`, `a or b`, `a, b or c`. */
function either(options: readonly string[]): string {
  const last = options.at(-1) ?? '';
  return options.length < 2 ? last : `${options.slice(0, -1).join(', ')} or ${last}`;
}

/** A comma at the beginning, two of them, or one before what ends a list. */
function commaTooMany(token: IToken | undefined, previous: IToken | undefined): string | undefined {
  const found =
    token?.tokenType === Comma
      ? previous === undefined || previous.tokenType === Comma
      : previous?.tokenType === Comma && (token === undefined || ENDS_LIST.has(token.tokenType));
  return found ? 'there is a comma too many, or something is missing next to it' : undefined;
}

const LITERALS: ReadonlySet<TokenType> = new Set([Text, Numeral, Period]);

const ENDS_LIST: ReadonlySet<TokenType> = new Set([By, As, Asc, Desc, Into, Offset, Where, RightParen, RightBracket]);

function mistakeHint(
  token: IToken,
  previous: IToken | undefined,
  next: IToken | undefined,
  expected: readonly string[],
): string | undefined {
  const { image, tokenType } = token;
  const word = image.toLowerCase();
  const touches = previous !== undefined && previous.startOffset + previous.image.length === token.startOffset;
  if (tokenType === DoublePipe)
    return isCommandWord(next?.image ?? '') ? 'commands are separated by a single |' : 'write or';
  if (image === '>' && previous?.image === '<') return 'write !=';
  if (tokenType === ComparisonOperator && touches && previous.tokenType === ComparisonOperator)
    return 'write =, !=, <, <=, > or >=';
  if (tokenType === Star) return 'only count(*) takes a star; elsewhere name the fields';
  if (touches && previous.tokenType === Regex && tokenType === Name) {
    return `flags go inside the regular expression: /(?${image})…/`;
  }
  if (touches && (previous.tokenType === Numeral || previous.tokenType === Period) && tokenType === Name) {
    return `a name that begins with a digit needs backticks: \`${previous.image}${image}\``;
  }
  if (expected.includes(']') && previous !== undefined && LITERALS.has(previous.tokenType) && LITERALS.has(tokenType))
    return 'the elements of a list are separated by commas';
  if (tokenType === Text && expected.length === 1 && expected[0] === 'a name')
    return 'a name has no quotes; one with blanks or signs needs backticks';
  const foreign = FOREIGN_WORDS.get(word) ?? (previous && AFTER_FOREIGN.get(previous.image.toLowerCase()));
  if (foreign !== undefined) return foreign;
  if (
    (tokenType === Name || tokenType === Where) &&
    isCommandWord(image) &&
    next?.image !== '=' &&
    previous &&
    previous.tokenType !== LeftParen
  )
    return `a | is missing before ${image}`;
  if (tokenType === Comma && (previous === undefined || previous.tokenType === Comma))
    return 'there is a comma too many';
  if (tokenType === RightParen && !expected.includes(')') && previous?.tokenType !== Comma)
    return expected.length === 0 ? 'there is no ( for this )' : undefined;
  if (previous?.tokenType === Numeral || previous?.tokenType === Name) return undefined;
  if (tokenType === And || tokenType === Or) return `a condition or a value is missing before ${word}`;
  if (RESERVED_WORDS.includes(tokenType) && !expected.includes(')') && !expected.includes(']'))
    return `${word} is a reserved word; a field of this name needs backticks`;
  return undefined;
}

const EXAMPLES = 'fields, filter, stats, sort, limit, dedup, parse or display';

/** The hint for something that stands where a command must; `mayGuess` allows to look for the nearest command. */
export function commandHint(token: IToken | undefined, next: IToken | undefined, mayGuess: boolean): string {
  if (token === undefined) return `expected a command: ${EXAMPLES}`;
  if (token.tokenType === DoublePipe) return 'commands are separated by a single |';
  const foreign = token.tokenType === Name ? FOREIGN_COMMANDS.get(token.image.toLowerCase()) : undefined;
  if (foreign !== undefined) return foreign;
  const nearest = mayGuess && token.tokenType === Name ? nearestCommand(token.image) : undefined;
  if (nearest !== undefined) return `did you mean ${nearest}?`;
  if (token.tokenType === Name && next?.image === '(')
    return `a function stands inside a command: stats ${token.image}(…) or fields ${token.image}(…)`;
  return `expected a command: ${EXAMPLES}`;
}
