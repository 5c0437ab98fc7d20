/** Single tokens to nodes: names, texts, numbers, periods and regexes. */
import type { IToken } from 'chevrotain';
import type { Name, NumberLiteral, PeriodLiteral, RegexLiteral, StringLiteral } from './ast.ts';
import { spanOf } from './lexer.ts';
import { UNIT_OF_SPELLING } from './periods.ts';

export function nameOf(token: IToken): Name {
  const { image } = token;
  if (!image.includes('`')) return { kind: 'name', path: image, quoting: 'none', span: spanOf(token) };
  const quoting = /^@?`[^`]+`$/.test(image) ? 'whole' : 'segment';
  return { kind: 'name', path: image.replaceAll('`', ''), quoting, span: spanOf(token) };
}

const ESCAPES = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
]);

export function textOf(token: IToken): StringLiteral {
  const body = token.image.slice(1, -1);
  // An unknown escape keeps both characters: "\d" is a regex for a digit, also in a text.
  const value = body.replaceAll(/\\([\s\S])/g, (both, letter: string) => ESCAPES.get(letter) ?? both);
  return { kind: 'string', value, span: spanOf(token) };
}

export function numberOf(token: IToken): NumberLiteral {
  return { kind: 'number', value: Number(token.image), span: spanOf(token) };
}

export function periodOf(token: IToken): PeriodLiteral {
  const digits = /^\d+/.exec(token.image)?.[0] ?? '';
  const word = token.image.slice(digits.length).toLowerCase();
  const unit = UNIT_OF_SPELLING.get(word);
  if (unit === undefined) throw new Error(`no unit is spelt ${word}`);
  return { kind: 'period', count: Number(digits), unit, span: spanOf(token) };
}

export function regexOf(token: IToken): RegexLiteral {
  const body = token.image.slice(1, -1);
  const source = body.replaceAll(/\\([\s\S])/g, (both, letter: string) => (letter === '/' ? '/' : both));
  return { kind: 'regex', source, span: spanOf(token) };
}
