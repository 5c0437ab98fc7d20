/** Where texts and regexes end. */

let known: { readonly text: string; readonly closings: Map<string, Int32Array> } = { text: '', closings: new Map() };

/**
 * The text from the delimiter at `offset` to its next occurrence without a backslash; `undefined` when it has none.
 * The closings of a query are found in one pass and kept for the next call, as a lexer that looked ahead from each of many
 * openings without a closing would need quadratic time.
 */
export function delimitedAt(text: string, offset: number): string | undefined {
  const delimiter = text.charAt(offset);
  if (known.text !== text) known = { text, closings: new Map() };
  let closings = known.closings.get(delimiter);
  if (!closings) {
    closings = findClosings(text, delimiter);
    known.closings.set(delimiter, closings);
  }
  const closing = closings[offset + 1] ?? NONE;
  return closing === NONE ? undefined : text.slice(offset, closing + 1);
}

const NONE = -1;

/** For each offset, where a scan that starts there meets the delimiter. */
function findClosings(text: string, delimiter: string): Int32Array {
  const closings = new Int32Array(text.length + 2).fill(NONE);
  for (let i = text.length - 1; i >= 0; i--) {
    const character = text[i];
    if (character === delimiter) closings[i] = i;
    else closings[i] = closings[i + (character === '\\' ? 2 : 1)] ?? NONE;
  }
  return closings;
}
