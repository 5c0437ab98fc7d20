/** `parse`: new columns from the text of a field (specification 3.9). */
import type { GlobSpec, Name, ParseStage, RegexSpec, Span } from '../../parser/ast.ts';
import { type Analysis, messageRange } from '../analyze/analysis.ts';
import { asText, literal } from '../analyze/convert.ts';
import { plainMode, resolveExpression } from '../analyze/expression.ts';
import { rejectRegex } from '../analyze/invalid-regex.ts';
import { counted } from '../analyze/wording.ts';
import type { PlanExpression } from '../plan.ts';
import { compileRegex } from '../values/regex.ts';
import { compileXPath } from '../values/xpath.ts';
import { type MadeColumn, nameOf, newColumn } from './columns.ts';
import { mayDefine } from './items.ts';

/** A new column, and the capture of the pattern that fills it (from 0). */
interface Capture {
  readonly name: string;
  readonly span: Span;
  readonly capture: number;
}

export function analyzeParse(analysis: Analysis, stage: ParseStage): void {
  const { spec } = stage;
  const source = asText(
    stage.source ? resolveExpression(analysis, stage.source, plainMode(analysis)) : message(analysis, stage),
  );
  const type = spec.kind === 'logfmt' ? 'structure' : 'string';
  const columns = capturesOf(analysis, spec).flatMap((capture) => {
    if (!mayCapture(analysis, capture)) return [];
    const column = newColumn(analysis, capture.name, type);
    analysis.define({ ...column, role: 'field' });
    return [{ ...column, capture: capture.capture }];
  });
  if (spec.kind === 'regex' && spec.multi) addMatches(analysis, source, spec, columns);
  else analysis.stages.push({ op: 'parse', source, pattern: { kind: spec.kind, text: patternOf(spec) }, columns });
}

function patternOf(spec: ParseStage['spec']): string {
  switch (spec.kind) {
    case 'glob':
      return spec.pattern.value;
    case 'regex':
      return spec.pattern.source;
    case 'xml':
      return spec.path.value;
    case 'csv':
    case 'logfmt':
      return '';
  }
}

/** `multi`: a row for each match, whose captures are its columns. */
function addMatches(
  analysis: Analysis,
  source: PlanExpression,
  spec: RegexSpec,
  columns: readonly (MadeColumn & { readonly capture: number })[],
): void {
  const pattern = { kind: 'regexAll', text: spec.pattern.source } as const;
  const all = newColumn(analysis, 'matches', 'structure');
  const match = newColumn(analysis, 'match', 'structure');
  analysis.stages.push(
    { op: 'parse', source, pattern, columns: [{ ...all, capture: 0 }] },
    { op: 'unnest', list: all.expression, column: match, mode: 'matches' },
    {
      op: 'extend',
      columns: columns.map(({ id, name, capture }) => ({
        id,
        name,
        expression: {
          kind: 'access',
          object: match.expression,
          key: literal(capture, 'number'),
          type: 'string',
          computed: false,
        },
      })),
    },
  );
}

function capturesOf(analysis: Analysis, spec: ParseStage['spec']): Capture[] {
  switch (spec.kind) {
    case 'glob':
      return globCaptures(analysis, spec);
    case 'regex':
      return regexCaptures(analysis, spec);
    case 'csv':
      return spec.aliases.map((alias, capture) => ({ name: alias.path, span: alias.span, capture }));
    case 'xml': {
      const compiled = compileXPath(spec.path.value);
      if (!compiled.ok) analysis.reject('invalid-xpath', spec.path.span, compiled.message);
      return [{ name: spec.alias.path, span: spec.alias.span, capture: 0 }];
    }
    case 'logfmt':
      return [{ name: spec.alias.path, span: spec.alias.span, capture: 0 }];
  }
}

function message(analysis: Analysis, stage: ParseStage): PlanExpression {
  const name: Name = { kind: 'name', path: '@message', quoting: 'none', span: stage.keyword };
  return resolveExpression(analysis, { kind: 'field', name, span: stage.keyword }, plainMode(analysis));
}

