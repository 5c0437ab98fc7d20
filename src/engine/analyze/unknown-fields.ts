/** Notes about fields that no event has: misspelt names, and objects whose leaves are the fields. */
import type { Name, Span } from '../../parser/ast.ts';
import { nearestNames } from '../../parser/nearest.ts';
import type { PlanExpression } from '../plan.ts';
import type { Analysis } from './analysis.ts';
import { resolveName } from './names.ts';

/** Leaves named in a hint. */
const SHOWN_LEAVES = 5;

export function noteUnknownFields(analysis: Analysis): void {
  noteUnknown(analysis, [...analysis.usedFields]);
}

/** Resolves a name in a pipeline whose analysis is over, whose fields have been noted. */
export function resolveNoting(analysis: Analysis, name: Name): PlanExpression {
  const { size } = analysis.usedFields;
  const expression = resolveName(analysis, name);
  noteUnknown(analysis, [...analysis.usedFields].slice(size));
  return expression;
}

function noteUnknown(analysis: Analysis, used: readonly (readonly [string, Span])[]): void {
  const { catalog } = analysis;
  if (!catalog) return;
  const unknown = used.filter(([path]) => !catalog.has(path));
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
    analysis.report('unknown-field', span, `No event has the field ${path}`, hintAt(path, paths));
  }
}

function hintAt(path: string, paths: readonly string[]): string {
  if (path.toLowerCase() === 'null') return 'There is no null: write ispresent(field), or not ispresent(field).';
  const nearest = nearestFields(path, paths);
  return nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : '';
}

/** Fields that differ in case only are meant, and no others. */
function nearestFields(path: string, paths: readonly string[]): string[] {
  const nearest = nearestNames(path, paths);
  const inOtherCase = nearest.filter((one) => one.toLowerCase() === path.toLowerCase());
  return inOtherCase.length > 0 ? inOtherCase : nearest;
}
