/** Tokens to stages: a mistake in one stage never reaches the next. */
import type { IToken } from 'chevrotain';
import { LeftBracket, LeftParen, Pipe, RightBracket, RightParen } from './tokens.ts';

export interface StageTokens {
  readonly tokens: readonly IToken[];
  /** The `|` before the stage, or the parenthesis that opens the query; `undefined` for the first one. */
  readonly before: IToken | undefined;
  /** The `|` after it, or the parenthesis that ends the query; `undefined` for the last one. */
  readonly after: IToken | undefined;
}

/**
 * Cuts at every `|` that is not inside a closed pair of parentheses or brackets. A leading `|` is left out. `around` are the
 * parentheses of a subquery.
 */
export function splitStages(tokens: readonly IToken[], around?: { opening: IToken; closing: IToken }): StageTokens[] {
  const inside = pipesInPairs(tokens);
  const stages: StageTokens[] = [];
  let before: IToken | undefined = around?.opening;
  let start = 0;
  if (tokens[0]?.tokenType === Pipe) {
    before = tokens[0];
    start = 1;
  }
  tokens.forEach((token, index) => {
    if (index < start || token.tokenType !== Pipe || inside.has(token)) return;
    stages.push({ tokens: tokens.slice(start, index), before, after: token });
    before = token;
    start = index + 1;
  });
  stages.push({ tokens: tokens.slice(start), before, after: around?.closing });
  return stages;
}

/** An opening without its closing is a mistake, and must not swallow the stages after it. */
function pipesInPairs(tokens: readonly IToken[]): ReadonlySet<IToken> {
  const open: { closing: IToken['tokenType']; pipes: IToken[] }[] = [];
  const inside = new Set<IToken>();
  for (const token of tokens) {
    switch (token.tokenType) {
      case LeftParen:
        open.push({ closing: RightParen, pipes: [] });
        break;
      case LeftBracket:
        open.push({ closing: RightBracket, pipes: [] });
        break;
      case Pipe:
        open.at(-1)?.pipes.push(token);
        break;
      case RightParen:
      case RightBracket:
        if (open.some(({ closing }) => closing === token.tokenType)) {
          // Openings of the other kind above the matching one have no closing of their own.
          for (let pair = open.pop(); pair; pair = open.pop()) {
            for (const pipe of pair.pipes) inside.add(pipe);
            if (pair.closing === token.tokenType) break;
          }
        }
        break;
    }
  }
  return inside;
}
