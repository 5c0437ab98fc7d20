/** Trees as short text, for tests: `(+ a (* 1 b))`. */
import type { Expression, Item, Name, RegexLiteral, Stage } from '../../src/parser/ast.ts';
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
    case 'fields':
    case 'display':
      return `${stage.kind} ${stage.items.map(item).join(', ')}`;
    case 'filter':
      return `${stage.command} ${sketch(stage.condition)}`;
    case 'stats':
      return `stats ${stage.items.map(item).join(', ')} by [${stage.by.map(item).join(', ')}]`;
    case 'sort':
      return `${stage.command} ${stage.keys.map((k) => `${sketch(k.expression)} ${k.direction ?? '-'}`).join(', ')}`;
    case 'limit':
      return `${stage.command}${stage.any ? ' any' : ''} ${stage.count.value}`;
    case 'dedup':
      return `dedup ${stage.keys.map(name).join(', ')}`;
    case 'parse': {
      const { spec, source } = stage;
      const pattern = sketch(spec.pattern);
      return `parse ${source ? sketch(source) : '-'} ${spec.kind} ${pattern} [${spec.aliases.map(name).join(', ')}]`;
    }
  }
}

function item({ expression, alias }: Item): string {
  return sketch(expression) + (alias ? ` as ${name(alias)}` : '');
}

function name({ path, quoting }: Name): string {
  return quoting === 'none' ? path : `<${quoting}:${path}>`;
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
    case 'in': {
      const list = 'kind' in node.list ? sketch(node.list) : `[${node.list.map(sketch).join(', ')}]`;
      return `(${node.negated ? 'not-in' : 'in'} ${sketch(node.value)} ${list})`;
    }
    case 'member':
      return `(. ${sketch(node.object)} ${name(node.property)})`;
    case 'index':
      return `(at ${sketch(node.object)} ${sketch(node.index)})`;
  }
}
