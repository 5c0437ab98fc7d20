/** Text that may be broken into lines: what the printers make, before it is laid out. */
import type { Span, Subquery } from './ast.ts';

/** A blank, or a line break where the line would be too long. */
export const SOFT = Symbol('soft break');

/** A piece of the source that must stay as it is, line breaks and comments included. */
export interface Verbatim {
  readonly kind: 'verbatim';
  readonly text: string;
  readonly span: Span;
}

export type Part = string | typeof SOFT | Subquery | Verbatim;
export type Doc = readonly Part[];

/** What is shorter is not broken. */
const UNBROKEN = 80;

/** With commas between. */
export function list<T>(nodes: readonly T[], one: (node: T) => Doc): Doc {
  return nodes.flatMap((node, index) => (index === 0 ? one(node) : [',', SOFT, ...one(node)]));
}

/** With soft breaks between, empty ones left out. */
export function words(...docs: readonly (Doc | string)[]): Doc {
  const parts: Part[] = [];
  for (const doc of docs) {
    if (doc.length === 0) continue;
    if (parts.length > 0) parts.push(SOFT);
    if (typeof doc === 'string') parts.push(doc);
    else parts.push(...doc);
  }
  return parts;
}

/** On one line when it is short. */
export function together(doc: Doc): Doc {
  let length = 0;
  for (const part of doc) {
    if (typeof part === 'object') return doc;
    length += part === SOFT ? 1 : part.length;
  }
  return length > UNBROKEN ? doc : [doc.map((part) => (part === SOFT ? ' ' : part)).join('')];
}
