/** Query text to syntax tree: the way into this folder. */
import type { IToken } from 'chevrotain';
import type { Query, Span, Stage } from './ast.ts';
import { COMMANDS, type Command, REFUSED_COMMANDS } from './commands.ts';
import { type Diagnostic, diagnostic, unexpectedSymbol } from './diagnostics.ts';
import { BodyParser, type Failure, type Reading } from './grammar.ts';
import { commandHint, unexpectedHint } from './hints.ts';
import { lex, spanOf } from './lexer.ts';
import { MAX_NESTING, tooDeepBracket, tooDeepNode } from './nesting.ts';
import { type StageTokens, splitStages } from './split.ts';

/** In UTF-16 units; the service's limit of a query text. */
const MAX_QUERY_LENGTH = 10_000;

/** After so many mistakes the text is no query, and guessing what each word means would cost more than reading it. */
const MAX_GUESSED = 20;

export interface ParseResult {
  /** The tree of the stages without mistakes; `undefined` when there is none. */
  readonly query: Query | undefined;
  /** In the order of the text. The query is sound when there are none. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Where the names in scope are not known: behind a stage that could not be read and may have made some, up to the next `stats`,
   * which leaves its own names only.
   */
  readonly uncertain: readonly Span[];
}

/** What these make of a row has no new names. */
const NAMELESS: ReadonlySet<string | undefined> = new Set<Stage['kind']>(['filter', 'sort', 'limit', 'dedup']);

let bodyParser: BodyParser | undefined;

/**
 * Reads a query. Mistakes never throw: each stage is read on its own, and all that is wrong is told in one run,
 * the first mistake of each stage together with all characters that start no token.
 */
export function parse(text: string): ParseResult {
  if (text.length > MAX_QUERY_LENGTH) {
    const span = { start: MAX_QUERY_LENGTH, end: text.length };
    const message = `Query cannot be compiled: the query has ${text.length} characters, more than ${MAX_QUERY_LENGTH}`;
    return { query: undefined, diagnostics: [diagnostic('query-too-long', span, message)], uncertain: [] };
  }
  bodyParser ??= new BodyParser(true);
  const { tokens, errors } = lex(text);
  const diagnostics = [...errors];
  const stages: Stage[] = [];
  const uncertain: Span[] = [];
  let unread: number | undefined;
  for (const part of splitStages(tokens)) {
    const mayGuess = diagnostics.length < MAX_GUESSED;
    const reading = new StageReader(text, part, errors, bodyParser, mayGuess).read();
    if ('stage' in reading) {
      stages.push(reading.stage);
      if (unread === undefined || reading.stage.kind !== 'stats') continue;
      uncertain.push({ start: unread, end: reading.stage.span.start });
      unread = undefined;
    } else {
      diagnostics.push(...reading.diagnostics);
      const kind = COMMANDS.get(part.tokens[0]?.image.toLowerCase() ?? '')?.kind;
      if (!NAMELESS.has(kind)) unread ??= part.before?.startOffset ?? 0;
    }
  }
  if (unread !== undefined) uncertain.push({ start: unread, end: text.length });
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  const first = stages[0];
  const last = stages.at(-1);
  const span = first && last && { start: first.span.start, end: last.span.end };
  return { query: span && { kind: 'query', text, stages, span }, diagnostics, uncertain };
}

type StageReading = { readonly stage: Stage } | { readonly diagnostics: readonly Diagnostic[] };

class StageReader {
  readonly #text: string;
  readonly #part: StageTokens;
  /** Where the stage has characters that start no token, its grammar is not judged. */
  readonly #unreadable: boolean;
  readonly #parser: BodyParser;
  readonly #mayGuess: boolean;

  constructor(
    text: string,
    part: StageTokens,
    lexErrors: readonly Diagnostic[],
    parser: BodyParser,
    mayGuess: boolean,
  ) {
    this.#text = text;
    this.#part = part;
    const start = part.before?.startOffset ?? 0;
    const end = part.after?.startOffset ?? text.length;
    this.#unreadable = lexErrors.some(({ span }) => span.start >= start && span.start < end);
    this.#parser = parser;
    this.#mayGuess = mayGuess;
  }

