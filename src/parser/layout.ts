/** Stages to lines: one below the other, long ones broken, each with the comments that belong to it. */
import type { Span, Stage, Subquery } from './ast.ts';
import { type Doc, SOFT } from './document.ts';

export interface Layout {
  /** What the spans of stages and comments point into. */
  readonly text: string;
  /** In the order of the text. */
  readonly comments: readonly Span[];
  readonly print: (stage: Stage) => Doc;
  /** A line is broken where it may be before it has more characters than this. */
  readonly width: number;
}

const INDENT = '    ';

/** The lines of stages, which all begin with `indent`. */
export function layOut(stages: readonly Stage[], layout: Layout, indent = ''): string {
  const { text, comments } = layout;
  const written = (comment: Span) => text.slice(comment.start, comment.end).trimEnd();
  const lines: string[] = [];
  let left = comments;
  stages.forEach((stage, index) => {
    const doc = layout.print(stage);
    const nested = doc.filter((part) => typeof part === 'object');
    const here = left.filter(({ start }) => start < stage.span.end);
    left = left.slice(here.length);
    // Those in front of the stage and those in it stand above it.
    const above = here.filter((comment) => !nested.some(({ span }) => contains(span, comment)));
    lines.push(...above.map((comment) => indent + written(comment)));
    let line = layOutStage(doc, { ...layout, comments: here }, indent, index > 0);
    const [behind] = left;
    const following = stages[index + 1]?.span.start ?? Number.POSITIVE_INFINITY;
    if (behind && behind.start < following && !text.slice(stage.span.end, behind.start).includes('\n')) {
      line += ` ${written(behind)}`;
      left = left.slice(1);
    }
    lines.push(line);
  });
  lines.push(...left.map((comment) => indent + written(comment)));
  return lines.join('\n');
}

function layOutStage(doc: Doc, layout: Layout, indent: string, separated: boolean): string {
  let done = '';
  let line = indent + (separated ? '| ' : '');
  let chunk = '';
  let blank = '';
  const endChunk = () => {
    if (blank !== '' && line.length + blank.length + chunk.length > layout.width) {
      done += `${line}\n`;
      line = indent + INDENT + chunk;
    } else line += blank + chunk;
    blank = '';
    chunk = '';
  };
  for (const part of doc) {
    if (part === SOFT) {
      endChunk();
      blank = ' ';
    } else if (typeof part === 'string') chunk += part;
    else if (part.kind === 'verbatim') chunk += part.text;
    else {
      chunk += '(';
      endChunk();
      done += `${line}\n${layOutSubquery(part, layout, indent + INDENT)}\n`;
      line = `${indent}  )`;
    }
  }
  endChunk();
  return done + line;
}

function layOutSubquery({ stages, span }: Subquery, layout: Layout, indent: string): string {
  const comments = layout.comments.filter((comment) => contains(span, comment));
  return layOut(stages, { ...layout, comments }, indent);
}

function contains(span: Span, { start }: Span): boolean {
  return start >= span.start && start < span.end;
}
