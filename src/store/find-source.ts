/** Finding source objects by what people call them. */

import { resolve } from 'node:path';
import type { StoredSource } from './types.ts';

/**
 * The sources that a name means: an id, a URI, a path, or the end of a URI behind a `/`. The first of these that any source has
 * counts; a URI may have several sources when the object has changed between ingests.
 */
export function findSources(sources: readonly StoredSource[], name: string): StoredSource[] {
  const readings: ((source: StoredSource) => boolean)[] = [
    ({ id }) => String(id) === name,
    ({ uri }) => uri === name,
    ({ uri }) => uri === resolve(name),
    ({ uri }) => name !== '' && uri.endsWith(`/${name}`),
  ];
  for (const reading of readings) {
    const found = sources.filter(reading);
    if (found.length > 0) return found;
  }
  return [];
}
