/** A query in canonical form, its comments kept. */
import type { Item, SortKey } from './ast.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Verbatim } from './document.ts';
import { layOut } from './layout.ts';
import { lex } from './lexer.ts';
import { parse } from './parse.ts';
import { printStage } from './print.ts';

/** Characters of a line. */
const WIDTH = 100;

export type Formatted = { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Puts each stage on a line of its own, commands and operators in lower case, with the blanks and parentheses that are needed and no
 * others; lines of more than 100 characters are broken where that is possible. A comment stays behind its stage or above it; one inside
 * a stage moves above it. What names a column by its text stays as it is. The text has no line end at its end.
 * @returns the diagnostics instead when the query has errors
 */
export function format(text: string): Formatted {
  const { query, diagnostics } = parse(text);
  if (query === undefined || diagnostics.length > 0) return { diagnostics };
  const keep = (node: Item | SortKey) => namedByText(node, text);
  const { comments } = lex(text);
  return { text: layOut(query.stages, { text, comments, print: (stage) => printStage(stage, keep), width: WIDTH }) };
}

/** An item without alias has its text as the name of its column, and a sort key that is no name is such a text. */
function namedByText(node: Item | SortKey, text: string): Verbatim | undefined {
  const { expression } = node;
  const span = node.kind === 'item' ? node.span : expression.span;
  const isName = expression.kind === 'field' && text.charAt(span.start) !== '(';
  if (isName || (node.kind === 'item' && node.alias)) return undefined;
  return { kind: 'verbatim', text: text.slice(span.start, span.end), span };
}
