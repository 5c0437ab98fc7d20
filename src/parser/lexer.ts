/** Text to tokens. Any text is lexed to its end; what starts no token becomes a diagnostic. */
import { type IToken, Lexer } from 'chevrotain';
import type { Span } from './ast.ts';
import { type Diagnostic, diagnostic } from './diagnostics.ts';
import { BrokenRegex, Invalid, LEXER_TOKENS, MisplacedRegex, Tilde, UnendedName, UnendedText } from './tokens.ts';

export interface LexResult {
  readonly tokens: readonly IToken[];
  readonly comments: readonly Span[];
  /** Their spans, those of tokens and comments, and the white space between them make up the whole text. */
  readonly errors: readonly Diagnostic[];
}

let lexer: Lexer | undefined;

/** Splits a query text into tokens; never throws. Spans are UTF-16 offsets. */
export function lex(text: string): LexResult {
  lexer ??= new Lexer([...LEXER_TOKENS], {
    positionTracking: 'onlyOffset',
    ensureOptimizations: true,
    skipValidations: true,
  });
  const result = lexer.tokenize(text);
  const tokens: IToken[] = [];
  const errors: Diagnostic[] = [];
  for (const token of result.tokens) {
    if (token.tokenType.CATEGORIES?.includes(Invalid)) errors.push(unreadable(token));
    else tokens.push(token);
  }
  for (const { offset, length } of result.errors) {
    errors.push(unknownCharacters(text, { start: offset, end: offset + length }));
  }
  errors.sort((a, b) => a.span.start - b.span.start);
  return { tokens, comments: (result.groups['comments'] ?? []).map(spanOf), errors };
}

/** The text range of a token. */
export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

function recognitionError(character: string, span: Span, hint: string): Diagnostic {
  return diagnostic('unrecognized-token', span, `token recognition error at: '${character}'`, hint);
}

function unreadable(token: IToken): Diagnostic {
  const { image, tokenType } = token;
  const first = image.slice(0, 1);
  const span = spanOf(token);
  switch (tokenType) {
    case UnendedText:
      return recognitionError(first, span, `the text that starts with ${first} has no end: close it with ${first}`);
    case UnendedName:
      return image.endsWith('``')
        ? recognitionError('`', span, 'there is no name between the backticks')
        : recognitionError('`', span, 'the name in backticks has no end: close it with `');
    case BrokenRegex:
      return image === '//'
        ? recognitionError('/', span, 'there is nothing between the slashes')
        : recognitionError('/', span, 'the regular expression has no end: close it with /');
    case Tilde:
      return recognitionError('~', span, image === '~' ? 'write like /…/ or =~ /…/' : 'write not like /…/');
    case MisplacedRegex:
      return recognitionError(
        image.includes('\\') ? '\\' : '/',
        span,
        'a regular expression in slashes stands only after like, =~ or parse; elsewhere write it as a text in quotes',
      );
    default:
      return recognitionError(first, span, '');
  }
}

const CHARACTER_HINTS: readonly (readonly [start: string, hint: string])[] = [
  ['&', 'write and'],
  ['“', 'write straight quotes: "…"'],
  ['”', 'write straight quotes: "…"'],
  ['„', 'write straight quotes: "…"'],
  ['‘', "write straight quotes: '…'"],
  ['’', "write straight quotes: '…'"],
  [';', 'a query has no end mark, and commands are separated by |'],
];

function unknownCharacters(text: string, span: Span): Diagnostic {
  const character = String.fromCodePoint(text.codePointAt(span.start) ?? 0);
  const hint =
    CHARACTER_HINTS.find(([start]) => start === character)?.[1] ??
    (/\p{S}|\p{P}/u.test(character) ? 'a name with such characters needs backticks, a text needs quotes' : '');
  return recognitionError(character, span, hint);
}
