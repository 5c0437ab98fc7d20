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
  /** The place in the text of a saved query, with its placeholders, that a span of the expanded text comes from if it lies within. */
  savedPlace(span: Span): SavedPlace | undefined;
  /** The saved query whose text ends before an offset of the expanded text, with nothing but white space between. */
  savedTextBefore(offset: number): { readonly name: string; readonly text: string } | undefined;
}

export interface SavedPlace {
  /** Of the saved query. */
  readonly name: string;
  readonly text: string;
  readonly span: Span;
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
    excess += body.text.length - (span.end - span.start);
    if (wasWithin && excess > 0) {
      const length = (MAX_EXPANDED_LENGTH + excess).toLocaleString('en-US');
      diagnostics.push(
        refusal(nameSpan, `the query has ${length} characters with the text of ${name}, more than 10,000`),
      );
    }
    expanded += text.slice(copied, span.start);
    const [start, end] = [expanded.length, expanded.length + body.text.length];
    pieces.push({ start, end, original: span, name, template: query.text, toTemplate: body.toTemplate });
    expanded += body.text;
    copied = span.end;
  }
  expanded += text.slice(copied);
  return {
    text: expanded,
    diagnostics,
    toOriginal: (span) => originalSpan(pieces, span),
    savedPlace: (span) => savedPlace(pieces, span),
    savedTextBefore: (offset) => {
      const piece = pieces.findLast(({ end }) => end <= offset);
      if (!piece || expanded.slice(piece.end, offset).trim() !== '') return undefined;
      return { name: piece.name, text: expanded.slice(piece.start, piece.end) };
    },
  };
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

/** The text that takes the place of a call. */
interface Body {
  readonly text: string;
  /** The offset in the template that an offset of the text comes from; within a value, that of its placeholder. */
  readonly toTemplate: (offset: number) => number;
}

function bodyOf(query: SavedQuery, { args }: Invocation): Body {
  const values = new Map<string, string>();
  for (const { name, defaultValue } of query.parameters) if (defaultValue !== undefined) values.set(name, defaultValue);
  for (const { name, valueText } of args) values.set(name, valueText);
  const begin = afterPipe(query.text);
  const replaced: { readonly start: number; readonly longer: number; readonly template: Span }[] = [];
  let longer = 0;
  const body = replacePlaceholders(query.text.slice(begin), (name, whole, offset) => {
    const value = values.get(name) ?? whole;
    const template = { start: offset, end: offset + whole.length };
    replaced.push({ start: offset + longer, longer, template });
    longer += value.length - whole.length;
    replaced.push({
      start: offset + whole.length + longer,
      longer,
      template: { start: template.end, end: template.end },
    });
    return value;
  });
  // What follows the call must not become part of a comment in the last line.
  const text = body.slice(body.lastIndexOf('\n') + 1).includes('#') ? `${body}\n` : body;
  const toTemplate = (offset: number): number => {
    const last = replaced.findLast(({ start }) => start <= offset);
    if (last && last.template.start < last.template.end) return begin + last.template.start;
    return Math.min(begin + offset - (last?.longer ?? 0), query.text.length);
  };
  return { text, toTemplate };
}

/** Where a template begins: a pipe may lead a query, but none may follow another. */
function afterPipe(template: string): number {
  const [first] = lex(template).tokens;
  return first?.image === '|' ? first.startOffset + 1 : 0;
}

/** Comments are left as they are: a value with a line end would break out of them. */
function replacePlaceholders(
  template: string,
  replace: (name: string, whole: string, offset: number) => string,
): string {
  const { comments } = lex(template);
  let next = 0;
  return template.replace(PLACEHOLDER, (whole, name: string, offset: number) => {
    while ((comments[next]?.end ?? Number.POSITIVE_INFINITY) <= offset) next++;
    return (comments[next]?.start ?? Number.POSITIVE_INFINITY) <= offset ? whole : replace(name, whole, offset);
  });
}

/** The text of a saved query within the expanded text. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** Of its call. */
  readonly original: Span;
  readonly name: string;
  readonly template: string;
  readonly toTemplate: Body['toTemplate'];
}

function savedPlace(pieces: readonly Piece[], { start, end }: Span): SavedPlace | undefined {
  const piece = pieces.find((one) => one.start <= start && start < one.end && end <= one.end);
  if (!piece) return undefined;
  const from = piece.toTemplate(start - piece.start);
  const to = piece.toTemplate(end - piece.start);
  return { name: piece.name, text: piece.template, span: { start: from, end: Math.max(from, to) } };
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
