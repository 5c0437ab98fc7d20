/** Reads one stage: its tree, or the first mistake in it. */
import type { IToken } from 'chevrotain';
import type { Span, Stage } from './ast.ts';
import { COMMANDS, type Command, UNDOCUMENTED_COMMAND } from './commands.ts';
import { type Diagnostic, diagnostic, unexpectedSymbol } from './diagnostics.ts';
import type { Failure } from './grammar/expressions.ts';
import { commandHint, unexpectedHint } from './hints.ts';
import { spanOf } from './lexer.ts';
import { MAX_NESTING, tooDeepBracket, tooDeepNode } from './nesting.ts';
import type { StageTokens } from './split.ts';
import { readStage } from './stage.ts';
import { SubqueryToken } from './tokens.ts';

export type StageReading = { readonly stage: Stage } | { readonly diagnostics: readonly Diagnostic[] };

export class StageReader {
  readonly #text: string;
  readonly #part: StageTokens;
  /** Where the stage has characters that start no token, its grammar is not judged. */
  readonly #unreadable: boolean;
  readonly #mayGuess: boolean;

  constructor(text: string, part: StageTokens, lexErrors: readonly Diagnostic[], mayGuess: boolean) {
    this.#text = text;
    this.#part = part;
    const start = part.before?.startOffset ?? 0;
    const end = part.after?.startOffset ?? text.length;
    this.#unreadable = lexErrors.some(({ span }) => span.start >= start && span.start < end);
    this.#mayGuess = mayGuess;
  }

  /** `prepare` turns the queries in parentheses of a body into single tokens. */
  read(prepare: (word: IToken, body: readonly IToken[]) => readonly IToken[]): StageReading {
    const [word, ...body] = this.#part.tokens;
    if (!word)
      return this.#unreadable
        ? { diagnostics: [] }
        : this.#unexpected(undefined, commandHint(undefined, undefined, false));
    const name = word.image.toLowerCase();
    if (name === UNDOCUMENTED_COMMAND) return this.#undocumented(spanOf(word));
    const command = COMMANDS.get(name);
    if (!command) return this.#notACommand(word, body[0]);
    if (this.#unreadable) return { diagnostics: [] };
    const deepBracket = tooDeepBracket(body);
    if (deepBracket) return this.#tooDeep(deepBracket);
    return this.#readBody(command, word, prepare(word, body));
  }

  #readBody(command: Command, word: IToken, body: readonly IToken[]): StageReading {
    const reading = readStage(command.kind, word, body);
    if ('failure' in reading) return this.#failed(reading.failure, command, body);
    const deepNode = tooDeepNode(reading.value);
    return deepNode ? this.#tooDeep(deepNode) : { stage: reading.value };
  }

  #failed(failure: Failure, command: Command, body: readonly IToken[]): StageReading {
    return this.#unexpected(failure.token, unexpectedHint(command, body, failure.token, failure.expected));
  }

  #notACommand(word: IToken, next: IToken | undefined): StageReading {
    // Next to characters that start no token, what is left of the text is no evidence of a second mistake.
    const start = this.#part.before ? this.#part.before.startOffset + 1 : 0;
    const between = this.#text.slice(start, word.startOffset);
    if (this.#unreadable && between.trim() !== '') return { diagnostics: [] };
    return this.#unexpected(word, commandHint(word, next, this.#mayGuess));
  }

  /** `token` is `undefined` where the stage ends. */
  #unexpected(token: IToken | undefined, hint: string): StageReading {
    const { length } = this.#text;
    const blamed = token ?? this.#part.after;
    if (!blamed) return { diagnostics: [unexpectedSymbol(this.#text, '<EOF>', { start: length, end: length }, hint)] };
    const span = spanOf(blamed);
    if (blamed.tokenType === SubqueryToken) {
      const opening = { start: span.start, end: span.start + 1 };
      return { diagnostics: [unexpectedSymbol(this.#text, '(', opening, hint)] };
    }
    if (blamed.image !== '||') return { diagnostics: [unexpectedSymbol(this.#text, blamed.image, span, hint)] };
    // The service reads two separators and blames the second.
    const second = { start: span.start + 1, end: span.end };
    return { diagnostics: [unexpectedSymbol(this.#text, '|', second, hint)] };
  }

  #undocumented(span: Span): StageReading {
    const message = 'Query cannot be compiled: search is not documented by AWS, and TrailQL does not support it';
    return { diagnostics: [diagnostic('not-implemented', span, message, 'Use filter @message like "text".')] };
  }

  #tooDeep(span: Span): StageReading {
    const message = `Query cannot be compiled: an expression is nested more than ${MAX_NESTING} levels deep`;
    return { diagnostics: [diagnostic('nesting-too-deep', span, message)] };
  }
}
