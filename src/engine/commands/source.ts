/** `SOURCE`: which events a pipeline reads, by log group and time (specification 3.27). */
import type {
  JsonNode,
  LogGroupName,
  SourceArgument,
  SourceCall,
  SourceStage,
  SourceTime,
  Span,
} from '../../parser/ast.ts';
import { nearestNames } from '../../parser/nearest.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { literal } from '../analyze/convert.ts';
import type { PlanExpression, PlanTime } from '../plan.ts';
import { momentOf } from '../plan-time.ts';
import { timestampText } from '../values/timestamp.ts';
import { selectByArguments } from './source-arguments.ts';
import { dataSourceCondition } from './source-data.ts';

/**
 * Several SOURCE commands in a row, as dashboards write them for several log groups, are one.
 * @see the API specification, section 9
 */
export function analyzeSource(analysis: Analysis, stage: SourceStage): void {
  readRange(analysis, stage);
  // The first one has selected for all.
  if (analysis.before.length > 0) return;
  const logs = new Set<string>();
  let byLogGroup = false;
  for (const selection of [stage, ...nextSources(analysis)].flatMap(({ selections }) => selections)) {
    if (selection.kind === 'sourceCall' && selection.callee.toLowerCase() === 'datasource') {
      const condition = dataSourceCondition(analysis, selection);
      if (condition) analysis.stages.push({ op: 'filter', condition, countsMatches: false });
      continue;
    }
    byLogGroup = true;
    const found = selection.kind === 'logGroup' ? namedLogs(analysis, selection) : calledLogs(analysis, selection);
    for (const log of found) logs.add(log);
  }
  if (byLogGroup) keepLogs(analysis, logs);
}

function nextSources({ ahead }: Analysis): readonly SourceStage[] {
  const end = ahead.findIndex(({ kind }) => kind !== 'source');
  return ahead.slice(0, end < 0 ? undefined : end).filter((stage) => stage.kind === 'source');
}

/** The time range is that of all sources together. */
function readRange(analysis: Analysis, { start, end, keyword }: SourceStage): void {
  if (!start && !end) return;
  if (analysis.range) {
    analysis.reject('wrong-arguments', keyword, 'only one SOURCE can have a time range', 'Leave out the second one.');
    return;
  }
  analysis.range = { kind: 'own', ...(start && { start: timeOf(start) }), ...(end && { end: timeOf(end) }) };
  const spans = [start, end].flatMap((time) => (time ? [time.span] : []));
  const from = Math.min(...spans.map((span) => span.start));
  rejectEmptyRange(analysis, { start: from, end: Math.max(...spans.map((span) => span.end)) });
}

/** A bound that SOURCE leaves out is the query's, which may not be known yet. */
function rejectEmptyRange(analysis: Analysis, span: Span): void {
  const window = analysis.window ?? { now: Date.now() };
  const start = analysis.range?.start ? momentOf(analysis.range.start, window.now) : window.start;
  const end = analysis.range?.end ? momentOf(analysis.range.end, window.now) : window.end;
  if (start === undefined || end === undefined || start <= end) return;
  const reason = `the time range ends before it begins: from ${timestampText(start)} to ${timestampText(end)}`;
  analysis.reject('time-range', span, reason, 'Give an earlier start or a later end: start=-1d end=now.');
}

/** The log group of a value of `@log`, which is `account:log group`. */
export function logGroupOf(log: string): string {
  return log.slice(log.indexOf(':') + 1);
}

/** Reads only some logs; all of them need no condition. */
function keepLogs(analysis: Analysis, logs: ReadonlySet<string>): void {
  const all = analysis.resources?.logs();
  if (!all || all.every((log) => logs.has(log))) return;
  const value: PlanExpression = { kind: 'field', path: '@log', type: 'string', computed: false };
  const list = [...logs].map((log) => literal(log, 'string'));
  const condition: PlanExpression = { kind: 'in', value, list, type: 'boolean', computed: false };
  analysis.stages.push({ op: 'filter', condition, countsMatches: false });
}

/** The logs of a log group, by its name or ARN. */
function namedLogs(analysis: Analysis, { name, span }: LogGroupName): readonly string[] {
  const { resources } = analysis;
  if (!resources) return [];
  const logs = resources.logs();
  const arn = /^arn:[^:]*:logs:[^:]*:(\d*):log-group:([^:]+)/.exec(name);
  const found = logs.filter((log) =>
    arn ? logGroupOf(log) === arn[2] && log.startsWith(`${arn[1]}:`) : logGroupOf(log) === name || log === name,
  );
  if (found.length === 0) {
    const groups = [...new Set(logs.map(logGroupOf))];
    const [nearest] = nearestNames(name, groups);
    const hint = nearest ? `Did you mean ${nearest}?` : logGroupsHint(groups);
    analysis.report('unknown-resource', span, `ResourceNotFoundException: there is no log group ${name}`, hint);
  }
  return found;
}

export function logGroupsHint(groups: readonly string[]): string {
  if (groups.length === 0) return 'This database has no events.';
  return `The log groups here are ${groups.join(', ')}; trailql ingest --log-group names them.`;
}

function calledLogs(analysis: Analysis, call: SourceCall): readonly string[] {
  return selectByArguments(analysis, call);
}

function timeOf(time: SourceTime): PlanTime {
  switch (time.kind) {
    case 'now':
      return { kind: 'now' };
    case 'ago':
      return { kind: 'ago', by: { count: time.period.count, unit: time.period.unit } };
    case 'epoch':
      // As in the API, large numbers are milliseconds (specification 1.5).
      return { kind: 'epoch', ms: time.value >= 1e11 ? time.value : time.value * 1000 };
  }
}

/** The texts of a list argument; reports anything else. */
export function textsOf(analysis: Analysis, { callee }: SourceCall, argument: SourceArgument): string[] {
  const texts = listOf(argument.value).flatMap((node) => (node.kind === 'string' ? [node.value] : []));
  if (texts.length > 0 && texts.length === listOf(argument.value).length) return texts;
  const what = argument.name ? `${argument.name.path} of ${callee}` : callee;
  analysis.reject('wrong-arguments', argument.span, `${what} takes a list of texts`, "Write ['a', 'b'].");
  return [];
}

function listOf(node: JsonNode): readonly JsonNode[] {
  return node.kind === 'jsonList' ? node.elements : [node];
}
