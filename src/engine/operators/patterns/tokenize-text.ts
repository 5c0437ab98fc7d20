/** Tokens of a message in plain words. */
import { parseIpv6 } from '../../values/ip.ts';
import { type Message, MessageBuilder } from './message.ts';
import { TIME_SOURCE } from './token-type.ts';

const SEPARATORS = /[\s,;:=()[\]{}"'`<>|]+/y;
const WORD = /[^\s,;:=()[\]{}"'`<>|]+/y;
/** Tokens that contain separators. */
const TIME = new RegExp(`(?:${TIME_SOURCE})(?![A-Za-z0-9])`, 'y');
const ADDRESS = /(?:arn:aws[a-z0-9-]*:|[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/)[^\s,;()[\]{}"'`<>|]*/y;
const IPV6 = /[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:.]{2,41}(?![A-Za-z0-9])/y;
/** A quantity: the number is a token and the unit another, `12ms` is `<Number-1>ms`. */
const QUANTITY = /^([+-]?\d+(?:\.\d+)?)(?:[mun]?s|secs?|m|min|h|d|[kmgt]?i?b|bytes|%)$/i;

export function tokenizeText(text: string): Message {
  const builder = new MessageBuilder(text);
  return builder.finish(!addWords(builder, 0, text.length));
}

/** Adds the tokens from `start` to `end`; false when the builder is full. */
export function addWords(builder: MessageBuilder, start: number, end: number): boolean {
  const { text } = builder;
  let at = skip(SEPARATORS, text, start);
  while (at < end) {
    if (builder.isFull(at)) return false;
    const tokenEnd = Math.min(endOfToken(text, at), end);
    builder.word(at, tokenEnd);
    at = skip(SEPARATORS, text, tokenEnd);
  }
  return true;
}

/** Where a match at the offset ends; the offset itself when there is none. */
function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}

function endOfToken(text: string, start: number): number {
  const spanning = Math.max(skip(TIME, text, start), endOfAddress(text, start), endOfIpv6(text, start));
  if (spanning > start) return spanning;
  const end = withoutStop(text, start, skip(WORD, text, start));
  // No quantity is longer.
  const quantity = end - start < 40 ? QUANTITY.exec(text.slice(start, end))?.[1] : undefined;
  return quantity === undefined ? end : start + quantity.length;
}

function endOfAddress(text: string, start: number): number {
  return withoutStop(text, start, skip(ADDRESS, text, start));
}

function endOfIpv6(text: string, start: number): number {
  const end = skip(IPV6, text, start);
  return end > start && parseIpv6(text.slice(start, end)) !== null ? end : start;
}

/** The stop at the end of a sentence is no part of its last word, unless there is nothing else. */
function withoutStop(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && '.!?:'.includes(text.charAt(last - 1))) last--;
  return last === start ? end : last;
}
