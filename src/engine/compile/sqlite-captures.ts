/** What `parse` takes out of a text, as user functions `ql_capture_…(text, pattern, capture)`. */
import type { Database } from 'better-sqlite3';
import type { RowValue } from '../functions/definition.ts';
import type { ParseKind } from '../plan.ts';
import { parseCsvLine } from '../values/csv.ts';
import { compileGlob } from '../values/glob.ts';
import { parseLogfmt } from '../values/logfmt.ts';
import { compileRegex } from '../values/regex.ts';
import { compileXPath } from '../values/xpath.ts';

export type Captures = readonly (RowValue | undefined)[] | null;

/** All captures of a text by a pattern; null where it does not match. */
export const CAPTURES: { readonly [Kind in ParseKind]: (pattern: string, text: string) => Captures } = {
  glob: (pattern, text) => compileGlob(pattern).exec(text),
  regex: (pattern, text) => {
    const compiled = compileRegex(pattern);
    return compiled.ok ? (compiled.regex.exec(text)?.slice(1) ?? null) : null;
  },
  regexAll: (pattern, text) => {
    const compiled = compileRegex(pattern);
    if (!compiled.ok) return null;
    const matches = compiled.regex.matchAll(text);
    if (matches.length === 0) return null;
    return [structure(JSON.stringify(matches.map((match) => match.slice(1).map((capture) => capture ?? null))))];
  },
  csv: (_pattern, text) => parseCsvLine(text),
  logfmt: (_pattern, text) => {
    const map = parseLogfmt(text);
    return map === null ? null : [structure(map)];
  },
  xml: (path, text) => {
    const compiled = compileXPath(path);
    return compiled.ok ? [compiled.find(text)] : null;
  },
};

function structure(json: string): Uint8Array {
  return Buffer.from(json);
}

export function registerCaptures(database: Database): void {
  for (const [kind, match] of Object.entries(CAPTURES)) {
    const capture = remembering(match);
    database.function(`ql_capture_${kind.toLowerCase()}`, { deterministic: true }, capture);
  }
}

/** One text is asked for several captures in a row, so the last match is kept. */
function remembering(
  match: (pattern: string, text: string) => Captures,
): (text: unknown, pattern: unknown, capture: unknown) => RowValue {
  let lastPattern: string | undefined;
  let lastText: string | undefined;
  let captures: Captures = null;
  return (text, pattern, capture) => {
    if (typeof text !== 'string' || typeof pattern !== 'string' || typeof capture !== 'number') return null;
    if (text !== lastText || pattern !== lastPattern) {
      captures = match(pattern, text);
      lastPattern = pattern;
      lastText = text;
    }
    return captures?.[capture] ?? null;
  };
}
