/** A way out of a syntax error, in words: common mistakes first, else what could have stood there. */
import type { IToken } from 'chevrotain';
import { isCommandWord, nearestCommand } from './commands.ts';
import { ComparisonOperator, DoublePipe, Name, Numeral, Period, RESERVED_WORDS, Regex, Star } from './tokens.ts';

/** Words of other query languages, and what to write here. */
const FOREIGN_WORDS: ReadonlyMap<string, string> = new Map([
  ['is', 'write ispresent(field), or not ispresent(field) for a missing one'],
  ['exists', 'write ispresent(field), or not ispresent(field) for a missing one'],
  ['null', 'write ispresent(field), or not ispresent(field) for a missing one'],
  ['between', 'write field >= a and field <= b'],
  ['contains', 'write field like "text"'],
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

/**
 * The hint for a token that the grammar did not want. `expected` lists what could stand there, `follow` what could stand
 * after a finished body.
 */
export function unexpectedHint(
  tokens: readonly IToken[],
  token: IToken | undefined,
  expected: readonly string[],
  follow: string,
): string {
  const previous = token ? tokens[tokens.indexOf(token) - 1] : tokens.at(-1);
  return (
    (token && mistakeHint(token, previous)) ||
    (expected.length > 0 ? `expected ${expected.join(' or ')}` : `expected ${follow}`)
  );
}

function mistakeHint(token: IToken, previous: IToken | undefined): string | undefined {
  const { image, tokenType } = token;
  const word = image.toLowerCase();
  const touches = previous !== undefined && previous.startOffset + previous.image.length === token.startOffset;
  if (tokenType === DoublePipe) return 'write or';
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
  const foreign = FOREIGN_WORDS.get(word);
  if (foreign !== undefined) return foreign;
  if (tokenType === Name && isCommandWord(image)) return `a | is missing before ${image}`;
  if (previous?.tokenType === Numeral || previous?.tokenType === Name) return undefined;
  if (RESERVED_WORDS.includes(tokenType)) return `${word} is a reserved word; a field of this name needs backticks`;
  return undefined;
}

const EXAMPLES = 'fields, filter, stats, sort, limit, dedup, parse or display';

/** The hint for something that stands where a command must; `mayGuess` allows to look for the nearest command. */
export function commandHint(token: IToken | undefined, next: IToken | undefined, mayGuess: boolean): string {
  if (token === undefined) return `expected a command: ${EXAMPLES}`;
  if (token.tokenType === DoublePipe) return 'commands are separated by a single |';
  const nearest = mayGuess && token.tokenType === Name ? nearestCommand(token.image) : undefined;
  if (nearest !== undefined) return `did you mean ${nearest}?`;
  if (token.tokenType === Name && next?.image === '(')
    return `a function stands inside a command: stats ${token.image}(…) or fields ${token.image}(…)`;
  return `expected a command: ${EXAMPLES}`;
}
