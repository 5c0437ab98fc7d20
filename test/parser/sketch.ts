/** Trees as short text, for tests: `(+ a (* 1 b))`. */
import type {
  Expression,
  Item,
  JsonNode,
  Name,
  NamePair,
  ParseStage,
  RegexLiteral,
  Setting,
  SourceSelection,
  SourceTime,
  Stage,
  Subquery,
} from '../../src/parser/ast.ts';
import { parse } from '../../src/parser/parse.ts';

/** The stages of a query that must be sound. */
export function sketchQuery(text: string): string {
  const { query, diagnostics } = parse(text);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return (query?.stages ?? []).map(sketchStage).join(' | ');
}

/** The one expression of `fields <text>`. */
export function sketchExpression(text: string): string {
  return sketchQuery(`fields ${text}`).replace(/^fields /, '');
}

export function sketchStage(stage: Stage): string {
  switch (stage.kind) {
    case 'source': {
      const times = `${stage.start ? time(stage.start) : '-'} to ${stage.end ? time(stage.end) : '-'}`;
      return `source [${stage.selections.map(selection).join(', ')}] ${times}`;
    }
    case 'fields':
    case 'display':
      return `${stage.kind} ${stage.items.map(item).join(', ')}`;
    case 'filter':
      return `${stage.command} ${sketch(stage.condition)}`;
    case 'stats': {
      const offset = stage.offset ? ` offset ${sketch(stage.offset)}` : '';
      return `stats ${stage.items.map(item).join(', ')} by [${stage.by.map(item).join(', ')}]${offset}`;
    }
    case 'sort':
      return `${stage.command} ${stage.keys.map((k) => `${sketch(k.expression)} ${k.direction ?? '-'}`).join(', ')}`;
    case 'limit':
      return `${stage.command}${stage.any ? ' any' : ''} ${stage.count.value}`;
    case 'dedup':
      return `dedup ${names(stage.keys)}`;
    case 'parse':
      return `parse ${stage.source ? sketch(stage.source) : '-'} ${spec(stage.spec)}`;
    case 'json':
      return `json ${name(stage.field)} ${sketch(stage.path)} ${name(stage.alias)}`;
    case 'unnest':
      return `unnest ${sketch(stage.list)} ${name(stage.alias)}`;
    case 'expand':
      return `expand ${name(stage.field)}`;
    case 'unmask':
    case 'countFrequent':
      return `${stage.kind} ${names(stage.names)}`;
    case 'lookup':
      return `lookup ${name(stage.table)} [${pairs(stage.matches)}] ${stage.mode} [${pairs(stage.outputs)}]`;
    case 'cidrlookup':
      return `cidrlookup ${name(stage.table)} [${pairs([stage.match])}] ${stage.mode} [${pairs(stage.outputs)}]`;
    case 'join': {
      const condition = `${name(stage.left)} = ${name(stage.right)}`;
      return `join ${settings(stage.settings)} ${condition} ${subquery(stage.subquery)}`;
    }
    case 'appendcols':
      return `appendcols ${settings(stage.settings)} ${subquery(stage.subquery)}`;
    case 'addtotals':
    case 'outlier':
      return `${stage.kind} ${settings(stage.settings)} [${names(stage.names)}]`;
    case 'accum':
      return `accum ${name(stage.field)} ${alias(stage.alias)}`;
    case 'autoregress': {
      const { field, lags } = stage;
      return `autoregress ${name(field)} ${alias(stage.alias)} ${lags?.first.value ?? '-'} to ${lags?.last?.value ?? '-'}`;
    }
    case 'filldown':
      return `filldown [${stage.patterns.map((p) => alias(p.name) + (p.star ? ' *' : '')).join(', ')}]`;
    case 'fillmissing':
      return `fillmissing [${stage.fills.map((fill) => `${sketch(fill.value)} for ${name(fill.name)}`).join(', ')}]`;
    case 'sessionize':
      return `sessionize ${names(stage.keys)} ${stage.maxspan ? sketch(stage.maxspan) : '-'} ${alias(stage.alias)}`;
    case 'pattern':
      return `pattern ${sketch(stage.expression)}`;
    case 'diff':
      return `diff ${alias(stage.baseline)}`;
    case 'anomaly':
    case 'estimate':
      return stage.kind;
    case 'relevantfields':
      return `relevantfields [${names(stage.names)}] ${sketch(stage.condition)}`;
    case 'logcompare':
      return `logcompare ${sketch(stage.timeshift)}`;
    case 'savedQuery':
      return `$ ${name(stage.name)} [${stage.args.map((arg) => `${name(arg.name)} = ${sketch(arg.value)}`).join(', ')}]`;
  }
}

