/** What is said about a query with the text of saved queries in it, in terms of the texts that people have before them. */
import type { Span } from '../parser/ast.ts';
import { type Diagnostic, lineAndColumn } from '../parser/diagnostics.ts';
import { messageRange } from './analyze/analysis.ts';
import type { Expansion } from './saved-queries.ts';

/** Characters of a saved query that a hint quotes. */
const MAX_QUOTED = 60;

/**
 * The diagnostic of the text that was given, from one of the expanded text. Its span is that of the call when it comes from a saved
 * query; the places that its message names are those in the text of the saved query then.
 */
export function originalDiagnostic(one: Diagnostic, expansion: Expansion, text: string): Diagnostic {
  const span = expansion.toOriginal(one.span);
  const saved = expansion.savedPlace(one.span);
  if (!saved) {
    const before = one.code === 'unexpected-symbol' ? expansion.savedTextBefore(one.span.start) : undefined;
    const behind = before && `It stands behind the text of ${before.name}, which ends with ${quoted(before.text)}.`;
    return { ...one, span, message: relocated(one, expansion.text, text, span), hint: joined(one.hint, behind) };
  }
  const message = relocated(one, expansion.text, saved.text, saved.span);
  return {
    ...one,
    span,
    // In the service's words (language specification, section 8.2).
    message:
      one.code === 'unexpected-symbol' ? `Invalid syntax while using query definition snippets: ${message}` : message,
    hint: joined(one.hint, `In the text of ${saved.name}: ${quoted(lineAround(saved.text, saved.span))}.`),
  };
}

/** The message with the place that it names at its end, of `span` in another text. */
function relocated({ message, span }: Diagnostic, from: string, to: string, target: Span): string {
  for (const place of [lineAndPosition, range]) {
    const named = place(from, span);
    if (message.endsWith(named)) return message.slice(0, -named.length) + place(to, target);
  }
  return message;
}

function lineAndPosition(text: string, { start }: Span): string {
  const { line, column } = lineAndColumn(text, start);
  return `at line ${line} and position ${column}`;
}

function range(_text: string, span: Span): string {
  return messageRange(span);
}

function lineAround(text: string, { start }: Span): string {
  const end = text.indexOf('\n', start);
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, end < 0 ? undefined : end);
}

/** The end of what is long counts: it is where the place is, more or less. */
function quoted(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > MAX_QUOTED ? `… ${trimmed.slice(-MAX_QUOTED)}` : trimmed;
}

function joined(hint: string, more = ''): string {
  return hint === '' || more === '' ? hint + more : `${/[.?!]$/.test(hint) ? hint : `${hint}.`} ${more}`;
}
