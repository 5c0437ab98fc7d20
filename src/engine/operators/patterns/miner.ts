/** Finds the patterns in a stream of messages, without keeping the messages (language specification, section 3.12). */
import { generalize } from './generalize.ts';
import type { Message } from './message.ts';
import { Template } from './template.ts';
import { TokenDetail } from './token-detail.ts';
import type { TokenType } from './token-type.ts';
import { tokenizeJson } from './tokenize-json.ts';
import { tokenizeText } from './tokenize-text.ts';
import { detached, ValueCounts } from './value-counts.ts';

/** Templates kept at one time. Each has its words, up to 16 values for each variable token, and up to three events. */
const MAX_TEMPLATES = 5000;
/** When uniting leaves more than this, no further exact templates are made. */
const FULL_FROM = 0.75 * MAX_TEMPLATES;
/** Templates for what no exact template was made for. */
const MAX_COARSE = 1000;

/** Messages of equal separators and equal kind. */
interface Shape {
  readonly separators: readonly string[];
  /** Positions of the words. */
  readonly words: readonly number[];
  templates: Template[];
  /** Those that may accept messages with other words or types than their own. */
  open: readonly Template[];
}

/**
 * 1. A message is cut into tokens (`tokenize-json.ts` for JSON objects, `tokenize-text.ts` for others). Tokens whose look tells their type, such
 *    as times and addresses, are variable at once. Messages with equal separators have one shape; for JSON these are the names, so
 *    that a shape is a set of members, and `eventSource`, `eventName`, `eventType`, `errorCode`, `level`, `severity` are part of it.
 * 2. Messages of one shape with equal words and types have one template, which counts them.
 * 3. At the end, and when there are 5,000 templates, those of one shape are compared: places where different words stand become
 *    variable tokens (`generalize.ts`).
 * 4. If that leaves more than 3,750, messages that fit none of them get a coarse template: of a JSON object its kind, of other texts its first
 *    word, the rest is variable. After 1,000 of those, everything else is the pattern `<Token-1>`.
 */
export class PatternMiner {
  readonly #detailed: boolean;
  readonly #shapes = new Map<string, Shape>();
  /** The templates of all shapes, by all that is constant in them. */
  readonly #exact = new Map<string, Template>();
  readonly #coarse = new Map<string, Template>();
  #made = 0;
  #full = false;

  /** `detailed`: the templates also keep what anomalies are found by. */
  constructor(detailed = false) {
    this.#detailed = detailed;
  }

