/** A source object as a command line names it. */
import { findSources } from '../store/find-source.ts';
import type { StoredSource } from '../store/types.ts';
import { CliError, usageError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/** Sources that an error names. */
const NAMED = 5;

/**
 * The one source that a name means.
 * @throws CliError when there is none or more than one
 */
export function oneSource(sources: readonly StoredSource[], name: string): StoredSource {
  const [found, ...others] = findSources(sources, name);
  if (found === undefined) {
    throw new CliError({
      exitCode: EXIT.unreadable,
      code: 'not-found',
      message: `The database has no source ${name}.`,
      hint: 'trailql sources lists them: name one by its id, its URI or the end of it.',
    });
  }
  if (others.length > 0) {
    const list = [found, ...others].slice(0, NAMED).map(({ id, uri }) => `${id} (${uri})`);
    const more = others.length >= NAMED ? `, and ${others.length + 1 - NAMED} more` : '';
    throw usageError(`${name} may be any of the sources ${list.join(', ')}${more}.`, 'Name one by its id.');
  }
  return found;
}
