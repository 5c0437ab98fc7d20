/** A log message cut into tokens and what stands between them: the text is `separators[0] tokens[0] separators[1] … separators[n]`. */
import { LONGEST_WORD, type TokenType, typeOf } from './token-type.ts';

export interface Message {
  /** One more than tokens. Messages of one shape have equal separators. */
  readonly separators: readonly string[];
  readonly tokens: readonly string[];
  /** The type of each token; undefined for a word. */
  readonly types: readonly (TokenType | undefined)[];
  /** Positions of the tokens that say what kind of message this is: they never become variable. */
  readonly kind: readonly number[];
  /** Positions of the tokens that are words of a text; those of a JSON object are its values. */
  readonly words: readonly number[];
}

/** What follows this many characters or tokens of a message is one variable token. */
const MAX_CHARS = 8192;
const MAX_TOKENS = 500;

/** Cuts a text from left to right. */
export class MessageBuilder {
  readonly text: string;
  readonly #separators: string[] = [];
  readonly #tokens: string[] = [];
  readonly #types: (TokenType | undefined)[] = [];
  readonly #kind: number[] = [];
  readonly #words: number[] = [];
  #end = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** True when the rest of the text is not looked at. */
  isFull(offset: number): boolean {
    return offset > MAX_CHARS || this.#tokens.length >= MAX_TOKENS;
  }

  /** The next token is the text from `start` to `end`. */
  token(start: number, end: number): void {
    const token = this.text.slice(start, end);
    this.#push(start, token, typeOf(token));
    this.#end = end;
  }

  /** As `token`, for a word of a text. */
  word(start: number, end: number): void {
    this.#words.push(this.#tokens.length);
    this.token(start, end);
  }

  /** As `token`, for one that says what kind of message this is. */
  kindToken(start: number, end: number): void {
    if (end - start > LONGEST_WORD) {
      this.token(start, end);
      return;
    }
    this.#kind.push(this.#tokens.length);
    this.#push(start, this.text.slice(start, end), undefined);
    this.#end = end;
  }

  /** The message, complete up to here. What a full builder left out becomes its last token. */
  finish(full: boolean): Message {
    if (full || this.text.length - this.#end > MAX_CHARS) {
      this.#push(this.#end, this.text.slice(this.#end), 'Token');
      this.#end = this.text.length;
    }
    return {
      separators: [...this.#separators, this.text.slice(this.#end)],
      tokens: this.#tokens,
      types: this.#types,
      kind: this.#kind,
      words: this.#words,
    };
  }

  #push(start: number, token: string, type: TokenType | undefined): void {
    this.#separators.push(this.text.slice(this.#end, start));
    this.#tokens.push(token);
    this.#types.push(type);
  }
}