function globCaptures(analysis: Analysis, spec: GlobSpec): Capture[] {
  const wildcards = spec.pattern.value.split('*').length - 1;
  if (wildcards !== spec.aliases.length) {
    const reason = `the pattern has ${counted(wildcards, 'wildcard')} for ${counted(spec.aliases.length, 'name')}`;
    const hint =
      wildcards === 0
        ? `A pattern without * captures nothing; to tell whether a text occurs, write fields @message like "text" as name.`
        : missingOnes('*', wildcards, spec.aliases.length);
    analysis.reject('glob-aliases', spec.span, reason, hint);
  }
  return spec.aliases.map((alias, capture) => ({ name: alias.path, span: alias.span, capture }));
}

function regexCaptures(analysis: Analysis, spec: RegexSpec): Capture[] {
  const compiled = compileRegex(spec.pattern.source);
  if (!compiled.ok) {
    rejectRegex(analysis, spec.pattern, compiled.message, false);
    if (spec.aliases.length > 0)
      return spec.aliases.map((alias, capture) => ({ name: alias.path, span: alias.span, capture }));
    // What looks like a group's name is defined all the same, so that its uses are not blamed.
    const names = [...spec.pattern.source.matchAll(/\(\?P?<([^>]+)>/g)].map(([, name = '']) => name);
    return [...new Set(names)].map((name, capture) => ({ name, span: spec.pattern.span, capture }));
  }
  const { groupNames, groupCount } = compiled.regex;
  const named = groupNames.flatMap((name, capture) =>
    name === undefined ? [] : [{ name, span: spec.pattern.span, capture }],
  );
  if (spec.aliases.length === 0) {
    if (named.length === 0) {
      analysis.reject(
        'invalid-regex',
        spec.pattern.span,
        'the regular expression needs named groups',
        'Write (?<name>…).',
      );
    }
    return named;
  }
  // Aliases rename the named groups in order; without any they name the plain groups.
  const positions = named.length > 0 ? named.map((group) => group.capture) : groupNames.map((_, capture) => capture);
  if (positions.length !== spec.aliases.length) {
    const groups = named.length > 0 ? named.length : groupCount;
    const reason = `the regular expression has ${counted(groups, 'group')} for ${counted(spec.aliases.length, 'name')}`;
    analysis.reject('glob-aliases', spec.span, reason, missingOnes('group', groups, spec.aliases.length));
  }
  return spec.aliases.flatMap((alias, index) => {
    const capture = positions[index];
    return capture === undefined ? [] : [{ name: alias.path, span: alias.span, capture }];
  });
}

/** The hint for captures and names that do not pair. */
function missingOnes(capture: string, captures: number, names: number): string {
  return captures > names
    ? `Each ${capture} needs a name after as: ${counted(captures - names, 'name')} too few.`
    : `Each name after as needs a ${capture}: ${counted(names - captures, 'name')} too many.`;
}

/** Besides the usual rule, `parse` may not create a name that the query has used as a field of the events (specification 3.0.3). */
function mayCapture(analysis: Analysis, { name, span }: Capture): boolean {
  if (analysis.scope.events && !analysis.scope.names.has(name) && isUsedField(analysis, name)) {
    analysis.report(
      'redefined-name',
      span,
      `Ephemeral field is already defined: ${name} ${messageRange(span)}`,
      `The query has used ${name} as a field of the events before; choose another name.`,
    );
    return false;
  }
  return mayDefine(analysis, nameOf(name, span), span, 'CloudWatch may refuse a parse that defines it again');
}

/** A name that no event can have, or that is known to be in none, was only announced: `fields @timestamp, @ip | parse … as @ip`. */
function isUsedField({ usedFields, catalog }: Analysis, name: string): boolean {
  if (!usedFields.has(name)) return false;
  return catalog ? catalog.has(name) : !/^@(?!@)/.test(name);
}
