/**
 * Glob patterns of `parse` (language specification, section 3.9 and appendix A.3): `*` captures as little as possible, a leading
 * `*` starts at the start of the text, a trailing one takes the rest; otherwise the pattern matches anywhere.
 */

export interface Glob {
  readonly captureCount: number;
  /** The captured texts, one for each `*`, or null when the text does not match. */
  exec(text: string): string[] | null;
}

/**
 * Compiles a glob pattern. As captures are lazy, each literal's first occurrence after the one before it decides: a sequence of
 * searches gives what a backtracking expression would, in one pass.
 */
export function compileGlob(pattern: string): Glob {
  const [head = '', ...literals] = pattern.split('*');
  const takesRest = literals.at(-1) === '';
  if (takesRest) literals.pop();

  const exec = (text: string): string[] | null => {
    const captures: string[] = [];
    const start = text.indexOf(head);
    if (start < 0) return null;
    let position = start + head.length;
    for (const literal of literals) {
      const found = text.indexOf(literal, position);
      if (found < 0) return null;
      captures.push(text.slice(position, found));
      position = found + literal.length;
    }
    if (takesRest) captures.push(text.slice(position));
    return captures;
  };
  if (pattern === '') return { captureCount: 0, exec: (text) => (text === '' ? [] : null) };
  return { captureCount: literals.length + (takesRest ? 1 : 0), exec };
}
