/**
 * Puts saved queries into the text of a query: each `$Name(p = value)` becomes the template of that name with every `{{p}}` replaced by
 * the value as it is written (language specification, section 3.28), and places in the new text are told in terms of the old one.
 */
import type { Span } from '../parser/ast.ts';
import { type Diagnostic, diagnostic } from '../parser/diagnostics.ts';
import { lex } from '../parser/lexer.ts';
import { nearestNames } from '../parser/nearest.ts';
import type { Resources, SavedQuery } from './resources.ts';

const MAX_ARGUMENTS = 20;
const MAX_EXPANDED_LENGTH = 10_000;
const PLACEHOLDER = /\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}/g;

/** A stage that calls a saved query. */
export interface Invocation {
  /** Without the dollar sign and backticks. */
  readonly name: string;
  readonly nameSpan: Span;
  /** From the dollar sign to the closing parenthesis. */
  readonly span: Span;
  readonly args: readonly InvocationArgument[];
}

export interface InvocationArgument {
  readonly name: string;
  /** The value as it is written, quotes included. */
  readonly valueText: string;
  readonly span: Span;
}

export interface Expansion {
  /** Calls that have errors are left in it as they were. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /**
   * The span of the original text that a span of the expanded text comes from. What touches the text of a saved query comes from the
   * whole call.
   */
  toOriginal(span: Span): Span;
}

/**
 * Expands all calls of saved queries in `text`; pure.
 * @param invocations in any order; they do not overlap
 */
export function expandSavedQueries(
  text: string,
  invocations: readonly Invocation[],
  resources: Pick<Resources, 'savedQuery' | 'savedQueryNames'>,
): Expansion {
  const diagnostics: Diagnostic[] = [];
  const pieces: Piece[] = [];
  let expanded = '';
  let copied = 0;
  let excess = text.length - MAX_EXPANDED_LENGTH;
  for (const invocation of invocations.toSorted((a, b) => a.span.start - b.span.start)) {
    const { name, nameSpan, span } = invocation;
    const query = resources.savedQuery(name);
    const problems = query === undefined ? [unknown(invocation, resources)] : problemsOf(query, invocation);
    diagnostics.push(...problems);
    if (query === undefined || problems.length > 0) continue;
    const body = bodyOf(query, invocation);
    const wasWithin = excess <= 0;
    excess += body.length - (span.end - span.start);
    if (wasWithin && excess > 0) {
      const length = (MAX_EXPANDED_LENGTH + excess).toLocaleString('en-US');
      diagnostics.push(
        refusal(nameSpan, `the query has ${length} characters with the text of ${name}, more than 10,000`),
      );
    }
    expanded += text.slice(copied, span.start);
    pieces.push({ start: expanded.length, end: expanded.length + body.length, original: span });
    expanded += body;
    copied = span.end;
  }
  expanded += text.slice(copied);
  return { text: expanded, diagnostics, toOriginal: (span) => originalSpan(pieces, span) };
}

/** The names in `{{…}}` of a template, in the order in which they first occur; those in comments do not count. */
export function placeholdersOf(template: string): string[] {
  const names = new Set<string>();
  replacePlaceholders(template, (name, whole) => {
    names.add(name);
    return whole;
  });
  return [...names];
}

function unknown({ name, nameSpan }: Invocation, resources: Pick<Resources, 'savedQueryNames'>): Diagnostic {
  const known = resources.savedQueryNames();
  const [nearest] = nearestNames(name, known);
  const hint =
    nearest !== undefined ? `Did you mean ${nearest}?` : known.length === 0 ? 'There are no saved queries.' : '';
  return diagnostic(
    'unknown-saved-query',
    nameSpan,
    `ResourceNotFoundException: there is no saved query ${name}`,
    hint,
  );
}

/** In the words of the service (language specification, section 8.2). */
function refusal(span: Span, reason: string, hint = ''): Diagnostic {
  const message = `Invalid syntax while using query definition snippets: ${reason}`;
  return diagnostic('saved-query-call', span, message, hint);
}

