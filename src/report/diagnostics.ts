/** Draws what is to be said about a query as a person reads it: the line, the place in it, the message and a way out. */
import { type Diagnostic, lineAndColumn, type Severity } from '../parser/diagnostics.ts';
import type { Style } from './style.ts';
import { counted } from './units.ts';
import { visible } from './visible.ts';
import { displayWidth } from './width.ts';

export interface DiagnosticOptions {
  readonly style: Style;
  /** Where the query text comes from, if it is a file: shown with line and column. */
  readonly source?: string | undefined;
  /** Terminal cells for the text of a line; of longer lines the part around the place is shown. */
  readonly width?: number | undefined;
}

const WORDS: Readonly<Record<Severity, { readonly word: string; readonly color: 'red' | 'yellow' | 'cyan' }>> = {
  error: { word: 'error', color: 'red' },
  portability: { word: 'portability', color: 'yellow' },
  note: { word: 'note', color: 'cyan' },
};

const DEFAULT_WIDTH = 100;
const TAB = 4;
/** Lines of a query drawn of a span that covers more. */
const MAX_LINES = 4;

/** The lines of one diagnostic. @param query the text that the diagnostic's span points into */
export function drawDiagnostic(diagnostic: Diagnostic, query: string, options: DiagnosticOptions): string[] {
  const { style, width = DEFAULT_WIDTH } = options;
  const { word, color } = WORDS[diagnostic.severity];
  const paint = (text: string) => style[color](text);
  const lines = [
    `${paint(style.bold(word))}${paint(`[${diagnostic.code}]`)}: ${style.bold(visible(diagnostic.message))}`,
  ];

  const marked = markedLines(query, diagnostic.span.start, diagnostic.span.end);
  const gutter = String(marked.at(-1)?.number ?? 1).length;
  const margin = (label: string) => style.dim(`${label.padStart(gutter + 1)} │`);
  if (options.source !== undefined) {
    const { line, column } = lineAndColumn(query, diagnostic.span.start);
    lines.push(`${style.dim(`${' '.repeat(gutter + 1)} ┌ `)}${visible(options.source)}:${line}:${column + 1}`);
  }
  for (const line of marked.slice(0, MAX_LINES)) {
    const { text, offset, length } = excerpt(line, width);
    lines.push(`${margin(String(line.number))} ${text}`.trimEnd());
    lines.push(`${margin('')} ${' '.repeat(offset)}${paint('^'.repeat(length))}`);
  }
  if (marked.length > MAX_LINES)
    lines.push(`${margin('')} ${style.dim(`… ${counted(marked.length - MAX_LINES, 'more line')}`)}`);
  if (diagnostic.hint !== '')
    lines.push(`${' '.repeat(gutter + 2)}${style.dim('=')} ${style.bold('hint')}: ${visible(diagnostic.hint)}`);
  return lines;
}

/** All diagnostics, errors first, an empty line between them. */
export function* drawDiagnostics(
  diagnostics: readonly Diagnostic[],
  query: string,
  options: DiagnosticOptions,
): Generator<string> {
  const order: readonly Severity[] = ['error', 'portability', 'note'];
  const sorted = [...diagnostics].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  for (const [i, diagnostic] of sorted.entries()) {
    if (i > 0) yield '';
    yield* drawDiagnostic(diagnostic, query, options);
  }
}

interface MarkedLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** The marked part, offsets into `text`. */
  readonly from: number;
  readonly to: number;
}

/** The lines that a span touches. A span without length, such as the end of the text, marks one place. */
function markedLines(query: string, start: number, end: number): MarkedLine[] {
  const marked: MarkedLine[] = [];
  let lineStart = 0;
  for (const [index, raw] of query.split('\n').entries()) {
    const lineEnd = lineStart + raw.length;
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    // Lines that go on a span are marked from their first word.
    const indent = start < lineStart ? text.length - text.trimStart().length : 0;
    const from = Math.max(indent, Math.min(start - lineStart, text.length));
    const to = Math.max(from, Math.min(end - lineStart, text.length));
    const here = start >= lineStart && start <= lineEnd;
    if (here || (start < lineStart && end > lineStart && text.trim() !== ''))
      marked.push({ number: index + 1, text, from, to });
    lineStart = lineEnd + 1;
  }
  return marked;
}

/** A line as drawn, cut to the width around its marked part, with offset and length of the marks in terminal cells. */
function excerpt({ text, from, to }: MarkedLine, width: number): { text: string; offset: number; length: number } {
  // Keep the marked start in sight; a mark longer than the width is cut.
  let first = 0;
  let last = text.length;
  if (displayWidth(text, width) > width) {
    first = Math.max(0, Math.min(from - Math.floor(width / 3), text.length - width));
    last = Math.min(text.length, first + width);
  }
  const before = first > 0 ? '…' : '';
  const drawn = expand(text.slice(first, last));
  const offset = displayWidth(before + expand(text.slice(first, from)));
  const marks = displayWidth(before + expand(text.slice(first, Math.min(to, last)))) - offset;
  return { text: before + drawn + (last < text.length ? '…' : ''), offset, length: Math.max(1, marks) };
}

/** Tabs as spaces up to the next tab stop, everything else that would act on a terminal visible. */
function expand(text: string): string {
  let drawn = '';
  for (const [i, part] of text.split('\t').entries()) {
    if (i > 0) drawn += ' '.repeat(TAB - (displayWidth(drawn) % TAB));
    drawn += visible(part);
  }
  return drawn;
}
