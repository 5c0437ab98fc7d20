/** String functions (language specification, section 4.7). Positions and lengths count Unicode code points. */
import { type Captures, compileRegex } from '../values/regex.ts';
import type { Parameter, ScalarFunction, Value, ValueType } from './definition.ts';

const text: Parameter = { name: 'text', type: 'string' };
const chars: Parameter = { name: 'characters', type: 'string', optional: true };

type TextFunction = Pick<ScalarFunction, 'name' | 'parameters' | 'doc' | 'example' | 'evaluate'> &
  Partial<Pick<ScalarFunction, 'aliases' | 'nulls' | 'check'>> & { readonly returns?: ValueType };

/** A function of the family with the usual properties: it gives a text, and null for a null argument. */
export function textFunction(definition: TextFunction): ScalarFunction {
  return { kind: 'scalar', family: 'string', aliases: [], returns: 'string', nulls: 'propagate', ...definition };
}

/** Absent arguments cannot reach an implementation that propagates nulls. */
export const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

type Ends = { readonly left: boolean; readonly right: boolean };

function trimmed(value: string, set: Value | undefined, { left, right }: Ends): string {
  if (typeof set !== 'string') {
    if (left && right) return value.trim();
    return left ? value.trimStart() : value.trimEnd();
  }
  const points = [...value];
  const strip = new Set(set);
  let start = 0;
  let end = points.length;
  if (left) while (start < end && strip.has(points[start] ?? '')) start++;
  if (right) while (end > start && strip.has(points[end - 1] ?? '')) end--;
  return points.slice(start, end).join('');
}

function trimFunction(name: string, where: string, ends: Ends, result: string): ScalarFunction {
  return textFunction({
    name,
    parameters: [text, chars],
    doc: `The text without white space, or without any of the characters, ${where}.`,
    example: { expression: `${name}("xyZxyfooxyxyZ", "xyZ")`, result },
    evaluate: (value, set) => trimmed(textOf(value), set, ends),
  });
}

const SURROGATE = /[\ud800-\udfff]/;

function substring(value: string, start: number, length: number): string {
  const from = Math.trunc(start);
  const count = Math.trunc(length);
  if (from < 0 || count <= 0) return '';
  return SURROGATE.test(value) ? [...value].slice(from, from + count).join('') : value.slice(from, from + count);
}

function codePointCount(value: string): number {
  if (!SURROGATE.test(value)) return value.length;
  let count = 0;
  for (const _ of value) count++;
  return count;
}

/**
 * The replacement text of a match: `$1` and `\1` are groups, `$0` and `\0` the whole match; a second digit counts where there is such a
 * group. References to groups that do not exist stay as written, a backslash makes `$` and itself literal.
 */
function expandReplacement(template: string, captures: Captures): string {
  return template.replace(/\\([\\$])|[$\\](\d\d?)/g, (written: string, literal?: string, digits = '') => {
    if (literal !== undefined) return literal;
    if (Number(digits) < captures.length) return captures[Number(digits)] ?? '';
    const first = Number(digits.charAt(0));
    return first < captures.length ? (captures[first] ?? '') + digits.slice(1) : written;
  });
}

function regexReplace(value: Value | undefined, pattern: Value | undefined, template: Value | undefined): Value {
  const compiled = compileRegex(textOf(pattern));
  if (!compiled.ok) return null;
  return compiled.regex.replaceAll(textOf(value), (captures) => expandReplacement(textOf(template), captures));
}

