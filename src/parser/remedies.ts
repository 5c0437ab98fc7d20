/** What is said about slips of single commands: the pieces that several commands share. */
import type { IToken } from 'chevrotain';
import { isCommandWord } from './commands.ts';
import { Name, Numeral } from './tokens.ts';

/** Where a body could not be read on. */
export interface Slip {
  /** The word, sign or literal blamed, in lower case; empty at the end. */
  readonly word: string;
  readonly token: IToken | undefined;
  readonly previous: IToken | undefined;
  readonly next: IToken | undefined;
  /** All tokens of the body. */
  readonly body: readonly IToken[];
  readonly expected: readonly string[];
}

export type Remedy = (slip: Slip) => string | undefined;

/** A remedy for each word blamed. */
export function byWord(remedies: Readonly<Record<string, string>>): Remedy {
  const table = new Map(Object.entries(remedies));
  return ({ word }) => table.get(word);
}

/** The first remedy found. */
export function any(...remedies: readonly Remedy[]): Remedy {
  return (slip) => {
    for (const one of remedies) {
      const found = one(slip);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

export const commasBetweenNames: Remedy = ({ token, previous }) =>
  token?.tokenType === Name && previous?.tokenType === Name && !isCommandWord(token.image)
    ? 'names are separated by commas'
    : undefined;

export const periodWithUnit: Remedy = ({ token, expected }) =>
  token?.tokenType === Numeral && expected.includes('a period such as 5m')
    ? `a period has a unit: ${token.image}m for minutes, ${token.image}h for hours, ${token.image}d for days`
    : undefined;

export const noCalls: Remedy = ({ word, previous }) =>
  word === '(' && previous?.tokenType === Name
    ? 'only a name can stand here: compute the value before, with fields … as name'
    : undefined;
