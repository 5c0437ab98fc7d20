/** What a name means: a column of the query, a member of one, a side of a join, or a field of the events. */
import type { Name, Span } from '../../parser/ast.ts';
import { MAX_NESTING } from '../../parser/nesting.ts';
import type { PlanExpression } from '../plan.ts';
import { type Analysis, REFUSED } from './analysis.ts';
import { isStructure, literal } from './convert.ts';

/** A name without the name of a side of a join: its span may still hold that name, so its parts are told. */
export interface SideName extends Name {
  readonly parts: readonly string[];
}

/** Resolves a name in the current scope, or reports it and returns `REFUSED`. */
export function resolveName(analysis: Analysis, name: Name | SideName): PlanExpression {
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
function memberOfColumn(analysis: Analysis, name: Name | SideName): PlanExpression | undefined {
  const segments = segmentsOf(analysis, name);
  for (let length = segments.length - 1; length > 0; length--) {
    const definition = analysis.scope.names.get(segments.slice(0, length).join('.'));
    const type = definition?.expression.type;
    if (definition && type !== undefined && (isStructure(type) || type === 'dynamic')) {
      return member(analysis, definition.expression, segments.slice(length), name.span);
    }
  }
  return undefined;
}

/** The parts between the dots; a dot between backticks is part of a name. */
export function segmentsOf(analysis: Analysis, name: Name | SideName): readonly string[] {
  if ('parts' in name) return name.parts;
  if (name.quoting === 'whole') return [name.path];
  if (name.quoting === 'none') return name.path.split('.');
  return writtenSegments(analysis.source(name.span)).map(({ text }) => text);
}

interface Segment {
  readonly text: string;
  readonly quoted: boolean;
  /** Where it begins in the written name. */
  readonly start: number;
}

/** A segment such as `` @`a:b` `` has backticks behind its first character. */
function writtenSegments(written: string): Segment[] {
  return [...written.matchAll(/(?:`[^`]*`|[^.`])+/g)].map(({ 0: part, index }) => ({
    text: part.replaceAll('`', ''),
    quoted: part.includes('`'),
    start: index,
  }));
}

/** The value at a path inside a map or list, which is reported when it is too deep. */
export function member(
  analysis: Analysis,
  object: PlanExpression,
  path: readonly string[],
  span: Span,
): PlanExpression {
  if (path.length <= MAX_NESTING) return accessPath(object, path);
  const reason = `a path leads more than ${MAX_NESTING} levels deep`;
  analysis.reject('nesting-too-deep', span, reason, 'Take a part of it with json or fields first.');
  return REFUSED;
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
  const right = behindSide(analysis, name, joined.right);
  if (right) return joined.resolveRight(right);
  const left = behindSide(analysis, name, joined.left);
  return left && resolveName(analysis, left);
}

/** A name without the name of a side of a join; undefined for one that does not begin with it. */
export function behindSide(analysis: Analysis, name: Name, side: string): SideName | undefined {
  if (!name.path.startsWith(`${side}.`)) return undefined;
  const path = name.path.slice(side.length + 1);
  if (name.quoting === 'whole') return { ...name, path, parts: [path] };
  let rest = side.length + 1;
  const segments: Segment[] = [];
  for (const segment of writtenSegments(analysis.source(name.span))) {
    // A segment in backticks may hold the side and the beginning of the name.
    if (rest < segment.text.length) segments.push({ ...segment, text: segment.text.slice(Math.max(rest, 0)) });
    rest -= segment.text.length + 1;
  }
  const parts = segments.map(({ text }) => text);
  const [first] = segments;
  if (segments.every(({ quoted }) => !quoted)) return { ...name, path, parts, quoting: 'none' };
  const span = { start: name.span.start + (first?.start ?? 0), end: name.span.end };
  return { ...name, path, parts, span, quoting: segments.length === 1 ? 'whole' : 'segment' };
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

/** What a name means now, without saying anything about fields that no event has: undefined for a name that nothing has. */
export function currentMeaning(analysis: Analysis, name: Name): PlanExpression | undefined {
  const { scope } = analysis;
  const { path } = name;
  const definition = scope.names.get(path);
  if (definition) return definition.expression;
  const ofSide = sideOfJoin(analysis, name);
  if (ofSide) return ofSide;
  return scope.events ? (systemField(path) ?? { kind: 'field', path, type: 'any', computed: false }) : undefined;
}
