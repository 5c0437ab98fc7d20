/**
 * The paths of `parse … xml` (language specification, section 3.9): a part of XPath 1.0 that one pass over the text can answer.
 * There is no tree and no recursion: a path is a small automaton, and each open element has its set of states.
 */
import { memoize } from './lru.ts';

export type XPathResult =
  | {
      readonly ok: true;
      /**
       * The first match in document order: the text of an element with all that is beneath it, trimmed; the value of an attribute;
       * or, for `text()`, the first text that is not blank, trimmed. Null without a match, and for a text that is not well formed.
       */
      find(xml: string): string | null;
    }
  | { readonly ok: false; readonly message: string };

type Condition =
  | { readonly kind: 'position'; readonly position: number; readonly slot: number }
  | { readonly kind: 'attribute'; readonly name: string; readonly value: string };

interface Step {
  readonly kind: 'element' | 'attribute' | 'text';
  /** Whether `//` leads to it. */
  readonly deep: boolean;
  /** As written, `*` for any element. */
  readonly name: string;
  readonly conditions: readonly Condition[];
}

interface Path {
  readonly steps: readonly Step[];
  /** How many of the conditions are positions. */
  readonly slots: number;
}

const CACHED_PATHS = 64;
/** The states of an element are the bits of one number. */
const MAX_PARTS = 30;
const TOO_LONG = `the path has more than ${MAX_PARTS} steps and conditions`;
const SUPPORTED =
  "A path has the steps /name, //name and *, the conditions [2] and [@name='value'], and may end in /@name or /text()";

// Outside the basic plane names may have all characters of planes 1 to 14: these surrogates.
const NAME_START =
  'A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\udb7f\\udc00-\\udfff\\uf900-\\ufdcf\\ufdf0-\\ufffd';
const NAME_REST = `${NAME_START}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040`;
const NAME = `[${NAME_START}][${NAME_REST}]*`;
const QUALIFIED_NAME = `${NAME}(?::${NAME})?`;

const STEP = new RegExp(`\\s*(//?)\\s*(?:(text\\(\\))|(@?)(${QUALIFIED_NAME})|(\\*))\\s*(?=[/[]|$)`, 'y');
const CONDITION = new RegExp(
  `\\[\\s*(?:(\\d+)|@(${QUALIFIED_NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)'))\\s*\\]\\s*(?=[/[]|$)`,
  'y',
);

/** Compiles a path; the message of a failure says what is not supported, and what is. Never throws. */
export const compileXPath: (path: string) => XPathResult = memoize(CACHED_PATHS, (source) => {
  const path = readPath(source);
  if (typeof path === 'string') return { ok: false, message: `${path}. ${SUPPORTED}` };
  return {
    ok: true,
    find: (xml) => {
      const search = new Search(path);
      return readDocument(xml.trim(), search) ? search.result : null;
    },
  };
});

/** A path, or what is wrong with it. */
function readPath(source: string): Path | string {
  if (!source.trimStart().startsWith('/')) return 'a path begins with / or //';
  const steps: Step[] = [];
  let parts = 0;
  let slots = 0;
  let at = 0;
  while (at < source.length) {
    const match = matchAt(STEP, source, at);
    if (match === null) return rejected(source, at);
    if (++parts > MAX_PARTS) return TOO_LONG;
    at = STEP.lastIndex;
    const [, slashes, text, sign, name = '*'] = match;
    const kind = text !== undefined ? 'text' : sign === '@' ? 'attribute' : 'element';
    const conditions: Condition[] = [];
    while (source[at] === '[') {
      const condition = matchAt(CONDITION, source, at);
      if (condition === null || kind !== 'element') return rejected(source, at);
      if (++parts > MAX_PARTS) return TOO_LONG;
      at = CONDITION.lastIndex;
      const [, position, attribute = '', value = condition[4] ?? ''] = condition;
      if (position === undefined) conditions.push({ kind: 'attribute', name: attribute, value });
      else if (Number(position) === 0) return 'positions count from 1';
      else conditions.push({ kind: 'position', position: Number(position), slot: slots++ });
    }
    if (kind !== 'element' && at < source.length)
      return `${kind === 'text' ? 'text()' : `@${name}`} must be the last step`;
    steps.push({ kind, deep: slashes === '//', name, conditions });
  }
  return { steps, slots };
}

