/** Lines of `key=value` pairs, as `parse … logfmt` reads them (language specification, section 3.9). */

const KEY = /[^\s="]+/g;
const BARE_VALUE_END = /\s/g;
const QUOTED_STOP = /["\\]/g;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * The pairs of a text as the JSON text of a map, in the order in which the keys first appear; of equal keys the first counts. All
 * values are texts. A quoted value has the escapes of JSON; any other backslash stands for itself, and without a closing quote the
 * value goes to the end. A key without `=` has the empty text. Null when the text has no `key=` at all.
 */
export function parseLogfmt(text: string): string | null {
  const values = new Map<string, string>();
  let hasPair = false;
  KEY.lastIndex = 0;
  // What stands before a key and is none, such as a lone `=` or quote, is passed over.
  for (let match = KEY.exec(text); match !== null; match = KEY.exec(text)) {
    const [key] = match;
    let value = '';
    if (text[KEY.lastIndex] === '=') {
      hasPair = true;
      const start = KEY.lastIndex + 1;
      const read = text[start] === '"' ? quotedAt(text, start) : bareAt(text, start);
      value = read.value;
      KEY.lastIndex = read.end;
    }
    if (!values.has(key)) values.set(key, value);
  }
  if (!hasPair) return null;
  // An object would order the keys that look like numbers first, and has keys of its own.
  return `{${Array.from(values, ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
}

interface ReadValue {
  readonly value: string;
  /** Where the text goes on. */
  readonly end: number;
}

function bareAt(text: string, start: number): ReadValue {
  BARE_VALUE_END.lastIndex = start;
  const end = BARE_VALUE_END.exec(text)?.index ?? text.length;
  return { value: text.slice(start, end), end };
}

/** The value whose opening quote is at `start`. */
function quotedAt(text: string, start: number): ReadValue {
  const parts: string[] = [];
  let from = start + 1;
  QUOTED_STOP.lastIndex = from;
  for (let stop = QUOTED_STOP.exec(text); stop !== null; stop = QUOTED_STOP.exec(text)) {
    parts.push(text.slice(from, stop.index));
    if (stop[0] === '"') return { value: parts.join(''), end: stop.index + 1 };
    const escaped = escapeAt(text, stop.index);
    parts.push(escaped.value);
    from = escaped.end;
    QUOTED_STOP.lastIndex = from;
  }
  return { value: parts.join('') + text.slice(from), end: text.length };
}

function escapeAt(text: string, backslash: number): ReadValue {
  const letter = text.charAt(backslash + 1);
  const value = ESCAPES.get(letter);
  if (value !== undefined) return { value, end: backslash + 2 };
  const digits = text.slice(backslash + 2, backslash + 6);
  if (letter === 'u' && /^[\da-f]{4}$/i.test(digits)) {
    return { value: String.fromCharCode(Number.parseInt(digits, 16)), end: backslash + 6 };
  }
  return { value: '\\', end: backslash + 1 };
}