/** What is wrong with the call, or with a template that cannot be called at all. */
function problemsOf(query: SavedQuery, { name, nameSpan, span, args }: Invocation): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const declared = new Set(query.parameters.map((parameter) => parameter.name));
  if (args.length > MAX_ARGUMENTS) {
    problems.push(refusal(span, `${args.length} arguments for ${name}, more than ${MAX_ARGUMENTS}`));
  }
  const given = new Set<string>();
  for (const argument of args) {
    if (!declared.has(argument.name)) {
      problems.push(
        refusal(argument.span, `${name} has no parameter ${argument.name}`, parametersHint(declared, argument.name)),
      );
    } else if (given.has(argument.name)) {
      problems.push(refusal(argument.span, `the parameter ${argument.name} of ${name} is given twice`));
    }
    given.add(argument.name);
  }
  for (const parameter of query.parameters) {
    if (parameter.defaultValue !== undefined || given.has(parameter.name)) continue;
    const hint = `Write ${parameter.name} = … between the parentheses.`;
    problems.push(refusal(nameSpan, `the parameter ${parameter.name} of ${name} has no value`, hint));
  }
  const loose = placeholdersOf(query.text).filter((placeholder) => !declared.has(placeholder));
  for (const placeholder of loose) {
    problems.push(refusal(nameSpan, `the text of ${name} has {{${placeholder}}}, which is no parameter of it`));
  }
  if (callsOthers(query.text)) {
    problems.push(refusal(nameSpan, `the text of ${name} calls a saved query itself, which cannot be nested`));
  }
  return problems;
}

function parametersHint(declared: ReadonlySet<string>, wrong: string): string {
  const [nearest] = nearestNames(wrong, declared);
  if (nearest !== undefined) return `Did you mean ${nearest}?`;
  return declared.size === 0 ? 'It has no parameters.' : `It has ${[...declared].join(', ')}.`;
}

/** Whether a template has a dollar sign outside of texts, regular expressions and comments: nothing else begins with one. */
function callsOthers(template: string): boolean {
  return lex(template).tokens.some(({ image }) => image.startsWith('$'));
}

function bodyOf(query: SavedQuery, { args }: Invocation): string {
  const values = new Map<string, string>();
  for (const { name, defaultValue } of query.parameters) if (defaultValue !== undefined) values.set(name, defaultValue);
  for (const { name, valueText } of args) values.set(name, valueText);
  const body = replacePlaceholders(query.text, (name, whole) => values.get(name) ?? whole);
  // A pipe may lead a query, but none may follow another.
  const piped = body.replace(/^\s*\|/, '');
  // What follows the call must not become part of a comment in the last line.
  return piped.slice(piped.lastIndexOf('\n') + 1).includes('#') ? `${piped}\n` : piped;
}

/** Comments are left as they are: a value with a line end would break out of them. */
function replacePlaceholders(template: string, replace: (name: string, whole: string) => string): string {
  const { comments } = lex(template);
  let next = 0;
  return template.replace(PLACEHOLDER, (whole, name: string, offset: number) => {
    while ((comments[next]?.end ?? Number.POSITIVE_INFINITY) <= offset) next++;
    return (comments[next]?.start ?? Number.POSITIVE_INFINITY) <= offset ? whole : replace(name, whole);
  });
}

/** The text of a saved query within the expanded text. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** Of its call. */
  readonly original: Span;
}

function originalSpan(pieces: readonly Piece[], { start, end }: Span): Span {
  if (start < end) return { start: originalStart(pieces, start), end: originalEnd(pieces, end) };
  const around = pieces.find((piece) => piece.start < start && start < piece.end);
  const offset = originalStart(pieces, start);
  return around?.original ?? { start: offset, end: offset };
}

/** Of the character at `offset`. */
function originalStart(pieces: readonly Piece[], offset: number): number {
  const before = pieces.findLast((piece) => piece.start <= offset);
  return before !== undefined && offset < before.end ? before.original.start : shifted(offset, before);
}

/** Of the end of the character before `offset`. */
function originalEnd(pieces: readonly Piece[], offset: number): number {
  // Pieces without text that start here come after it.
  const before = pieces.findLast((piece) => piece.start < offset);
  return before !== undefined && offset <= before.end ? before.original.end : shifted(offset, before);
}

/** The original offset of what comes after a piece and before the next one. */
function shifted(offset: number, before: Piece | undefined): number {
  return before === undefined ? offset : offset + before.original.end - before.end;
}