function rejected(source: string, at: number): string {
  const rest = source.slice(at).trim();
  if (/^\/*$/.test(rest)) return 'the path ends without a name';
  return `${rest.length > 40 ? `${rest.slice(0, 40)}…` : rest} is not supported`;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** What a document consists of, in order. The texts are decoded. */
interface DocumentHandler {
  open(name: string, attributes: Attributes): void;
  close(): void;
  text(text: string): void;
  /** Something between two texts that makes them two: a comment or an instruction. */
  gap(): void;
}

type Attributes = ReadonlyMap<string, string>;

/** Runs a path over a document. State `i` of an element: step `i` may be found among its children. */
class Search implements DocumentHandler {
  result: string | null = null;
  readonly #path: Path;
  /** The state which wants an attribute or a text; 0 when the path ends in an element. */
  readonly #attributeState: number;
  readonly #textState: number;
  readonly #endState: number;
  /** The states of the document and of the open elements. */
  readonly #states: number[] = [1];
  /** For each of them, how many children each positional condition has counted. */
  readonly #counts: number[];
  /** The depth of the element that was found while it is open, otherwise 0. */
  #foundDepth = 0;
  #parts: string[] = [];

  constructor(path: Path) {
    this.#path = path;
    const { kind } = path.steps.at(-1) ?? {};
    const last = 1 << (path.steps.length - 1);
    this.#attributeState = kind === 'attribute' ? last : 0;
    this.#textState = kind === 'text' ? last : 0;
    this.#endState = last << 1;
    this.#counts = new Array<number>(path.slots).fill(0);
  }

  open(name: string, attributes: Attributes): void {
    this.gap();
    const depth = this.#states.length;
    let states = 0;
    if (this.result === null && this.#foundDepth === 0) {
      states = this.#statesOf(name, attributes);
      if ((states & this.#endState) !== 0) this.#foundDepth = depth;
      if ((states & this.#attributeState) !== 0) {
        this.result = attributeOf(attributes, this.#path.steps.at(-1)?.name ?? '') ?? null;
      }
    }
    this.#states.push(states);
    const { slots } = this.#path;
    for (let slot = 0; slot < slots; slot++) this.#counts[depth * slots + slot] = 0;
  }

  close(): void {
    this.gap();
    if (this.#foundDepth > 0 && this.#foundDepth === this.#states.length - 1) {
      this.result = this.#parts.join('').trim();
      this.#foundDepth = 0;
    }
    this.#states.pop();
  }

  text(text: string): void {
    if (this.result !== null) return;
    if (this.#foundDepth > 0 || ((this.#states.at(-1) ?? 0) & this.#textState) !== 0) this.#parts.push(text);
  }

  gap(): void {
    if (this.#textState === 0 || this.#parts.length === 0) return;
    const text = this.#parts.join('').trim();
    this.#parts = [];
    if (text !== '') this.result = text;
  }

  #statesOf(name: string, attributes: Attributes): number {
    const parent = this.#states.at(-1) ?? 0;
    let states = 0;
    let state = 1;
    for (const step of this.#path.steps) {
      if ((parent & state) !== 0) {
        if (step.deep) states |= state;
        if (step.kind === 'element' && isNamed(name, step.name) && this.#meetsAll(step.conditions, attributes)) {
          states |= state << 1;
        }
      }
      state <<= 1;
    }
    return states;
  }

  /** In the order of the conditions: `[@k='v'][2]` is the second of those with the attribute. */
  #meetsAll(conditions: readonly Condition[], attributes: Attributes): boolean {
    for (const condition of conditions) {
      if (condition.kind === 'attribute') {
        if (attributeOf(attributes, condition.name) !== condition.value) return false;
      } else {
        const index = (this.#states.length - 1) * this.#path.slots + condition.slot;
        const count = (this.#counts[index] ?? 0) + 1;
        this.#counts[index] = count;
        if (count !== condition.position) return false;
      }
    }
    return true;
  }
}

/** A name without a prefix is that of any name space. */
function isNamed(name: string, wanted: string): boolean {
  if (wanted === '*' || name === wanted) return true;
  return !wanted.includes(':') && name.endsWith(wanted) && name[name.length - wanted.length - 1] === ':';
}

function attributeOf(attributes: Attributes, wanted: string): string | undefined {
  const exact = attributes.get(wanted);
  if (exact !== undefined) return exact;
  for (const [name, value] of attributes) {
    // `xmlns:id` declares a prefix.
    if (!name.startsWith('xmlns:') && isNamed(name, wanted)) return value;
  }
  return undefined;
}

const ELEMENT_NAME = new RegExp(`[:${NAME_START}][:${NAME_REST}]*`, 'y');
const NOT_SPACE = /[^ \t\r\n]|$/g;
const FORBIDDEN_CHARACTER = /[^\t\n\r\u0020-\ufffd]/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const NO_ATTRIBUTES: Attributes = new Map();

/**
 * Reads a whole document, each character a fixed number of times; false as soon as it turns out not to be well formed. A document
 * type is passed over, not checked.
 */
function readDocument(xml: string, handler: DocumentHandler): boolean {
  if (!xml.startsWith('<') || FORBIDDEN_CHARACTER.test(xml) || LONE_SURROGATE.test(xml)) return false;
  const open: string[] = [];
  let hasType = false;
  let hasRoot = false;
  let at = 0;
  while (at < xml.length) {
    if (xml[at] !== '<') {
      const tag = xml.indexOf('<', at);
      const end = tag < 0 ? xml.length : tag;
      const raw = xml.slice(at, end);
      const text = raw.includes(']]>') ? null : decode(raw.replace(/\r\n?/g, '\n'), hasType);
      if (text === null || (open.length === 0 && skipSpace(xml, at) < end)) return false;
      if (open.length > 0) handler.text(text);
      at = end;
    } else if (xml[at + 1] === '/') {
      const name = open.pop();
      if (name === undefined || !xml.startsWith(name, at + 2)) return false;
      at = skipSpace(xml, at + 2 + name.length);
      if (xml[at] !== '>') return false;
      at++;
      handler.close();
    } else if (xml.startsWith('<![CDATA[', at)) {
      const end = xml.indexOf(']]>', at);
      if (end < 0 || open.length === 0) return false;
      handler.text(xml.slice(at + 9, end).replace(/\r\n?/g, '\n'));
      at = end + 3;
    } else if (xml.startsWith('<!DOCTYPE', at)) {
      if (hasType || hasRoot) return false;
      hasType = true;
      at = typeEnd(xml, at);
      if (at < 0) return false;
    } else if (xml[at + 1] === '!' || xml[at + 1] === '?') {
      at = asideEnd(xml, at);
      if (at < 0) return false;
      handler.gap();
    } else {
      const tag = readTag(xml, at, hasType);
      if (tag === null || (hasRoot && open.length === 0)) return false;
      hasRoot = true;
      at = tag.end;
      handler.open(tag.name, tag.attributes);
      if (tag.isEmpty) handler.close();
      else open.push(tag.name);
    }
  }
  return hasRoot && open.length === 0;
}

interface Tag {
  readonly name: string;
  readonly attributes: Attributes;
  readonly isEmpty: boolean;
  readonly end: number;
}

function readTag(xml: string, start: number, hasType: boolean): Tag | null {
  const name = nameAt(xml, start + 1);
  if (name === '') return null;
  let attributes: Map<string, string> | undefined;
  let at = start + 1 + name.length;
  for (;;) {
    const next = skipSpace(xml, at);
    const isEmpty = xml[next] === '/';
    if (isEmpty || xml[next] === '>') {
      const end = isEmpty ? next + 2 : next + 1;
      return xml[end - 1] === '>' ? { name, attributes: attributes ?? NO_ATTRIBUTES, isEmpty, end } : null;
    }
    const key = nameAt(xml, next);
    attributes ??= new Map();
    if (next === at || key === '' || attributes.has(key)) return null;
    at = skipSpace(xml, next + key.length);
    if (xml[at] !== '=') return null;
    at = skipSpace(xml, at + 1);
    const quote = xml.charAt(at);
    const end = quote === '"' || quote === "'" ? xml.indexOf(quote, at + 1) : -1;
    if (end < 0) return null;
    const raw = xml.slice(at + 1, end);
    const value = raw.includes('<') ? null : decode(raw.replace(/\r\n|[\t\n\r]/g, ' '), hasType);
    if (value === null) return null;
    attributes.set(key, value);
    at = end + 1;
  }
}

/** Where a comment or an instruction ends; -1 when it does not, or is neither. */
function asideEnd(xml: string, start: number): number {
  if (xml.startsWith('<!--', start)) {
    const end = xml.indexOf('--', start + 4);
    return end >= 0 && xml[end + 2] === '>' ? end + 3 : -1;
  }
  const target = xml[start + 1] === '?' ? nameAt(xml, start + 2) : '';
  // The declaration of the document has the form of an instruction.
  if (target === '' || (target.toLowerCase() === 'xml' && (target !== 'xml' || start > 0))) return -1;
  const after = start + 2 + target.length;
  const end = xml.indexOf('?>', after);
  return end === after || skipSpace(xml, after) > after ? (end < 0 ? -1 : end + 2) : -1;
}

/** Where a document type ends, or -1. Quoted texts, comments and instructions in it may have any brackets. */
function typeEnd(xml: string, start: number): number {
  const stops = /["'<>]/g;
  let depth = 1;
  stops.lastIndex = start + 1;
  for (let stop = stops.exec(xml); stop !== null; stop = stops.exec(xml)) {
    const { index } = stop;
    let end = index + 1;
    if (stop[0] === '>') {
      depth--;
      if (depth === 0) return end;
    } else if (stop[0] !== '<') {
      end = xml.indexOf(stop[0], end) + 1;
      if (end === 0) return -1;
    } else if (xml[end] === '?' || xml.startsWith('!--', end)) {
      end = asideEnd(xml, index);
      if (end < 0) return -1;
    } else {
      depth++;
    }
    stops.lastIndex = end;
  }
  return -1;
}

function nameAt(xml: string, at: number): string {
  return matchAt(ELEMENT_NAME, xml, at)?.[0] ?? '';
}

function skipSpace(xml: string, at: number): number {
  return matchAt(NOT_SPACE, xml, at)?.index ?? xml.length;
}

const REFERENCE = new RegExp(`&(?:#(?:(\\d+)|x([\\da-fA-F]+))|(${NAME}));`, 'g');
const NO_REFERENCE = new RegExp(`&(?!#\\d+;|#x[\\da-fA-F]+;|${NAME};)`);
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Replaces references by their characters; null for one that is not well formed. A document type may declare more entities: their
 * references stay as they are written, as expanding them could read other files or take up all memory.
 */
function decode(text: string, hasType: boolean): string | null {
  if (!text.includes('&')) return text;
  if (NO_REFERENCE.test(text)) return null;
  let valid = true;
  const decoded = text.replace(REFERENCE, (reference: string, decimal?: string, hex?: string, name?: string) => {
    const character =
      name === undefined ? characterOf(decimal, hex) : (ENTITIES.get(name) ?? (hasType ? reference : ''));
    if (character === '') valid = false;
    return character;
  });
  return valid ? decoded : null;
}

/** The character with a number in XML, empty when there is none. */
function characterOf(decimal: string | undefined, hex: string | undefined): string {
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10);
  if (!(point >= 0 && point <= 0x10ffff)) return '';
  const character = String.fromCodePoint(point);
  return FORBIDDEN_CHARACTER.test(character) || LONE_SURROGATE.test(character) ? '' : character;
}
