/**
 * The one registry of everything that can be said about a query: each code with its severity and its words.
 * Texts follow the service (language specification, section 8); hints are ours.
 */
import type { Span } from './ast.ts';

/**
 * - `error`: the query cannot run, here or on CloudWatch.
 * - `portability`: TrailQL runs it, CloudWatch would reject it or give another result.
 * - `note`: worth knowing.
 */
export type Severity = 'error' | 'portability' | 'note';

export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** One sentence in the service's words where it has any. */
  readonly message: string;
  /** A way out; empty when the message says it all. */
  readonly hint: string;
  readonly span: Span;
}

/** What each code stands for: the first line of its page in the documentation. */
export const DIAGNOSTIC_CODES = {
  'unexpected-symbol': { severity: 'error', title: 'The grammar allows something else here' },
  'unrecognized-token': { severity: 'error', title: 'These characters start no token' },
  'not-implemented': { severity: 'error', title: 'A command that TrailQL does not support' },
  'query-too-long': { severity: 'error', title: 'The query is longer than 10,000 characters' },
  'too-complex': { severity: 'error', title: 'The query has more columns or terms than can be run' },
  'nesting-too-deep': { severity: 'error', title: 'The expression is nested too deeply' },
  'unknown-function': { severity: 'error', title: 'No function has this name' },
  'wrong-arguments': {
    severity: 'error',
    title: 'A function, command or setting has the wrong number or kind of arguments',
  },
  'redefined-name': { severity: 'error', title: 'A name is defined twice' },
  'unknown-name-after-stats': { severity: 'error', title: 'A name that the last stats did not produce' },
  'aggregate-outside-stats': { severity: 'error', title: 'An aggregate function outside stats' },
  'not-aggregated': { severity: 'error', title: 'A stats item that is neither aggregated nor a group key' },
  'stage-order': { severity: 'error', title: 'A command stands where it may not' },
  'too-many-stats': { severity: 'error', title: 'More than ten stats commands' },
  'limit-range': { severity: 'error', title: 'A limit that is no integer from 1 to 100,000' },
  'glob-aliases': { severity: 'error', title: 'A parse pattern with another number of wildcards or groups than names' },
  'invalid-regex': { severity: 'error', title: 'A regular expression that cannot be used' },
  'invalid-xpath': { severity: 'error', title: 'An XPath that cannot be used' },
  'extracted-field': { severity: 'error', title: 'A column of the query where only fields of the events can be' },
  'structure-not-allowed': { severity: 'error', title: 'A map or list where only single values can be' },
  'unknown-resource': { severity: 'error', title: 'A log group, data source or lookup table that does not exist' },
  'time-range': { severity: 'error', title: 'A time range that ends before it begins' },
  'join-condition': { severity: 'error', title: 'A join whose sides or condition are not named' },
  'subquery-column': { severity: 'error', title: 'A subquery that does not name the column to compare' },
  'subquery-nesting': { severity: 'error', title: 'A query in parentheses inside another one' },
  'bin-out-of-scope': { severity: 'error', title: 'bin() where @timestamp is no longer known' },
  'unknown-saved-query': { severity: 'error', title: 'No saved query has this name' },
  'saved-query-call': { severity: 'error', title: 'A saved query that cannot be put into the text as it is called' },
  'service-differs': { severity: 'portability', title: 'A command whose method AWS does not publish' },
  'sort-before-pattern': { severity: 'portability', title: 'A pattern after sort' },
  'double-equals': { severity: 'portability', title: '== instead of =' },
  'sort-before-stats': { severity: 'portability', title: 'A sort that the following stats makes ineffective' },
  'sort-by-call': { severity: 'portability', title: 'A sort key written as a function call' },
  'bin-cap': { severity: 'portability', title: 'A period above the maximum of its unit' },
  'relisted-name': { severity: 'portability', title: 'fields lists a name that an earlier command created' },
  'alias-of-field': { severity: 'portability', title: 'An alias with the name of a field of the events' },
  'quoted-segment': { severity: 'portability', title: 'Backticks around one segment of a field path' },
  'boolean-literal': { severity: 'portability', title: 'true or false instead of 1 or 0' },
  'boolean-text': { severity: 'portability', title: 'A JSON boolean compared with "true" or "false"' },
  'text-order': { severity: 'portability', title: 'Order comparison with a text' },
  'filter-index-form': { severity: 'portability', title: 'filterIndex with more than = and in' },
  'unknown-field': { severity: 'note', title: 'A field that no event has' },
  'no-earlier-window': { severity: 'note', title: 'A diff without an earlier time range to compare with' },
  'parent-field': { severity: 'note', title: 'An object or array, whose leaves are the fields' },
} as const satisfies Record<string, { severity: Severity; title: string }>;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

/** Makes a diagnostic; its severity is the registered one of the code. */
export function diagnostic(code: DiagnosticCode, span: Span, message: string, hint = ''): Diagnostic {
  return { severity: DIAGNOSTIC_CODES[code].severity, code, message, hint, span };
}

/** Line (from 1) and column (from 0) of an offset, as the service counts them. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    line++;
    lineStart = i + 1;
  }
  return { line, column: offset - lineStart };
}

/** The service's message for every syntax error. `symbol` is the offending text, or `<EOF>`. */
export function unexpectedSymbol(text: string, symbol: string, span: Span, hint = ''): Diagnostic {
  const { line, column } = lineAndColumn(text, span.start);
  return diagnostic(
    'unexpected-symbol',
    span,
    `unexpected symbol found ${symbol} at line ${line} and position ${column}`,
    hint,
  );
}
