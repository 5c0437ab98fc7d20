/**
 * A strict JSON parser that builds no objects: it checks one value byte by byte and hands its leaves, by column, to a sink as it passes them.
 * Flattening follows the language specification, section 1.3. It keeps its own stack, so that depth costs no call frames.
 */

import { FACT, Facts, plantFacts } from './facts.ts';
import { isExact } from './json-number.ts';
import { ESCAPES, hexDigit, isUsualEscape, unescapeString } from './json-string.ts';
import { DEFAULT_LIMITS, type IngestLimits, setting } from './limits.ts';
import { PathNode } from './path-trie.ts';
import { sequenceLength } from './utf8.ts';

/** Where leaves go; a `SegmentBuilder` is one. */
export interface LeafSink {
  column(path: string, isDotted: boolean): number;
  addText(column: number, bytes: Uint8Array, start: number, end: number): void;
  addNumber(column: number, value: number): void;
  addExactNumber(column: number, text: string): void;
  addBoolean(column: number, value: boolean): void;
  /** A key, string or number that is written in another way than its leaf or path tells: what is between its quotes, if it has any. */
  addSpelling(bytes: Uint8Array, start: number, end: number): void;
  /** The column has a string that is written with escapes. */
  addEscaped(column: number): void;
  /** A number for a key. */
  key(name: string): number;
  /** The key is there, perhaps without a leaf under it. False when that is known of the key, and so of those around it. */
  addBareKey(key: number): boolean;
}

export type WalkStatus =
  /** One value, ending at `end`. */
  | 'complete'
  /** Valid so far; more bytes are needed. */
  | 'incomplete'
  /** Not JSON or beyond a limit: `error` says what, `errorOffset` where. */
  | 'invalid'
  /** Stopped at a top-level member that is an array: `end` is after its opening bracket, `member` is its name. */
  | 'array';

/** The bounds that hold for one value. */
export type WalkLimits = Pick<IngestLimits, 'maxDepth' | 'maxMembers' | 'maxPathBytes' | 'maxNumberBytes'>;

export interface WalkOptions {
  /** No more bytes will come: a number at the very end is complete. */
  readonly final?: boolean;
  /** Stop at top-level members that are arrays: at those that are known to hold records one by one, or at all. */
  readonly stopAt?: 'records' | 'arrays' | undefined;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** 1 for the bytes inside a string that need a look: quote, backslash, control characters, beyond ASCII. */
const SPECIAL = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === QUOTE || byte === BACKSLASH || byte >= 0x80 ? 1 : 0,
);

/** What comes next: a value, a key, or what follows a value. */
const VALUE = 0;
const KEY = 1;
const AFTER = 2;
type State = typeof VALUE | typeof KEY | typeof AFTER;

/** Whether one of four bytes is special. The usual arithmetic for finding a byte in a word: it errs on the side of yes. */
function mayBeSpecial(word: number): boolean {
  const quote = word ^ 0x22222222;
  const backslash = word ^ 0x5c5c5c5c;
  const below = (quote - 0x01010101) | (backslash - 0x01010101) | (word - 0x20202020) | word;
  return (below & HIGH_BITS) !== 0;
}

/** The highest bit of each byte of a word. */
const HIGH_BITS = 0x80808080 | 0;

const LITERALS = new Map([
  [0x74, 'true'],
  [0x66, 'false'],
  [0x6e, 'null'],
]);

/** Members that hold records one by one. */
const LISTS: ReadonlySet<number> = new Set([
  FACT.records,
  FACT.events,
  FACT.logEventList,
  FACT.messages,
  FACT.queryResultRows,
]);

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

export class JsonWalker {
  /** Position after the value. */
  end = 0;
  error = '';
  errorOffset = 0;
  /** Path of the member that the last walk stopped at. */
  member = '';
  /** Whether there is white space between the tokens of the value. */
  spaced = false;
  /** Whether a string or key is not valid UTF-8. */
  invalidUtf8 = false;
  readonly facts = new Facts();
  readonly #sink: LeafSink;
  readonly #root = new PathNode();
  #paths = 0;
  /** One level per open object or array: its node, the member passed last, and the element's index (-1 in an object). */
  readonly #nodes: PathNode[] = [];
  readonly #previous: (PathNode | undefined)[] = [];
  readonly #indexes: Int32Array;
  readonly #limits: WalkLimits;
  #buffer: Uint8Array = new Uint8Array(0);
  #view: Buffer = Buffer.alloc(0);
  #words: DataView = new DataView(new ArrayBuffer(0));
  #limit = 0;
  #escaped = false;
  /** Whether the last string has an escape that `JSON.stringify` would not write, or write in another way. */
  #unusual = false;
  #scratch = new Uint8Array(1024);
  #scratchLength = 0;