function spec(of: ParseStage['spec']): string {
  switch (of.kind) {
    case 'glob':
      return `glob ${sketch(of.pattern)} [${names(of.aliases)}]`;
    case 'regex':
      return `regex ${sketch(of.pattern)} [${names(of.aliases)}]${of.multi ? ' multi' : ''}`;
    case 'logfmt':
      return `logfmt ${name(of.alias)}`;
    case 'csv':
      return `csv [${names(of.aliases)}]`;
    case 'xml':
      return `xml ${sketch(of.path)} ${name(of.alias)}`;
  }
}

function item({ expression, alias: given }: Item): string {
  return sketch(expression) + (given ? ` as ${name(given)}` : '');
}

function name({ path, quoting }: Name): string {
  return quoting === 'none' ? path : `<${quoting}:${path}>`;
}

function names(list: readonly Name[]): string {
  return list.map(name).join(', ');
}

function alias(given: Name | undefined): string {
  return given ? name(given) : '-';
}

function pairs(list: readonly NamePair[]): string {
  return list.map((pair) => name(pair.name) + (pair.alias ? ` as ${name(pair.alias)}` : '')).join(', ');
}

function settings(list: readonly Setting[]): string {
  return `{${list.map((s) => `${name(s.name)}: ${s.value.kind === 'name' ? name(s.value) : sketch(s.value)}`).join(', ')}}`;
}

function subquery({ stages }: Subquery): string {
  return `(${stages.map(sketchStage).join(' | ')})`;
}

function selection(of: SourceSelection): string {
  if (of.kind === 'logGroup') return JSON.stringify(of.name);
  return `${of.callee}(${of.args.map((arg) => `${alias(arg.name)}: ${json(arg.value)}`).join(', ')})`;
}

function json(node: JsonNode): string {
  switch (node.kind) {
    case 'jsonList':
      return `[${node.elements.map(json).join(', ')}]`;
    case 'jsonMap':
      return `{${node.members.map(({ key, value }) => `${sketch(key)}: ${json(value)}`).join(', ')}}`;
    default:
      return sketch(node);
  }
}

function time(of: SourceTime): string {
  switch (of.kind) {
    case 'now':
      return 'now';
    case 'ago':
      return `now-${sketch(of.period)}`;
    case 'epoch':
      return String(of.value);
  }
}

export function sketch(node: Expression | RegexLiteral): string {
  switch (node.kind) {
    case 'string':
      return JSON.stringify(node.value);
    case 'number':
      return String(node.value);
    case 'period':
      return `${node.count}_${node.unit}`;
    case 'regex':
      return `/${node.source}/`;
    case 'field':
      return name(node.name);
    case 'call':
      return `${node.callee}(${node.star ? '*' : node.args.map(sketch).join(', ')})`;
    case 'unary':
      return `(${node.operator} ${sketch(node.operand)})`;
    case 'arithmetic':
    case 'logical':
    case 'comparison':
      return `(${node.operator} ${sketch(node.left)} ${sketch(node.right)})`;
    case 'like':
      return `(${node.negated ? 'not-like' : 'like'} ${sketch(node.value)} ${sketch(node.pattern)})`;
    case 'in':
      return `(${node.negated ? 'not-in' : 'in'} ${sketch(node.value)} ${members(node.list)})`;
    case 'member':
      return `(. ${sketch(node.object)} ${name(node.property)})`;
    case 'index':
      return `(at ${sketch(node.object)} ${sketch(node.index)})`;
  }
}

function members(list: readonly Expression[] | Expression | Subquery): string {
  if (!('kind' in list)) return `[${list.map(sketch).join(', ')}]`;
  return list.kind === 'subquery' ? subquery(list) : sketch(list);
}
