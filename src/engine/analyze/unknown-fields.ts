/** Notes about fields that no event has: misspelt names, and objects whose leaves are the fields. */
import { nearestNames } from '../../parser/nearest.ts';
import type { Analysis } from './analysis.ts';

/** Leaves named in a hint. */
const SHOWN_LEAVES = 5;

export function noteUnknownFields(analysis: Analysis): void {
  const { catalog } = analysis;
  if (!catalog) return;
  const unknown = [...analysis.usedFields].filter(([path]) => !catalog.has(path));
  if (unknown.length === 0) return;
  const paths = catalog.paths();
  for (const [path, span] of unknown) {
    const leaves = paths.filter((leaf) => leaf.startsWith(`${path}.`));
    if (leaves.length > 0) {
      const more = leaves.length > SHOWN_LEAVES ? `, and ${leaves.length - SHOWN_LEAVES} more` : '';
      analysis.report(
        'parent-field',
        span,
        `${path} is an object or array and has no value of its own`,
        `Its fields are ${leaves.slice(0, SHOWN_LEAVES).join(', ')}${more}.`,
      );
      continue;
    }
    const nearest = nearestFields(path, paths);
    analysis.report(
      'unknown-field',
      span,
      `No event has the field ${path}`,
      nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : '',
    );
  }
}

/** Fields that differ in case only are meant, and no others. */
function nearestFields(path: string, paths: readonly string[]): string[] {
  const nearest = nearestNames(path, paths);
  const inOtherCase = nearest.filter((one) => one.toLowerCase() === path.toLowerCase());
  return inOtherCase.length > 0 ? inOtherCase : nearest;
}
