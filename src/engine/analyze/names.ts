/** What a name means: a column of the query, a member of one, a side of a join, or a field of the events. */
import type { Name } from '../../parser/ast.ts';
import type { PlanExpression } from '../plan.ts';
import { type Analysis, REFUSED } from './analysis.ts';
import { isStructure, literal } from './convert.ts';

/** Resolves a name in the current scope, or reports it and returns `REFUSED`. */
export function resolveName(analysis: Analysis, name: Name): PlanExpression {
  const { scope } = analysis;
  const definition = scope.names.get(name.path);
  if (definition) return definition.expression;
  const found = memberOfColumn(analysis, name) ?? sideOfJoin(analysis, name);
  if (found) return found;
  if (scope.events) return eventField(analysis, name);
  analysis.report(
    'unknown-name-after-stats',
    name.span,
    `Unknown symbols found in or after stats: ${name.path}`,
    columnsHint(name.path, [...scope.names.keys()]),
  );
  return REFUSED;
}

/** `count` where there is a column `count(*)` means that. */
function columnsHint(path: string, columns: readonly string[]): string {
  const [called, ...others] = columns.filter((column) => column.toLowerCase().startsWith(`${path.toLowerCase()}(`));
  return called !== undefined && others.length === 0
    ? `Put the column's name between backticks, \`${called}\`, or give it an alias.`
    : `Only these columns exist here: ${columns.join(', ')}.`;
}

/** `ev.resources.0` where `ev` is a column that may hold a map or a list; the longest such beginning counts. */
function memberOfColumn(analysis: Analysis, name: Name): PlanExpression | undefined {
  const segments = segmentsOf(analysis, name);
  for (let length = segments.length - 1; length > 0; length--) {
    const definition = analysis.scope.names.get(segments.slice(0, length).join('.'));
    const type = definition?.expression.type;
    if (definition && type !== undefined && (isStructure(type) || type === 'dynamic')) {
      return accessPath(definition.expression, segments.slice(length));
    }
  }
  return undefined;
}

/** The parts between the dots; a dot between backticks is part of a name. */
function segmentsOf(analysis: Analysis, name: Name): string[] {
  if (name.quoting === 'whole') return [name.path];
  if (name.quoting === 'none') return name.path.split('.');
  const written = analysis.source(name.span);
  return (written.match(/`[^`]*`|[^.`]+/g) ?? []).map((part) => part.replaceAll('`', ''));
}

/** Members of members: the value at a path inside a map or list. */
export function accessPath(object: PlanExpression, path: readonly string[]): PlanExpression {
  return path.reduce<PlanExpression>(
    (inner, key) => ({ kind: 'access', object: inner, key: literal(key, 'string'), type: 'dynamic', computed: false }),
    object,
  );
}

function sideOfJoin(analysis: Analysis, name: Name): PlanExpression | undefined {
  const { joined } = analysis.scope;
  if (!joined) return undefined;
  const rest = (alias: string): Name | undefined =>
    name.path.startsWith(`${alias}.`) ? { ...name, path: name.path.slice(alias.length + 1) } : undefined;
  const right = rest(joined.right);
  if (right) return joined.resolveRight(right);
  const left = rest(joined.left);
  return left && resolveName(analysis, left);
}

function eventField(analysis: Analysis, name: Name): PlanExpression {
  const { path } = name;
  const system = systemField(path);
  if (system) return system;
  if (name.quoting === 'segment' && !path.startsWith('@')) {
    analysis.report(
      'quoted-segment',
      name.span,
      `CloudWatch leaves the column of ${analysis.source(name.span)} blank`,
      `Put the whole path between backticks: \`${path}\`.`,
    );
  }
  if (!analysis.usedFields.has(path)) analysis.usedFields.set(path, name.span);
  return { kind: 'field', path, type: 'any', computed: false };
}

function systemField(path: string): PlanExpression | undefined {
  switch (path) {
    case '@timestamp':
    case '@ingestionTime':
      return { kind: 'field', path, type: 'timestamp', computed: false };
    case '@message':
    case '@logStream':
    case '@log':
    case '@ptr':
      return { kind: 'field', path, type: 'string', computed: false };
    default:
      return undefined;
  }
}

/** What a name means now, without saying anything about it: undefined for a name that would have to be reported. */
export function currentMeaning({ scope }: Analysis, path: string): PlanExpression | undefined {
  const definition = scope.names.get(path);
  if (definition) return definition.expression;
  return scope.events ? (systemField(path) ?? { kind: 'field', path, type: 'any', computed: false }) : undefined;
}
