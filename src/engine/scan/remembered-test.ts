/** Regular expressions over values that repeat from segment to segment and from query to query: RE2 is slow. */
import { memoize } from '../values/lru.ts';
import { compileRegex } from '../values/regex.ts';

const KNOWN_PATTERNS = 4;
/** Beyond these, texts are not remembered, nor are longer ones. */
const KNOWN_TEXTS = 8192;
const MAX_KNOWN_TEXT = 256;

/** Whether a regular expression matches a text. */
export const rememberedTest: (source: string) => (text: string) => boolean = memoize(KNOWN_PATTERNS, (source) => {
  const compiled = compileRegex(source);
  const test = (text: string): boolean => compiled.ok && compiled.regex.test(text);
  const known = new Map<string, boolean>();
  let hits = 0;
  return (text) => {
    const isFull = known.size >= KNOWN_TEXTS;
    // Of texts that hardly ever repeat, it only costs time to look for them.
    if (text.length > MAX_KNOWN_TEXT || (isFull && hits < KNOWN_TEXTS)) return test(text);
    let result = known.get(text);
    if (result !== undefined) {
      hits++;
      return result;
    }
    result = test(text);
    if (!isFull) known.set(text, result);
    return result;
  };
});