  constructor(sink: LeafSink, limits: WalkLimits = DEFAULT_LIMITS) {
    this.#sink = sink;
    this.#limits = limits;
    this.#indexes = new Int32Array(limits.maxDepth);
    plantFacts(this.#root);
  }

  /** Paths remembered, leaves or not: the memory this walker holds. */
  get paths(): number {
    return this.#paths;
  }

  /** Checks the JSON value in `[start, end)`, possibly followed by other bytes, and emits its leaves. */
  walk(buffer: Uint8Array, start: number, end: number, options: WalkOptions = {}): WalkStatus {
    this.#begin(buffer, end);
    return this.#run(start, 0, options);
  }

  /** Checks the rest of a top-level object from the end of one of its members' values on. */
  walkRest(buffer: Uint8Array, start: number, end: number, options: WalkOptions = {}): WalkStatus {
    this.#begin(buffer, end);
    this.#nodes[0] = this.#root;
    this.#previous[0] = undefined;
    this.#indexes[0] = -1;
    return this.#run(start, 1, options);
  }

  #begin(buffer: Uint8Array, end: number): void {
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#view = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
      this.#words = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    this.#limit = end;
    this.spaced = false;
    this.invalidUtf8 = false;
    this.error = '';
    this.facts.reset(buffer);
  }

  #run(start: number, open: number, options: WalkOptions): WalkStatus {
    const buffer = this.#buffer;
    const words = this.#words;
    const limit = this.#limit;
    const { maxDepth, maxMembers } = this.#limits;
    let at = start;
    let depth = open;
    let members = 0;
    let node = this.#root;
    let state: State = open === 0 ? VALUE : AFTER;

    for (;;) {
      if (state === AFTER && depth === 0) {
        this.end = at;
        return 'complete';
      }
      let byte = at < limit ? (buffer[at] as number) : -1;
      if (byte <= 0x20) {
        while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
          this.spaced = true;
          at++;
          byte = at < limit ? (buffer[at] as number) : -1;
        }
        if (byte === -1) return 'incomplete';
      }

      if (state === AFTER) {
        const index = this.#indexes[depth - 1] as number;
        if (index === -1) {
          if (byte === COMMA) state = KEY;
          else if (byte === CLOSE_BRACE) depth--;
          else return this.#fail('expected a comma or }', at);
        } else if (byte === COMMA) {
          if (++members > maxMembers) return this.#tooManyMembers(at);
          this.#indexes[depth - 1] = index + 1;
          node = this.#item(this.#nodes[depth - 1] as PathNode, index + 1);
          state = VALUE;
        } else if (byte === CLOSE_BRACKET) {
          depth--;
        } else {
          return this.#fail('expected a comma or ]', at);
        }
        at++;
        continue;
      }

