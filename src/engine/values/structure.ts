/**
 * Maps and lists (language specification, section 4.5). They are kept as the JSON text they came in, never written anew, so that large
 * numbers, the order of keys and the spelling of numbers survive. Members are cut out of the text by a scanner that does not recurse.
 */
import type { RowValue } from '../functions/definition.ts';
import { exactNumber } from './number.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** White space of JSON, which is less than `trim` takes away. */
const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;

/** The text without white space around it, if it is a JSON object or array; else null. */
export function structureOf(text: string): string | null {
  const start = skipSpace(text, 0);
  const first = text.charCodeAt(start);
  if (first !== OPEN_MAP && first !== OPEN_LIST) return null;
  let end = text.length;
  while (isSpace(text.charCodeAt(end - 1))) end--;
  const trimmed = text.slice(start, end);
  // Most texts that begin like JSON but are none end otherwise; an exception is dear.
  if (trimmed.charCodeAt(trimmed.length - 1) !== (first === OPEN_MAP ? CLOSE_MAP : CLOSE_LIST)) return null;
  try {
    JSON.parse(trimmed);
  } catch {
    return null;
  }
  return trimmed;
}

/**
 * The member of a map with this name (of several the first), or the element of a list at this index from 0, which may be a text of
 * digits. Null where there is none. Texts are decoded, booleans are the bigints 1 and 0, a nested map or list is its part of the source. Expects
 * the JSON text of a map or list.
 */
export function memberOf(json: string, key: string | number): RowValue {
  // Several members of one map are mostly asked for in a row.
  if (lastMembers?.json !== json) lastMembers = new Members(json);
  const source = lastMembers.find(key);
  return source === undefined ? null : jsonValue(source);
}

/** The elements of a list; a map is the only element itself. Expects the JSON text of a map or list. */
export function elementsOf(json: string): RowValue[] {
  return isList(json) ? elementSources(json).map(jsonValue) : [Buffer.from(json)];
}

/** True for the JSON text of a list, which begins without white space. */
export function isList(json: string): boolean {
  return json.charCodeAt(0) === OPEN_LIST;
}

/** The JSON texts of the elements of a list. */
export function elementSources(json: string): readonly string[] {
  return new Members(json).all();
}

/** The JSON text without white space between its tokens, which stay as they are. */
export function compactJson(json: string): string {
  let compact = '';
  let from = 0;
  for (let at = 0; at < json.length; ) {
    const unit = json.charCodeAt(at);
    if (unit === QUOTE) at = stringEnd(json, at);
    else if (isSpace(unit)) {
      compact += json.slice(from, at);
      at = skipSpace(json, at);
      from = at;
    } else at++;
  }
  return from === 0 ? json : compact + json.slice(from);
}

let lastMembers: Members | undefined;

/** The members of one map or list, found as far as they were asked for. */
class Members {
  readonly json: string;
  readonly #isList: boolean;
  /** Sources of the elements of a list. */
  readonly #elements: string[] = [];
  /** Sources of the members of a map. */
  readonly #members = new Map<string, string>();
  /** Where the next member begins; undefined behind the last one. */
  #next: number | undefined;

  constructor(json: string) {
    this.json = json;
    this.#isList = isList(json);
    const first = skipSpace(json, 1);
    const unit = json.charCodeAt(first);
    this.#next = unit === CLOSE_LIST || unit === CLOSE_MAP ? undefined : first;
  }

  find(key: string | number): string | undefined {
    if (!this.#isList) {
      const name = String(key);
      while (!this.#members.has(name) && this.#next !== undefined) this.#advance(this.#next);
      return this.#members.get(name);
    }
    if (typeof key === 'string' && !/^\d+$/.test(key)) return undefined;
    const index = Number(key);
    while (this.#elements.length <= index && this.#next !== undefined) this.#advance(this.#next);
    return this.#elements[index];
  }

  all(): readonly string[] {
    while (this.#next !== undefined) this.#advance(this.#next);
    return this.#elements;
  }

  /** Reads the member that begins at `start`. */
  #advance(start: number): void {
    const { json } = this;
    let at = start;
    let name: string | undefined;
    if (!this.#isList) {
      const end = stringEnd(json, at);
      name = textOf(json.slice(at, end));
      at = skipSpace(json, end);
      if (json.charCodeAt(at) === COLON) at = skipSpace(json, at + 1);
    }
    const end = valueEnd(json, at);
    const source = json.slice(at, end);
    if (name === undefined) this.#elements.push(source);
    else if (!this.#members.has(name)) this.#members.set(name, source);
    at = skipSpace(json, end);
    this.#next = json.charCodeAt(at) === COMMA ? skipSpace(json, at + 1) : undefined;
  }
}

/** The value of a JSON text without white space around it. */
export function jsonValue(source: string): RowValue {
  switch (source.charCodeAt(0)) {
    case OPEN_MAP:
    case OPEN_LIST:
      return Buffer.from(source);
    case QUOTE:
      return textOf(source);
    case 0x74: // true
      return 1n;
    case 0x66: // false
      return 0n;
    case 0x6e: // null
      return null;
    default:
      return exactNumber(source);
  }
}

/** The text that a JSON string stands for. */
function textOf(source: string): string {
  return source.includes('\\') ? String(JSON.parse(source)) : source.slice(1, -1);
}

function skipSpace(json: string, start: number): number {
  let at = start;
  while (isSpace(json.charCodeAt(at))) at++;
  return at;
}

/** The end of the string that begins at `start`. */
function stringEnd(json: string, start: number): number {
  for (let at = start + 1; ; ) {
    const quote = json.indexOf('"', at);
    if (quote < 0) return json.length;
    let backslashes = 0;
    while (json.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    at = quote + 1;
    if (backslashes % 2 === 0) return at;
  }
}

/** The end of the value that begins at `start`. */
function valueEnd(json: string, start: number): number {
  const first = json.charCodeAt(start);
  if (first === QUOTE) return stringEnd(json, start);
  let depth = 0;
  for (let at = start; at < json.length; ) {
    const unit = json.charCodeAt(at);
    if (unit === QUOTE) {
      at = stringEnd(json, at);
      continue;
    }
    if (unit === OPEN_LIST || unit === OPEN_MAP) depth++;
    else if (unit === CLOSE_LIST || unit === CLOSE_MAP) {
      // Without a bracket of its own, the value ends before the one around it.
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (unit === COMMA || isSpace(unit))) return at;
    at++;
  }
  return json.length;
}
