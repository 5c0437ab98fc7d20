/** The text of a call of a saved query, with values of the command line. */
import { literalOf } from '../engine/saved-query-defaults.ts';
import { RESERVED_WORDS } from '../parser/tokens.ts';
import { usageError } from './errors.ts';

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