  /** `time` is epoch milliseconds, or NaN. */
  add(text: string, time: number, side: 0 | 1 = 0): void {
    const message = (text.includes('{') ? tokenizeJson(text) : undefined) ?? tokenizeText(text);
    const sighting = { message, text, time, side };
    const exact = this.#exactTemplate(message);
    if (exact) {
      exact.add(sighting);
    } else {
      const coarse = this.#coarseMessage(coarsened(message), text);
      this.#coarseTemplate(coarse).add({ ...sighting, message: coarse });
    }
    if (!this.#full && this.#exact.size > MAX_TEMPLATES) this.#unite();
  }

  /** In the order of their first messages. The miner takes no messages afterwards. */
  finish(): readonly Template[] {
    // Full, it has made no templates since it united them last.
    if (!this.#full) this.#unite();
    const templates = [...this.#shapes.values()].flatMap((shape) => shape.templates);
    return [...templates, ...this.#coarse.values()].sort((a, b) => a.order - b.order);
  }

  #exactTemplate(message: Message): Template | undefined {
    const key = keyOf(message.separators, message.tokens, message.types);
    const known = this.#exact.get(key);
    if (known) return known;
    const shape = this.#shape(message);
    const accepting = shape?.open.find((template) => template.accepts(message));
    if (!shape || accepting || this.#full) return accepting;
    const template = this.#create(shape.separators, message);
    shape.templates.push(template);
    this.#exact.set(key, template);
    return template;
  }

  #shape({ separators, tokens, kind, words }: Message): Shape | undefined {
    const key = listKey(separators) + listKey(kind.map((i) => tokens[i] ?? ''));
    const known = this.#shapes.get(key);
    if (known || this.#full) return known;
    const shape: Shape = { separators: separators.map(detached), words, templates: [], open: [] };
    this.#shapes.set(key, shape);
    return shape;
  }
  #create(separators: readonly string[], message: Message): Template {
    const slots = message.tokens.map((token, i) => {
      const type = message.types[i];
      if (type === undefined) return detached(token);
      const detail = this.#detailed && type === 'Number' ? new TokenDetail() : undefined;
      return { type, values: new ValueCounts(), detail };
    });
    return new Template(separators, slots, this.#made++, this.#detailed);
  }

  #unite(): void {
    this.#exact.clear();
    for (const shape of this.#shapes.values()) {
      shape.templates = [...generalize(shape.templates, shape.words)];
      shape.open = shape.templates.filter((template) => template.isOpen);
      for (const template of shape.templates) {
        const words = template.slots.map((slot) => (typeof slot === 'string' ? slot : ''));
        const types = template.slots.map((slot) => (typeof slot === 'string' ? undefined : slot.type));
        this.#exact.set(keyOf(shape.separators, words, types), template);
      }
    }
    this.#full = this.#exact.size > FULL_FROM;
  }

  #coarseMessage(message: Message, text: string): Message {
    if (this.#coarse.size < MAX_COARSE || this.#coarse.has(keyOf(message.separators, message.tokens, message.types)))
      return message;
    return { separators: ['', ''], tokens: [text], types: ['Token'], kind: [], words: [] };
  }

  #coarseTemplate(message: Message): Template {
    const key = keyOf(message.separators, message.tokens, message.types);
    const known = this.#coarse.get(key);
    if (known) return known;
    const template = this.#create(message.separators.map(detached), message);
    this.#coarse.set(key, template);
    return template;
  }
}

/** The message with everything but its kind, or the first word where it has none, in as few variable tokens as possible. */
function coarsened(message: Message): Message {
  const tokens: string[] = [];
  const types: (TokenType | undefined)[] = [];
  const separators: string[] = [];
  const push = (separator: string, token: string, type: TokenType | undefined): void => {
    separators.push(separator);
    tokens.push(token);
    types.push(type);
  };
  // What has not been pushed yet: the quote after a kind, which stays with it, and then the rest.
  let quote = '';
  let rest = '';
  for (const [i, token] of message.tokens.entries()) {
    const separator = message.separators[i] ?? '';
    if (message.kind.includes(i)) {
      // The name before a kind stays with it.
      const name = Math.max(separator.lastIndexOf(','), separator.lastIndexOf('{')) + 1;
      rest += separator.slice(0, name);
      push(quote, rest.slice(quote.length), 'Token');
      push(separator.slice(name), token, undefined);
      [quote, rest] = ['"', ''];
    } else if (i === 0 && message.kind.length === 0 && message.types[i] === undefined) {
      push(separator, token, undefined);
    } else {
      rest += separator + token;
    }
  }
  rest += message.separators.at(-1) ?? '';
  push(quote, rest.slice(quote.length), 'Token');
  separators.push('');
  return { separators, tokens, types, kind: [], words: [] };
}

/** Texts in a row, so that different lists give different keys. */
function listKey(texts: readonly string[]): string {
  let key = `${texts.length}:`;
  for (const text of texts) key += `${text.length}:${text}`;
  return key;
}

/**
 * All that is constant in a message or template: separators and words with their lengths, so that different ones give different keys,
 * and types.
 */
function keyOf(
  separators: readonly string[],
  tokens: readonly string[],
  types: readonly (TokenType | undefined)[],
): string {
  let key = '';
  for (const [i, token] of tokens.entries()) {
    const separator = separators[i] ?? '';
    const type = types[i];
    key +=
      type === undefined
        ? `${separator.length},${token.length}:${separator}${token}`
        : `${separator.length}<${type}:${separator}`;
  }
  return key + (separators.at(-1) ?? '');
}
