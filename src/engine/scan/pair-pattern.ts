/**
 * Patterns that are about the value of one key, such as `"roleArn":"[^"]+-prod"`, and so can be decided on that value alone.
 *
 * In a record without white space between its tokens such a pattern matches just where it matches `"key":value` of a member with that key:
 * - The key stands before a quote without a backslash, so that this quote begins or ends a string. It would be outside of strings if the quote
 *   began one, and what `isKey` accepts cannot be there. So it ends one, and the colon behind it says that this is a key. JSON text inside of
 *   a string has a backslash before each quote.
 * - Behind the quote that opens the value, no node takes a quote, but for one at the end: the match does not leave the string. It may
 *   end at a quote with a backslash, as the value is looked at as it is written. A value without quotes is not left either, as no node
 *   takes what may come next to it.
 * - White space may be left out. Where records have it, what does not match without it does not match with it.
 */
import type { KeyEnd } from '../../store/text-query.ts';
import type { CharSet } from '../values/char-set.ts';
import { disjoint } from '../values/char-set.ts';
import type { CharNode, RegexNode } from '../values/regex-subset.ts';
import { inlined, literalRun } from './regex-nodes.ts';
import { isKey } from './text-query.ts';

export interface PairPattern extends KeyEnd {
  /** Whether only strings match. */
  readonly isString: boolean;
  /** Whether a match ends with the value, so that all it captures is in the key and the value. */
  readonly endsWithin: boolean;
}

const QUOTE: CharSet = [[0x22, 0x22]];
const COLON: CharSet = [[0x3a, 0x3a]];
const WHITE_SPACE: CharSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
/** What begins or ends other values than numbers and literals, or comes between values. */
const AROUND_SCALARS: CharSet = [
  ...WHITE_SPACE,
  [0x22, 0x22],
  [0x2c, 0x2c],
  [0x3a, 0x3a],
  [0x5b, 0x5b],
  [0x5d, 0x5d],
  [0x7b, 0x7b],
  [0x7d, 0x7d],
];

/** Undefined for another pattern than these. */
export function pairPattern(sequence: readonly RegexNode[]): PairPattern | undefined {
  const nodes = inlined(sequence);
  const isWholeKey = isOne(nodes[0], QUOTE);
  const keyAt = isWholeKey ? 1 : 0;
  const keyEnd = nodes.findIndex((node, index) => index >= keyAt && isOne(node, QUOTE));
  const key = keyEnd < 0 ? undefined : literalRun(nodes.slice(keyAt, keyEnd));
  if (key === undefined || !isKey(key.text, key.ignoresCase)) return undefined;
  const colonAt = afterSpace(nodes, keyEnd + 1);
  if (!isOne(nodes[colonAt], COLON)) return undefined;
  const valueAt = afterSpace(nodes, colonAt + 1);
  const value = nodes.slice(valueAt);
  // What may be left out at the end decides nothing.
  const decisive = value.slice(0, value.findLastIndex((node) => !isOptional(node)) + 1);
  const isString = isOne(value[0], QUOTE);
  const staysWithin = isString ? staysInString : staysInScalar;
  if (!staysWithin(decisive)) return undefined;
  return { key: key.text, ignoresCase: key.ignoresCase, isWholeKey, isString, endsWithin: staysWithin(value) };
}

function isOne(node: RegexNode | undefined, set: CharSet): boolean {
  const isOnce = node?.kind === 'char' && node.min === 1 && node.max === 1;
  return isOnce && node.set.length === 1 && node.set[0]?.[0] === set[0]?.[0] && node.set[0]?.[1] === set[0]?.[1];
}

function isOptional(node: RegexNode): boolean {
  return node.kind === 'char' ? node.min === 0 : node.kind === 'group' && node.optional;
}

/** The first node from `start` on that is no white space that may be left out. */
function afterSpace(nodes: readonly RegexNode[], start: number): number {
  let at = start;
  while (isSpace(nodes[at])) at++;
  return at;
}

function isSpace(node: RegexNode | undefined): node is CharNode {
  if (node?.kind !== 'char' || node.min !== 0) return false;
  return node.set.every(([from, to]) => WHITE_SPACE.some((space) => space[0] <= from && to <= space[1]));
}

/** @param value with the quote that opens the string */
function staysInString(value: readonly RegexNode[]): boolean {
  const isClosed = value.length > 1 && isOne(value.at(-1), QUOTE);
  return avoids(value.slice(1, isClosed ? -1 : undefined), QUOTE);
}

function staysInScalar(value: readonly RegexNode[]): boolean {
  return takesSome(value) && avoids(value, AROUND_SCALARS);
}

/** Whether no node takes one of the characters, or asks for the beginning or end of the record. */
function avoids(nodes: readonly RegexNode[], set: CharSet): boolean {
  return nodes.every((node) => {
    if (node.kind === 'char') return disjoint(node.set, set);
    if (node.kind === 'assertion') return node.what === 'word';
    return node.alternatives.every((alternative) => avoids(alternative, set));
  });
}

/** Whether it cannot match an empty text. */
function takesSome(nodes: readonly RegexNode[]): boolean {
  return nodes.some((node) => {
    if (node.kind === 'char') return node.min > 0;
    return node.kind === 'group' && !node.optional && node.alternatives.every(takesSome);
  });
}

/** The text that a pattern is asked of instead of a record: a member with its key and a value, as it is written in JSON. */
export function memberText({ key, isWholeKey }: KeyEnd, written: string): string {
  return `${isWholeKey ? '"' : ''}${key}":${written}`;
}