      if (state === KEY) {
        if (byte !== QUOTE) return this.#fail('expected a key in double quotes', at);
        if (++members > maxMembers) return this.#tooManyMembers(at);
        const parent = this.#nodes[depth - 1] as PathNode;
        const previous = this.#previous[depth - 1];
        const guess = previous === undefined ? parent.first : previous.next;
        if (guess !== undefined && at + guess.writtenLength <= limit && guess.isWrittenAt(words, at)) {
          node = guess;
          this.#previous[depth - 1] = node;
          at += guess.writtenLength;
          state = VALUE;
          continue;
        }
        const close = this.#string(at + 1);
        if (close < 0) return this.#failed();
        if (this.#unusual) this.#sink.addSpelling(buffer, at + 1, close);
        node = this.#member(parent, at + 1, close);
        if (previous === undefined) parent.first = node;
        else previous.next = node;
        at = close + 1;
        this.#previous[depth - 1] = node;
        while (at < limit && buffer[at] !== COLON) {
          const space = buffer[at] as number;
          if (space !== 0x20 && space !== 0x0a && space !== 0x0d && space !== 0x09) {
            return this.#fail('expected a colon', at);
          }
          this.spaced = true;
          at++;
        }
        if (at >= limit) return 'incomplete';
        at++;
        state = VALUE;
        continue;
      }

      if (byte === QUOTE) {
        const close = this.#string(at + 1);
        if (close < 0) return this.#failed();
        if (!this.#emitText(node, at + 1, close)) return 'invalid';
        at = close + 1;
        state = AFTER;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (depth === maxDepth) return this.#fail(`nested deeper than ${maxDepth} levels ${setting('maxDepth')}`, at);
        if (node.fact >= 0) this.facts.note(node.fact, at, at);
        if (byte === OPEN_BRACKET && options.stopAt !== undefined && this.#stopsAt(node, depth, options.stopAt)) {
          this.end = at + 1;
          this.member = node.path;
          return 'array';
        }
        at++;
        while (
          at < limit &&
          (buffer[at] === 0x20 || buffer[at] === 0x0a || buffer[at] === 0x0d || buffer[at] === 0x09)
        ) {
          this.spaced = true;
          at++;
        }
        if (at >= limit) return 'incomplete';
        if (buffer[at] === (byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) {
          this.#noteBareKeys(node);
          at++;
          state = AFTER;
          continue;
        }
        this.#nodes[depth] = node;
        this.#previous[depth] = undefined;
        this.#indexes[depth] = byte === OPEN_BRACE ? -1 : 0;
        depth++;
        if (byte === OPEN_BRACE) {
          state = KEY;
        } else {
          members++;
          node = this.#item(node, 0);
        }
      } else if (byte === MINUS || isDigit(byte)) {
        const next = this.#number(at);
        if (next < 0) return this.#failed();
        if (next === limit && !(options.final === true && depth === 0)) return 'incomplete';
        if (!this.#emitNumber(node, at, next)) return 'invalid';
        at = next;
        state = AFTER;
      } else {
        const word = LITERALS.get(byte);
        if (word === undefined) return this.#fail('expected a value', at);
        for (let letter = 1; letter < word.length; letter++) {
          if (at + letter >= limit) return 'incomplete';
          if (buffer[at + letter] !== word.charCodeAt(letter)) return this.#fail(`expected ${word}`, at);
        }
        if (byte === 0x6e) {
          this.#noteBareKeys(node);
        } else {
          const column = this.#column(node, at);
          if (column === -2) return 'invalid';
          if (node.fact >= 0) this.facts.note(node.fact, at, at + word.length);
          if (column >= 0) this.#sink.addBoolean(column, byte === 0x74);
        }
        at += word.length;
        state = AFTER;
      }
    }
  }

  #tooManyMembers(at: number): 'invalid' {
    return this.#fail(`more than ${this.#limits.maxMembers} members ${setting('maxMembers')}`, at);
  }

  #stopsAt(node: PathNode, depth: number, stopAt: 'records' | 'arrays'): boolean {
    if (LISTS.has(node.fact)) return true;
    return stopAt === 'arrays' && depth === 1 && this.#indexes[0] === -1;
  }

  #member(parent: PathNode, start: number, end: number): PathNode {
    let key: string;
    if (this.#escaped) {
      this.#unescape(start, end);
      key = Buffer.from(this.#scratch.buffer, 0, this.#scratchLength).toString('latin1');
    } else {
      const written = parent.writtenMember(this.#words, start - 1, end - start);
      if (written !== undefined) return written;
      key = this.#view.toString('latin1', start, end);
    }
    const known = parent.member(key);
    if (known !== undefined) return known;
    this.#paths++;
    return parent.addMember(key);
  }

  #item(parent: PathNode, index: number): PathNode {
    const known = parent.item(index);
    if (known !== undefined) return known;
    this.#paths++;
    return parent.addItem(index);
  }

