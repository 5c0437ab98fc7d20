/** Tokens of a message that is a JSON object: its values. Names, brackets and quotes stand between them and so make up its shape. */
import { type Message, MessageBuilder } from './message.ts';
import { addWords } from './tokenize-text.ts';

/** Members of the outermost object that say what kind of event it is. */
const KIND: ReadonlySet<string> = new Set(['eventSource', 'eventName', 'eventType', 'errorCode', 'level', 'severity']);
/** Members whose text is a message in words: its words are tokens. */
const WORDS: ReadonlySet<string> = new Set(['errorMessage', 'message', 'msg']);
/** What is nested deeper is one token. */
const MAX_DEPTH = 32;

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /[^\s,\]}"[{:]+/y;

/** Undefined when the text is no JSON object. What follows where the builder is full is not checked. */
export function tokenizeJson(text: string): Message | undefined {
  const reader = new JsonTokenizer(new MessageBuilder(text));
  return reader.message();
}

/** Thrown at text that is not JSON, and when the builder is full. Not errors: they carry no stack. */
const NOT_JSON = Symbol('not JSON');
const FULL = Symbol('full');

class JsonTokenizer {
  readonly #builder: MessageBuilder;
  readonly #text: string;
  #at = 0;

  constructor(builder: MessageBuilder) {
    this.#builder = builder;
    this.#text = builder.text;
  }

  message(): Message | undefined {
    this.#space();
    if (this.#text[this.#at] !== '{') return undefined;
    try {
      this.#object(1);
      this.#space();
      return this.#at === this.#text.length ? this.#builder.finish(false) : undefined;
    } catch (outcome) {
      if (outcome === FULL) return this.#builder.finish(true);
      if (outcome === NOT_JSON) return undefined;
      throw outcome;
    }
  }

  #object(depth: number): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === '}') {
      this.#at++;
      return;
    }
    for (;;) {
      const start = this.#at;
      const end = stringEnd(this.#text, start);
      const name = this.#text.slice(start + 1, end - 1);
      this.#at = end;
      this.#expect(':');
      this.#value(depth, name);
      this.#space();
      if (this.#text[this.#at] === '}') break;
      this.#expect(',');
    }
    this.#at++;
  }

  #value(depth: number, name: string): void {
    const builder = this.#builder;
    const start = this.#at;
    if (builder.isFull(start)) throw FULL;
    const first = this.#text[start];
    if (first === '"') {
      this.#at = stringEnd(this.#text, start);
      if (depth === 1 && KIND.has(name)) builder.kindToken(start + 1, this.#at - 1);
      else if (!WORDS.has(name)) builder.token(start + 1, this.#at - 1);
      else if (!addWords(builder, start + 1, this.#at - 1)) throw FULL;
    } else if (first === '{' && depth < MAX_DEPTH) {
      this.#object(depth + 1);
    } else if (first === '[' || first === '{') {
      this.#list(depth, name);
    } else {
      SCALAR.lastIndex = start;
      if (!SCALAR.test(this.#text)) throw NOT_JSON;
      this.#at = SCALAR.lastIndex;
      builder.token(start, this.#at);
    }
  }

  /** Lists of one element have their shape from it; longer ones, whose lengths vary, are one token. */
  #list(depth: number, name: string): void {
    const start = this.#at;
    const { end, commas } = bracket(this.#text, start);
    this.#at++;
    this.#space();
    if (this.#at < end - 1) {
      if (commas > 0 || depth >= MAX_DEPTH) this.#builder.token(start, end);
      else this.#value(depth + 1, name);
    }
    this.#at = end;
  }

  #expect(symbol: string): void {
    this.#space();
    if (this.#text[this.#at] !== symbol) throw NOT_JSON;
    this.#at++;
    this.#space();
  }

  #space(): void {
    // Most texts have none: nothing above a space is white.
    if (this.#text.charCodeAt(this.#at) > 0x20) return;
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
  }
}

/** The offset after the closing quote of the string that starts here. */
function stringEnd(text: string, start: number): number {
  if (text[start] !== '"') throw NOT_JSON;
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (text[before] === '\\') before--;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
  throw NOT_JSON;
}

/** The offset after the bracket that closes the one that starts here, and the number of commas directly inside. */
function bracket(text: string, start: number): { end: number; commas: number } {
  let depth = 0;
  let commas = 0;
  for (let at = start; at < text.length; at++) {
    const symbol = text[at];
    if (symbol === '"') at = stringEnd(text, at) - 1;
    else if (symbol === '[' || symbol === '{') depth++;
    else if (symbol === ',' && depth === 1) commas++;
    else if ((symbol === ']' || symbol === '}') && --depth === 0) return { end: at + 1, commas };
  }
  throw NOT_JSON;
}