  read(): StageReading {
    const [word, ...body] = this.#part.tokens;
    if (!word)
      return this.#unreadable
        ? { diagnostics: [] }
        : this.#unexpected(undefined, commandHint(undefined, undefined, false));
    const name = word.image.toLowerCase();
    const refused = word.image === '$' ? 'a saved query' : REFUSED_COMMANDS.get(name);
    if (refused !== undefined) return this.#refused(refused, spanOf(word));
    const command = COMMANDS.get(name);
    if (!command) return this.#notACommand(word, body[0]);
    if (this.#unreadable) return { diagnostics: [] };
    return this.#readBody(command, word, body);
  }

  #readBody(command: Command, word: IToken, body: readonly IToken[]): StageReading {
    const deepBracket = tooDeepBracket(body);
    if (deepBracket) return this.#tooDeep(deepBracket);
    const span = { start: word.startOffset, end: spanOf(body.at(-1) ?? word).end };
    const reading = readStage(this.#parser, command, word, body, span);
    if ('failure' in reading) return this.#failed(reading.failure, command, body);
    const deepNode = tooDeepNode(reading.value);
    return deepNode ? this.#tooDeep(deepNode) : { stage: reading.value };
  }

  #failed(failure: Failure, command: Command, body: readonly IToken[]): StageReading {
    if (failure.kind === 'refused') return this.#refused(failure.thing, failure.span);
    return this.#unexpected(failure.token, unexpectedHint(body, failure.token, failure.expected, command.follow));
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
    if (blamed.image !== '||') return { diagnostics: [unexpectedSymbol(this.#text, blamed.image, span, hint)] };
    // The service reads two separators and blames the second.
    const second = { start: span.start + 1, end: span.end };
    return { diagnostics: [unexpectedSymbol(this.#text, '|', second, hint)] };
  }

  #refused(thing: string, span: Span): StageReading {
    const message = `Query cannot be compiled: ${thing} is not supported by TrailQL yet`;
    return { diagnostics: [diagnostic('not-implemented', span, message)] };
  }

  #tooDeep(span: Span): StageReading {
    const message = `Query cannot be compiled: an expression is nested more than ${MAX_NESTING} levels deep`;
    return { diagnostics: [diagnostic('nesting-too-deep', span, message)] };
  }
}

function readStage(
  parser: BodyParser,
  { kind }: Command,
  word: IToken,
  body: readonly IToken[],
  span: Span,
): Reading<Stage> {
  const keyword = spanOf(word);
  switch (kind) {
    case 'fields':
    case 'display':
      return map(
        parser.read(body, (p) => p.items()),
        (items) => ({ kind, items, keyword, span }),
      );
    case 'filter': {
      const command = oneOf(word, ['filter', 'where', 'filterIndex'] as const);
      return map(
        parser.read(body, (p) => p.expression()),
        (condition) => ({ kind, command, condition, keyword, span }),
      );
    }
    case 'stats':
      return map(
        parser.read(body, (p) => p.stats()),
        ({ items, by }) => ({ kind, items, by, keyword, span }),
      );
    case 'sort': {
      const command = oneOf(word, ['sort', 'order'] as const);
      return map(
        parser.read(body, (p) => p.sort()),
        (keys) => ({ kind, command, keys, keyword, span }),
      );
    }
    case 'limit': {
      const command = oneOf(word, ['limit', 'head', 'tail'] as const);
      return map(
        parser.read(body, (p) => p.limit(command === 'limit')),
        ({ any, count }) => ({ kind, command, any, count, keyword, span }),
      );
    }
    case 'dedup':
      return map(
        parser.read(body, (p) => p.names()),
        (keys) => ({ kind, keys, keyword, span }),
      );
    case 'parse':
      return map(
        parser.read(body, (p) => p.parse()),
        ({ source, spec }) => ({ kind, source, spec, keyword, span }),
      );
  }
}

function map<T>(reading: Reading<T>, build: (value: T) => Stage): Reading<Stage> {
  return 'value' in reading ? { value: build(reading.value) } : reading;
}

/** Which of the words was written, whatever its case. */
function oneOf<T extends string>(word: IToken, words: readonly [T, ...T[]]): T {
  const lower = word.image.toLowerCase();
  return words.find((candidate) => candidate.toLowerCase() === lower) ?? words[0];
}
