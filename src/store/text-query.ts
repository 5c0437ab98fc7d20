/** What is asked of the text of records: which tokens (strings, keys, numbers, literals) must have which texts in them. */

/** `all` and `any` of no operands are everywhere and nowhere. */
export type TextQuery =
  | { readonly kind: 'all' | 'any'; readonly operands: readonly TextQuery[] }
  /** White space between two tokens. */
  | { readonly kind: 'spaced' }
  | TokenQuery
  | PairQuery;

/** A token has the text in it. */
export interface TokenQuery {
  readonly kind: 'token';
  readonly text: string;
  /** The text is ASCII then. */
  readonly ignoresCase: boolean;
  /** Whether it may be in a key or string; as it is written, between the quotes. */
  readonly inStrings: boolean;
  /** Whether it may be in a number, `true`, `false` or `null`. */
  readonly inScalars: boolean;
  /** Where in the token. */
  readonly place: 'within' | 'start' | 'whole';
}

/** A key as it is written, of which it is the end. */
export interface KeyEnd {
  readonly key: string;
  /** The text is the whole key and not only its end. */
  readonly isWholeKey: boolean;
  /** The text is ASCII then, without capital letters. */
  readonly ignoresCase: boolean;
}

/** A key with a value directly after it: `"key":"value"`. */
export interface PairQuery extends KeyEnd {
  readonly kind: 'pair';
  readonly value: TokenQuery | ValueTest;
}

/** Asked of a value as it is written in JSON: whether the text is there when this is what follows the key and its colon. */
export interface ValueTest {
  readonly kind: 'test';
  readonly fits: (written: string) => boolean;
  /** Whether only strings fit. */
  readonly isString: boolean;
}

/** How sure it is that the record of a row has the text: certainly not, perhaps, certainly. */
export const NEVER = 0;
export const PERHAPS = 1;
export const ALWAYS = 2;
