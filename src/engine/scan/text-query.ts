/**
 * A text that `@message` must contain, as a question about the tokens of a record: `"errorCode":"AccessDenied"` can only be there where a
 * key ends with one word and its value is the other. The answer may err on the side of yes; only a single token is ever certain.
 */
import type { TextQuery, TokenQuery } from '../../store/text-query.ts';

/** What stands between two strings of JSON: punctuation, white space, numbers and literals. */
const OUTSIDE = /^[{}[\],:\s\d.+\-eEtrualsfn]*$/;
const WHITE_SPACE = /[ \t\r\n]/;
/** A colon follows a key, whose quote would be in the text. */
const LOOSE_COLON = /[^ \t\r\n].*:/s;
const PUNCTUATION = /[{}[\],: \t\r\n]+/;
const NUMERIC = /^[-+.\deE]+$/;
const LITERALS = ['true', 'false', 'null'];
/** An index, or with characters that are written in another way. */
const NO_KEY = /^\d+$|["\\\p{Cc}]/u;
const PAIR = /^("?)([^"\\]+)":(?:"([^"\\]*)("?)|([-+.\deEa-z]+))$/;

const EVERYWHERE: TextQuery = { kind: 'all', operands: [] };
const NOWHERE: TextQuery = { kind: 'any', operands: [] };
const IS_SPACED: TextQuery = { kind: 'spaced' };

/** @param ignoresCase for a text in ASCII */
export function textQuery(text: string, ignoresCase = false): TextQuery {
  if (text === '') return EVERYWHERE;
  const pair = ignoresCase ? undefined : pairQuery(text);
  if (pair !== undefined) return pair;
  return text.includes('"') ? quotedQuery(text, ignoresCase) : simplified('any', partQueries(text, ignoresCase));
}

/** Without `all` and `any` of one operand, and of what decides nothing. */
export function simplified(kind: 'all' | 'any', operands: readonly TextQuery[]): TextQuery {
  const [neutral, deciding] = kind === 'all' ? [EVERYWHERE, NOWHERE] : [NOWHERE, EVERYWHERE];
  if (operands.includes(deciding)) return deciding;
  const [first, ...others] = operands.filter((operand) => operand !== neutral);
  if (first === undefined) return neutral;
  return others.length === 0 ? first : { kind, operands: [first, ...others] };
}

function token(text: string, ignoresCase: boolean, where: 'inStrings' | 'inScalars'): TokenQuery {
  return {
    kind: 'token',
    text,
    ignoresCase,
    inStrings: where === 'inStrings',
    inScalars: where === 'inScalars',
    place: 'within',
  };
}

/** A part without quotes: inside of one string, or between two. */
function partQueries(part: string, ignoresCase: boolean): TextQuery[] {
  return [token(part, ignoresCase, 'inStrings'), outsideQuery(part, ignoresCase)];
}

/** A part between two strings. */
function outsideQuery(part: string, ignoresCase: boolean): TextQuery {
  if (!isPossibleOutside(part, ignoresCase)) return NOWHERE;
  const scalars = part.split(PUNCTUATION).filter((scalar) => scalar !== '');
  const needs: TextQuery[] = scalars.map((scalar) => token(scalar, ignoresCase, 'inScalars'));
  if (WHITE_SPACE.test(part)) needs.push(IS_SPACED);
  const query = simplified('all', significant(needs));
  // What has punctuation around it is more than its scalars say.
  return scalars[0] === part ? query : atMostPerhaps(query);
}

function isPossibleOutside(part: string, ignoresCase: boolean): boolean {
  const written = ignoresCase ? part.toLowerCase() : part;
  if (!OUTSIDE.test(written) || LOOSE_COLON.test(written)) return false;
  return written
    .split(PUNCTUATION)
    .every((scalar) => scalar === '' || NUMERIC.test(scalar) || LITERALS.some((literal) => literal.includes(scalar)));
}

/** A text with quotes: its parts are in strings and between strings in turn. */
function quotedQuery(text: string, ignoresCase: boolean): TextQuery {
  const parts = text.split('"');
  const inside = (part: string): TextQuery => (part === '' ? EVERYWHERE : token(part, ignoresCase, 'inStrings'));
  const outside = (part: string): TextQuery => (part === '' ? EVERYWHERE : outsideQuery(part, ignoresCase));
  if (text.includes('\\')) {
    // Quotes with a backslash are part of a string.
    const either = parts.map((part) => simplified('any', [inside(part), outside(part)]));
    return atMostPerhaps(simplified('all', significant(either)));
  }
  const turns = [0, 1].map((turn) =>
    simplified('all', significant(parts.map((part, index) => (index % 2 === turn ? inside(part) : outside(part))))),
  );
  return atMostPerhaps(simplified('any', turns));
}

/** Leaves out short texts where there are longer ones: they are nearly everywhere, and so are costly to look for. */
export function significant(queries: readonly TextQuery[]): readonly TextQuery[] {
  const isShort = (query: TextQuery): boolean => query.kind === 'token' && query.text.length < 3;
  const isLong = (query: TextQuery): boolean => query.kind === 'pair' || (query.kind === 'token' && !isShort(query));
  return queries.some(isLong) ? queries.filter((query) => !isShort(query)) : queries;
}

/** Makes sure that nothing is certain. */
export function atMostPerhaps(query: TextQuery): TextQuery {
  if (query === EVERYWHERE || query === NOWHERE) return query;
  return { kind: 'all', operands: [query, EVERYWHERE] };
}

/** A key and its value, or their parts next to the colon. */
function pairQuery(text: string): TextQuery | undefined {
  const [, quote, key = '', string, end, scalar] = PAIR.exec(text) ?? [];
  if (!isKey(key, false)) return undefined;
  const value: TokenQuery =
    string === undefined
      ? { ...token(scalar ?? '', false, 'inScalars'), place: 'start' }
      : { ...token(string, false, 'inStrings'), place: end === '"' ? 'whole' : 'start' };
  return { kind: 'pair', key, isWholeKey: quote === '"', ignoresCase: false, value };
}

/** Whether a text in front of a quote and a colon can only be a key, or its end: it cannot be outside of strings, or the index of an array. */
export function isKey(text: string, ignoresCase: boolean): boolean {
  return text !== '' && !NO_KEY.test(text) && !isPossibleOutside(text, ignoresCase);
}
