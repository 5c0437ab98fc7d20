/** Saved queries as the language writes them: values of the command line as literals, and the text of a call. */
import { lex } from '../parser/lexer.ts';
import { UNIT_OF_SPELLING } from '../parser/periods.ts';
import { RESERVED_WORDS } from '../parser/tokens.ts';
import { usageError } from './errors.ts';

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
 * The default of a parameter as it is put into the template: a literal where its placeholder stands by itself; as it is where it
 * stands only within a text or a regular expression, which have their own quotes.
 */
export function defaultLiteral(template: string, parameter: string, value: string): string {
  const { tokens } = lex(template);
  const standsAlone = tokens.some(({ image }, i) => image === parameter && tokens[i - 1]?.image === '{');
  return standsAlone ? literalOf(value) : value;
}

/**
 * The text of a query that calls a saved query.
 * @throws CliError for a name that the language cannot write
 */
export function callText(name: string, values: ReadonlyMap<string, string>): string {
  if (name.includes('`') || name === '') {
    throw usageError(
      `The saved query ${name} cannot be called: its name has no form in backticks.`,
      'Give it another name.',
    );
  }
  const args = [...values].map(([parameter, value]) => `${written(parameter)} = ${literalOf(value)}`);
  return `$${written(name)}(${args.join(', ')})`;
}

/** A name, in backticks where it needs them. */
function written(name: string): string {
  const isReserved = RESERVED_WORDS.some((word) => word.name.toLowerCase() === name.toLowerCase());
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !isReserved ? name : `\`${name}\``;
}