  /** Position of the closing quote of the string whose text begins at `start`; below 0 if it is not there or not valid. */
  #string(start: number): number {
    const buffer = this.#buffer;
    const words = this.#words;
    const limit = this.#limit;
    let at = start;
    this.#escaped = false;
    this.#unusual = false;
    for (;;) {
      while (at + 4 <= limit && !mayBeSpecial(words.getInt32(at, true))) at += 4;
      while (at < limit && SPECIAL[buffer[at] as number] === 0) at++;
      if (at >= limit) return -1;
      const byte = buffer[at] as number;
      if (byte === QUOTE) return at;
      if (byte === BACKSLASH) {
        this.#escaped = true;
        if (at + 1 >= limit) return -1;
        const letter = buffer[at + 1] as number;
        if (letter === 0x75) {
          for (let digit = at + 2; digit < at + 6; digit++) {
            if (digit >= limit) return -1;
            if (hexDigit(buffer[digit] as number) < 0) return this.#stringError('bad escape in a string', at);
          }
          if (!isUsualEscape(buffer, at + 2)) this.#unusual = true;
          at += 6;
        } else if (ESCAPES[letter] === 0) {
          return this.#stringError('bad escape in a string', at);
        } else {
          if (letter === SLASH) this.#unusual = true;
          at += 2;
        }
      } else if (byte < 0x20) {
        return this.#stringError('control character in a string', at);
      } else {
        const length = sequenceLength(buffer, at, limit);
        if (length < 0) return -1;
        if (length === 0) this.invalidUtf8 = true;
        at += length === 0 ? 1 : length;
      }
    }
  }

  #stringError(words: string, offset: number): -1 {
    this.#fail(words, offset);
    return -1;
  }

  /** Position after the number at `start`; below 0 if it is not complete or not valid. */
  #number(start: number): number {
    const buffer = this.#buffer;
    const limit = this.#limit;
    let at = start;
    if (buffer[at] === MINUS) at++;
    if (at >= limit) return -1;
    if (buffer[at] === 0x30) {
      at++;
    } else {
      if (!isDigit(buffer[at])) return this.#stringError('expected a digit', at);
      while (at < limit && isDigit(buffer[at])) at++;
    }
    if (at < limit && buffer[at] === 0x2e) {
      at++;
      if (at >= limit) return -1;
      if (!isDigit(buffer[at])) return this.#stringError('expected a digit', at);
      while (at < limit && isDigit(buffer[at])) at++;
    }
    if (at < limit && ((buffer[at] as number) | 0x20) === 0x65) {
      at++;
      if (at < limit && (buffer[at] === 0x2b || buffer[at] === MINUS)) at++;
      if (at >= limit) return -1;
      if (!isDigit(buffer[at])) return this.#stringError('expected a digit', at);
      while (at < limit && isDigit(buffer[at])) at++;
    }
    return at;
  }

  #emitText(node: PathNode, start: number, end: number): boolean {
    const column = this.#column(node, start);
    if (column === -2) return false;
    if (!this.#escaped) {
      if (node.fact >= 0) this.facts.note(node.fact, start, end);
      if (column >= 0) this.#sink.addText(column, this.#buffer, start, end);
      return true;
    }
    this.#unescape(start, end);
    if (node.fact >= 0) this.facts.note(node.fact, start, end, this.#scratch.slice(0, this.#scratchLength));
    if (column < 0) return true;
    this.#sink.addText(column, this.#scratch, 0, this.#scratchLength);
    this.#sink.addEscaped(column);
    if (this.#unusual) this.#sink.addSpelling(this.#buffer, start, end);
    return true;
  }

  #emitNumber(node: PathNode, start: number, end: number): boolean {
    const column = this.#column(node, start);
    if (column === -2) return false;
    if (node.fact >= 0) this.facts.note(node.fact, start, end);
    if (column < 0) return true;
    const buffer = this.#buffer;
    let value = 0;
    // Up to 15 digits and nothing else: an integer that every step keeps exact.
    let at = start;
    if (end - start <= 15) while (at < end && isDigit(buffer[at])) value = value * 10 + (buffer[at++] as number) - 0x30;
    if (at === end) {
      this.#sink.addNumber(column, value);
      return true;
    }
    const { maxNumberBytes } = this.#limits;
    if (end - start > maxNumberBytes) {
      this.#fail(`a number longer than ${maxNumberBytes} bytes ${setting('maxNumberBytes')}`, start);
      return false;
    }
    const text = this.#view.toString('latin1', start, end);
    value = Number(text);
    if (isExact(text, value)) {
      this.#sink.addNumber(column, value);
      if (String(value) !== text) this.#sink.addSpelling(buffer, start, end);
    } else {
      this.#sink.addExactNumber(column, text);
    }
    return true;
  }

  /** The column of a leaf; -1 for a value that is the whole document and has no path; -2 if the path is too long. */
  #column(node: PathNode, offset: number): number {
    if (node.column >= 0) return node.column;
    if (node.parent === undefined) return -1;
    const { maxPathBytes } = this.#limits;
    if (node.length > maxPathBytes) {
      this.#fail(`field path longer than ${maxPathBytes} bytes ${setting('maxPathBytes')}`, offset);
      return -2;
    }
    node.column = this.#sink.column(node.path, node.isDotted);
    return node.column;
  }

  /** The keys down to this one may have no leaf under them; where that is known of one, it is known of those around it. */
  #noteBareKeys(from: PathNode): void {
    for (let node = from; node.parent !== undefined; node = node.parent) {
      if (node.isItem) continue;
      if (node.bareKey < 0) node.bareKey = this.#sink.key(node.name);
      if (!this.#sink.addBareKey(node.bareKey)) return;
    }
  }

  #unescape(start: number, end: number): void {
    if (this.#scratch.length < end - start) this.#scratch = new Uint8Array((end - start) * 2);
    this.#scratchLength = unescapeString(this.#buffer, start, end, this.#scratch);
  }

  #fail(words: string, offset: number): 'invalid' {
    this.error = words;
    this.errorOffset = offset;
    return 'invalid';
  }

  /** After a string or number that could not be read: `error` tells the two reasons apart. */
  #failed(): WalkStatus {
    return this.error === '' ? 'incomplete' : 'invalid';
  }
}