export const stringFunctions: readonly ScalarFunction[] = [
  textFunction({
    name: 'isempty',
    parameters: [{ name: 'field', type: 'string' }],
    returns: 'number',
    nulls: 'accept',
    doc: '1 if the field is missing or an empty text, else 0.',
    example: { expression: 'isempty("")', result: '1' },
    evaluate: (value) => (textOf(value) === '' ? 1 : 0),
  }),
  textFunction({
    name: 'isblank',
    parameters: [{ name: 'field', type: 'string' }],
    returns: 'number',
    nulls: 'accept',
    doc: '1 if the field is missing, an empty text or white space only, else 0.',
    example: { expression: 'isblank("  ")', result: '1' },
    evaluate: (value) => (textOf(value).trim() === '' ? 1 : 0),
  }),
  textFunction({
    name: 'concat',
    parameters: [{ ...text, variadic: true }],
    nulls: 'accept',
    doc: 'The texts joined; a missing one counts as empty.',
    example: { expression: 'concat("a", 1, "b")', result: 'a1b' },
    evaluate: (...values) => values.map(textOf).join(''),
  }),
  trimFunction('ltrim', 'at its start', { left: true, right: false }, 'fooxyxyZ'),
  trimFunction('rtrim', 'at its end', { left: false, right: true }, 'xyZxyfoo'),
  trimFunction('trim', 'at both ends', { left: true, right: true }, 'foo'),
  textFunction({
    name: 'strlen',
    parameters: [text],
    returns: 'number',
    doc: 'The length of the text in Unicode code points.',
    example: { expression: 'strlen("né")', result: '2' },
    evaluate: (value) => codePointCount(textOf(value)),
  }),
  textFunction({
    name: 'toupper',
    parameters: [text],
    doc: 'The text in upper case.',
    example: { expression: 'toupper("Get")', result: 'GET' },
    evaluate: (value) => textOf(value).toUpperCase(),
  }),
  textFunction({
    name: 'tolower',
    parameters: [text],
    doc: 'The text in lower case.',
    example: { expression: 'tolower("Get")', result: 'get' },
    evaluate: (value) => textOf(value).toLowerCase(),
  }),
  textFunction({
    name: 'substr',
    parameters: [text, { name: 'start', type: 'number' }, { name: 'length', type: 'number', optional: true }],
    doc: 'The part of the text from a position, counted from 0, to its end or of a length.',
    example: { expression: 'substr("xyZfooxyZ", 3, 3)', result: 'foo' },
    evaluate: (value, start = 0, length = Number.POSITIVE_INFINITY) =>
      substring(textOf(value), Number(start), Number(length)),
  }),
  textFunction({
    name: 'replace',
    parameters: [text, { name: 'search', type: 'string' }, { name: 'replacement', type: 'string' }],
    doc: 'The text with every occurrence of another text replaced.',
    example: { expression: 'replace("a.b.c", ".", "-")', result: 'a-b-c' },
    evaluate: (value, search, replacement) =>
      search === '' ? textOf(value) : textOf(value).split(textOf(search)).join(textOf(replacement)),
  }),
  textFunction({
    name: 'regexReplace',
    aliases: ['regex_replace'],
    parameters: [text, { name: 'regex', type: 'string' }, { name: 'replacement', type: 'string' }],
    doc: 'The text with every match of a regular expression replaced; $1 and \\1 stand for groups.',
    example: { expression: 'regexReplace("10.0.0.5", "[.][0-9]+$", ".x")', result: '10.0.0.x' },
    evaluate: regexReplace,
    check: (_text, pattern) => {
      const compiled = typeof pattern === 'string' ? compileRegex(pattern) : undefined;
      return compiled?.ok === false ? `invalid regular expression: ${compiled.message}` : undefined;
    },
  }),
  textFunction({
    name: 'split',
    parameters: [text, { name: 'delimiter', type: 'string' }],
    returns: 'structure',
    doc: 'The list of the parts of the text between the delimiters; an empty delimiter parts nothing.',
    example: { expression: 'split("a,b,,c", ",")', result: '["a","b","","c"]' },
    evaluate: (value, delimiter) => JSON.stringify(delimiter === '' ? [value] : textOf(value).split(textOf(delimiter))),
  }),
  textFunction({
    name: 'strcontains',
    parameters: [text, { name: 'search', type: 'string' }, { name: 'ignoreCase', type: 'boolean', optional: true }],
    returns: 'number',
    doc: '1 if the text contains another one, else 0; a true third argument ignores case.',
    example: { expression: 'strcontains("GetObject", "object", 1)', result: '1' },
    evaluate: (value, search, ignoreCase = 0) => {
      const contains = ignoreCase
        ? textOf(value).toLowerCase().includes(textOf(search).toLowerCase())
        : textOf(value).includes(textOf(search));
      return contains ? 1 : 0;
    },
  }),
  textFunction({
    name: 'startsWith',
    parameters: [text, { name: 'prefix', type: 'string' }],
    returns: 'number',
    doc: '1 if the text starts with another one, else 0.',
    example: { expression: 'startsWith("GetObject", "Get")', result: '1' },
    evaluate: (value, prefix) => (textOf(value).startsWith(textOf(prefix)) ? 1 : 0),
  }),
  textFunction({
    name: 'endsWith',
    parameters: [text, { name: 'suffix', type: 'string' }],
    returns: 'number',
    doc: '1 if the text ends with another one, else 0.',
    example: { expression: 'endsWith("GetObject", "Object")', result: '1' },
    evaluate: (value, suffix) => (textOf(value).endsWith(textOf(suffix)) ? 1 : 0),
  }),
];
