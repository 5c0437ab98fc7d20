/** How deep an expression may go. Later steps walk the tree by recursion, so the parser bounds it. */
import type { IToken, TokenType } from 'chevrotain';
import type { Expression, RegexLiteral, Span, Stage } from './ast.ts';
import { spanOf } from './lexer.ts';
import { LeftBrace, LeftBracket, LeftParen, RightBrace, RightBracket, RightParen } from './tokens.ts';

/**
 * Levels of brackets, and of nodes below the top of an expression. People write fewer than ten; at this many the parser needs less
 * than half of the default call stack.
 */
export const MAX_NESTING = 64;

const OPENING: ReadonlySet<TokenType> = new Set([LeftParen, LeftBracket, LeftBrace]);
const CLOSING: ReadonlySet<TokenType> = new Set([RightParen, RightBracket, RightBrace]);

/** The first opening bracket that is too deep; looked for before parsing, as rules recurse once per bracket. */
export function tooDeepBracket(tokens: readonly IToken[]): Span | undefined {
  let depth = 0;
  for (const token of tokens) {
    if (OPENING.has(token.tokenType)) depth++;
    else if (CLOSING.has(token.tokenType)) depth--;
    if (depth > MAX_NESTING) return spanOf(token);
  }
  return undefined;
}

/** The first node found that is too deep, as in a long run of signs or additions. */
export function tooDeepNode(stage: Stage): Span | undefined {
  const pending: { node: Expression | RegexLiteral; depth: number }[] = [];
  for (const node of expressionsOf(stage)) pending.push({ node, depth: 0 });
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.depth > MAX_NESTING) return next.node.span;
    for (const node of childrenOf(next.node)) pending.push({ node, depth: next.depth + 1 });
  }
  return undefined;
}

function expressionsOf(stage: Stage): readonly Expression[] {
  switch (stage.kind) {
    case 'fields':
    case 'display':
      return stage.items.map(({ expression }) => expression);
    case 'stats':
      return [...stage.items, ...stage.by].map(({ expression }) => expression);
    case 'filter':
      return [stage.condition];
    case 'sort':
      return stage.keys.map(({ expression }) => expression);
    case 'parse':
      return stage.source ? [stage.source] : [];
    case 'unnest':
      return [stage.list];
    case 'pattern':
      return [stage.expression];
    case 'relevantfields':
      return [stage.condition];
    case 'fillmissing':
      return stage.fills.map(({ value }) => value);
    case 'savedQuery':
      return stage.args.map(({ value }) => value);
    default:
      return [];
  }
}

function childrenOf(node: Expression | RegexLiteral): readonly (Expression | RegexLiteral)[] {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'period':
    case 'regex':
    case 'field':
      return [];
    case 'call':
      return node.args;
    case 'unary':
      return [node.operand];
    case 'arithmetic':
    case 'logical':
    case 'comparison':
      return [node.left, node.right];
    case 'like':
      return [node.value, node.pattern];
    case 'in':
      if (!('kind' in node.list)) return [node.value, ...node.list];
      // A subquery is measured as a query of its own.
      return node.list.kind === 'subquery' ? [node.value] : [node.value, node.list];
    case 'member':
      return [node.object];
    case 'index':
      return [node.object, node.index];
  }
}
