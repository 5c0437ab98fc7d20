/**
 * Values of saved queries as the language writes them. The service and the command line have values without quotes; a text
 * that is put into a query needs them (language specification, section 3.28).
 */
import { lex } from '../parser/lexer.ts';
import { UNIT_OF_SPELLING } from '../parser/periods.ts';
import type { SavedQuery } from './resources.ts';

/** What is taken as it is written: numbers, texts in quotes, names in backticks, lists, regular expressions. */
const LITERALS: readonly RegExp[] = [
  /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
  /^"(?:[^"\\]|\\[\s\S])*"$/,
  /^'(?:[^'\\]|\\[\s\S])*'$/,
  /^`[^`]+`$/,
  /^\[[\s\S]*\]$/,
  /^\/(?:[^/\\\n]|\\.)+\/$/,
];

/** A value as a literal: as it is when it is one (periods such as `5m` are), else as a text in quotes. */
export function literalOf(value: string): string {
  const [, unit = ''] = /^\d+([a-z]+)$/i.exec(value) ?? [];
  if (UNIT_OF_SPELLING.has(unit.toLowerCase()) || LITERALS.some((pattern) => pattern.test(value))) return value;
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

/**
 * The default of a parameter as it is put into the template: a literal where its placeholder stands for a value; as it is where it
 * stands only within a text or a regular expression, which have their own quotes, or for a whole command.
 */
export function defaultLiteral(template: string, parameter: string, value: string): string {
  const { tokens } = lex(template);
  const isValue = tokens.some(({ image }, i) => {
    if (image !== parameter || tokens[i - 1]?.image !== '{') return false;
    const before = tokens[i - 3]?.image;
    return before !== undefined && before !== '|';
  });
  return isValue ? literalOf(value) : value;
}

/** A saved query whose defaults are as they are put into its text. What is so already stays as it is. */
export function withLiteralDefaults(query: SavedQuery): SavedQuery {
  const parameters = query.parameters.map((parameter) => {
    const { name, defaultValue } = parameter;
    return defaultValue === undefined
      ? parameter
      : { ...parameter, defaultValue: defaultLiteral(query.text, name, defaultValue) };
  });
  return { ...query, parameters };
}
