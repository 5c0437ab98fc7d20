/** A row of the table `saved_query`, and what a saved query must be to become one. */

import { rowChecksum, storedText } from './checksums.ts';
import { corrupt, StoreError } from './errors.ts';
import type { SavedQuery, SavedQueryParameter, StoredQuery } from './types.ts';

/** Limits of the service, in numbers and in characters. */
export const MAX_SAVED_QUERIES = 1000;
const MAX_NAME = 255;
const MAX_TEXT = 10_000;
const MAX_PARAMETERS = 20;
const MAX_PARAMETER_NAME = 128;
const MAX_DEFAULT = 1024;
const MAX_DESCRIPTION = 512;

type Facts = readonly [
  name: string,
  text: string,
  /** A JSON array of objects with `name`, and `defaultValue` and `description` where there is one. */
  parameters: string,
  modified: number,
];

/** The columns of the table `saved_query`. */
export type SavedQueryRow = readonly [...Facts, checksum: number];

/**
 * What the service says of parameters is in its words (language specification, section 8.2).
 * @throws StoreError `invalid`
 */
export function checkSavedQuery({ name, text, parameters }: SavedQuery): void {
  const refuse = (reason: string) => {
    throw new StoreError(
      'invalid',
      `The saved query ${name === '' ? 'without a name' : name} cannot be stored: ${reason}.`,
    );
  };
  if (name === '' || name.length > MAX_NAME) refuse(`a name has 1 to ${MAX_NAME} characters`);
  if (text.trim() === '') refuse('it has no text');
  if (text.length > MAX_TEXT) refuse('its text has more than 10,000 characters');
  if (parameters.length > MAX_PARAMETERS) refuse(`Parameter count exceeds the maximum of ${MAX_PARAMETERS}`);
  const seen = new Set<string>();
  for (const parameter of parameters) {
    const { name: key, defaultValue = '', description = '' } = parameter;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key) || key.length > MAX_PARAMETER_NAME) {
      refuse(`a parameter is named by letters, digits and _, not by ${key === '' ? 'nothing' : key}`);
    }
    if (seen.has(key)) refuse(`Duplicate parameter name: ${key}`);
    seen.add(key);
    if (!text.includes(`{{${key}}}`)) refuse(`Required parameters not found in queryString: {{${key}}}`);
    if (defaultValue.length > MAX_DEFAULT) refuse(`the default of ${key} has more than ${MAX_DEFAULT} characters`);
    if (description.length > MAX_DESCRIPTION) {
      refuse(`the description of ${key} has more than ${MAX_DESCRIPTION} characters`);
    }
  }
}

/** @throws StoreError `invalid` */
export function savedQueryRow(query: SavedQuery, modified: number): SavedQueryRow {
  checkSavedQuery(query);
  // A member that is undefined is left out.
  const parameters = query.parameters.map(({ name, defaultValue, description }) => ({
    name,
    defaultValue,
    description,
  }));
  const facts: Facts = [storedText(query.name), storedText(query.text), JSON.stringify(parameters), modified];
  return [...facts, rowChecksum(facts)];
}

/** @throws StoreError `corrupt` */
export function storedQuery([name, text, parameters, modified, checksum]: SavedQueryRow): StoredQuery {
  if (rowChecksum([name, text, parameters, modified]) !== checksum) {
    throw corrupt(`the saved query ${name}: the row does not match its checksum`);
  }
  return { name, text, parameters: JSON.parse(parameters) as SavedQueryParameter[], modified };
}
