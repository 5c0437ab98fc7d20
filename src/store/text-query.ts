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

/** A key with a value directly after it: `"key":"value"`. */
export interface PairQuery {
  readonly kind: 'pair';
  readonly key: string;
  /** The text is the whole key and not only its end. */
  readonly isWholeKey: boolean;
  readonly value: TokenQuery;
}

/** How sure it is that the record of a row has the text: certainly not, perhaps, certainly. */
export const NEVER = 0;
export const PERHAPS = 1;
export const ALWAYS = 2;
