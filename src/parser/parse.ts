/** Query text to syntax tree: the way into this folder. */
import type { IToken } from 'chevrotain';
import type { Query, Span, Stage } from './ast.ts';
import { COMMANDS } from './commands.ts';
import { type Diagnostic, diagnostic } from './diagnostics.ts';
import { lex, spanOf } from './lexer.ts';
import { wholeParser } from './parsers.ts';
import { type StageTokens, splitStages } from './split.ts';
import { isCommon } from './stage.ts';
import { StageReader } from './stage-reader.ts';
import { findSubqueries } from './subqueries.ts';
import { subqueryToken } from './tokens.ts';

/** In UTF-16 units; the service's limit of a query text. */
const MAX_QUERY_LENGTH = 10_000;

/** After so many mistakes the text is no query, and guessing what each word means would cost more than reading it. */
const MAX_GUESSED = 20;

/** After so many stages that cannot be read the text is no query either, and the rest of it is not judged. */
const MAX_UNREAD = 100;

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
const NAMELESS: ReadonlySet<string | undefined> = new Set<Stage['kind']>([
  'source',
  'filter',
  'sort',
  'limit',
  'dedup',
  'unmask',
  'estimate',
]);

/** Behind these only their own names exist. */
const RENAMING: ReadonlySet<string> = new Set<Stage['kind']>(['stats', 'countFrequent', 'pattern', 'relevantfields']);

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
  const { tokens, errors } = lex(text);
  // With the whole grammar at hand, the common part is not made as well.
  if (tokens.some(mayNeedWhole)) wholeParser();
  const reader = new QueryReader(text, errors);
  const stages = reader.read(splitStages(tokens), text.length);
  const diagnostics = reader.diagnostics.sort((a, b) => a.span.start - b.span.start);
  const first = stages[0];
  const last = stages.at(-1);
  const span = first && last && { start: first.span.start, end: last.span.end };
  return { query: span && { kind: 'query', text, stages, span }, diagnostics, uncertain: reader.uncertain };
}

/** Whether a token is a command word of which the common part of the grammar has no rule; it may stand for something else. */
function mayNeedWhole({ image }: IToken): boolean {
  const kind = COMMANDS.get(image.toLowerCase())?.kind;
  return kind !== undefined && !isCommon(kind);
}

/** Reads stages, those of a query in parentheses as well, and gathers what is wrong in all of them. */
class QueryReader {
  readonly diagnostics: Diagnostic[];
  readonly uncertain: Span[] = [];
  readonly #text: string;
  readonly #lexErrors: readonly Diagnostic[];
  #unreadStages = 0;

  constructor(text: string, lexErrors: readonly Diagnostic[]) {
    this.#text = text;
    this.#lexErrors = lexErrors;
    this.diagnostics = [...lexErrors];
  }

  /** The sound ones of the stages; `end` is where their query ends. */
  read(parts: readonly StageTokens[], end: number): Stage[] {
    const stages: Stage[] = [];
    let unread: number | undefined;
    for (const part of parts) {
      const stage = this.#unreadStages < MAX_UNREAD ? this.#readStage(part) : undefined;
      if (stage) {
        stages.push(stage);
        if (unread === undefined || !RENAMING.has(stage.kind)) continue;
        this.uncertain.push({ start: unread, end: stage.span.start });
        unread = undefined;
      } else {
        const kind = COMMANDS.get(part.tokens[0]?.image.toLowerCase() ?? '')?.kind;
        if (!NAMELESS.has(kind)) unread ??= part.before?.startOffset ?? part.tokens[0]?.startOffset ?? 0;
      }
    }
    if (unread !== undefined) this.uncertain.push({ start: unread, end });
    return stages;
  }

  #readStage(part: StageTokens): Stage | undefined {
    const mayGuess = this.diagnostics.length < MAX_GUESSED;
    const reading = new StageReader(this.#text, part, this.#lexErrors, mayGuess).read((word, body) =>
      this.#withSubqueries(word, body),
    );
    if ('stage' in reading) return reading.stage;
    this.diagnostics.push(...reading.diagnostics);
    this.#unreadStages++;
    return undefined;
  }

  /** The tokens with each query in parentheses read and made one token. */
  #withSubqueries(word: IToken, body: readonly IToken[]): readonly IToken[] {
    const found = findSubqueries(word, body);
    if (found.length === 0) return body;
    const tokens: IToken[] = [];
    let next = 0;
    for (const { open, close } of found) {
      const [opening, closing] = [body[open], body[close]];
      if (!opening || !closing) continue;
      tokens.push(...body.slice(next, open));
      const span = { start: opening.startOffset, end: spanOf(closing).end };
      const mistakes = this.diagnostics.length;
      const stages = this.read(splitStages(body.slice(open + 1, close), { opening, closing }), span.end);
      // What is left of a query with mistakes may lack the names that the rest reads.
      if (this.diagnostics.length > mistakes) this.uncertain.push(span, { start: span.end, end: this.#text.length });
      tokens.push(subqueryToken({ kind: 'subquery', stages, span }, this.#text.slice(span.start, span.end)));
      next = close + 1;
    }
    return [...tokens, ...body.slice(next)];
  }
}
