/** Finds the queries in parentheses of a stage, so that each is read on its own and stands in the stage as one token. */
import type { IToken } from 'chevrotain';
import { isCommandWord } from './commands.ts';
import { Comma, In, LeftParen, Pipe, RightParen } from './tokens.ts';

export interface Parenthesised {
  /** Positions of the parentheses among the tokens. */
  readonly open: number;
  readonly close: number;
}

/** Commands whose parentheses hold a query, whatever is in them. */
const TAKE_A_QUERY = new Set(['join', 'appendcols']);

/** The outermost subqueries of a stage whose command word is `word`; `tokens` are those behind the word. */
export function findSubqueries(word: IToken, tokens: readonly IToken[]): Parenthesised[] {
  const anywhere = TAKE_A_QUERY.has(word.image.toLowerCase());
  const found: Parenthesised[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.tokenType !== LeftParen) continue;
    if (!(anywhere || (tokens[i - 1]?.tokenType === In && beginsQuery(tokens, i + 1)))) continue;
    const close = closing(tokens, i);
    if (close === undefined) continue;
    found.push({ open: i, close });
    i = close;
  }
  return found;
}

/** A command word, with more behind it than a list of fields would have. */
function beginsQuery(tokens: readonly IToken[], inside: number): boolean {
  const first = tokens[inside]?.tokenType === Pipe ? inside + 1 : inside;
  if (!isCommandWord(tokens[first]?.image ?? '')) return false;
  const next = tokens[first + 1]?.tokenType;
  return next !== Comma && next !== RightParen;
}

function closing(tokens: readonly IToken[], open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]?.tokenType === LeftParen) depth++;
    else if (tokens[i]?.tokenType === RightParen && --depth === 0) return i;
  }
  return undefined;
}
