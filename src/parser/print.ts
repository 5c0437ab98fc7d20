/** Syntax tree to canonical text: reading it again gives the same tree, spans aside. */
import type {
  CidrlookupStage,
  Fill,
  Item,
  JsonNode,
  LookupStage,
  Name,
  NamePair,
  NamePattern,
  ParseStage,
  Query,
  SavedQueryArgument,
  Setting,
  SortKey,
  SourceSelection,
  SourceTime,
  Stage,
} from './ast.ts';
import { type Doc, list, type Verbatim, words } from './document.ts';
import { layOut } from './layout.ts';
import {
  POSTFIX,
  printAt,
  printExpression,
  printName,
  printNumber,
  printPeriod,
  printRegex,
  printText,
} from './print-expression.ts';

/** One stage per line, commands in lower case, only the parentheses that are needed. */
export function print(query: Query): string {
  return layOut(query.stages, {
    text: query.text,
    comments: [],
    print: (stage) => printStage(stage),
    width: Number.POSITIVE_INFINITY,
  });
}

/** What of a stage is to stay as it was written. */
export type Keep = (node: Item | SortKey) => Verbatim | undefined;

/** @returns the text of a stage, and where its lines may break */
export function printStage(stage: Stage, keep: Keep = () => undefined): Doc {
  const item = (node: Item) => keepOr(keep, node, () => printItem(node));
  const sortKey = (node: SortKey) => [
    ...keepOr(keep, node, () => printAt(POSTFIX, node.expression)),
    node.direction ? ` ${node.direction}` : '',
  ];
  switch (stage.kind) {
    case 'source': {
      const times = [time('start', stage.start), time('end', stage.end)];
      return words('SOURCE', ...stage.selections.map(printSelection), ...times);
    }
    case 'fields':
    case 'display':
      return command(stage.kind, list(stage.items, item));
    case 'filter':
      return command(stage.command, printExpression(stage.condition));
    case 'stats': {
      const items = command('stats', list(stage.items, item));
      const by = stage.by.length > 0 ? command('by', list(stage.by, item)) : [];
      return words(items, by, stage.offset ? `offset ${printPeriod(stage.offset)}` : '');
    }
    case 'sort':
      return command(stage.command, list(stage.keys, sortKey));
    case 'limit':
      return [`${stage.command} ${stage.any ? 'any ' : ''}${printNumber(stage.count.value)}`];
    case 'dedup':
      return command('dedup', names(stage.keys));
    case 'parse':
      return printParse(stage);
    case 'json':
      return words(
        `json field=${printName(stage.field)}`,
        `${printText(stage.path.value)} as ${printName(stage.alias)}`,
      );
    case 'unnest':
      return ['unnest ', ...printAt(POSTFIX, stage.list), ` into ${printName(stage.alias)}`];
    case 'expand':
      return [`expand ${printName(stage.field)}`];
    case 'unmask':
    case 'countFrequent':
      return command(stage.kind, names(stage.names));
    case 'lookup':
      return printLookup(stage, list(stage.matches, printPair));
    case 'cidrlookup':
      return printLookup(stage, printPair(stage.match));
    case 'join': {
      const condition = `where ${printName(stage.left)}=${printName(stage.right)}`;
      return words('join', ...stage.settings.map(printSetting), [condition, ' ', stage.subquery]);
    }
    case 'appendcols':
      return [...words('appendcols', ...stage.settings.map(printSetting)), ' ', stage.subquery];
    case 'addtotals':
    case 'outlier':
      return words(stage.kind, ...stage.settings.map(printSetting), names(stage.names));
    case 'accum':
      return [`accum ${printName(stage.field)}${as(stage.alias)}`];
    case 'autoregress': {
      const { field, alias, lags } = stage;
      const last = lags?.last ? `-${printNumber(lags.last.value)}` : '';
      const p = lags ? ` p=${printNumber(lags.first.value)}${last}` : '';
      return [`autoregress ${printName(field)}${as(alias)}${p}`];
    }
    case 'filldown':
      return words('filldown', ...stage.patterns.map(printPattern));
    case 'fillmissing':
      return words('fillmissing', stage.fills.length > 0 ? command('with', list(stage.fills, printFill)) : []);
    case 'sessionize': {
      const span = stage.maxspan ? ` maxspan ${printPeriod(stage.maxspan)}` : '';
      return [...command('sessionize', names(stage.keys)), `${span}${as(stage.alias)}`];
    }
    case 'pattern':
      return command('pattern', printExpression(stage.expression));
    case 'diff':
      return words('diff', stage.baseline ? printName(stage.baseline) : '');
    case 'anomaly':
    case 'estimate':
      return [stage.kind];
    case 'relevantfields':
      return words('relevantfields', names(stage.names), command('where', printExpression(stage.condition)));
    case 'logcompare':
      return [`logcompare timeshift ${printPeriod(stage.timeshift)}`];
    case 'savedQuery':
      return [`$${printName(stage.name)}(`, ...list(stage.args, printArgument), ')'];
  }
}

function keepOr(keep: Keep, node: Item | SortKey, write: () => Doc): Doc {
  const kept = keep(node);
  return kept ? [kept] : write();
}

/** A command word stays on the line of what follows it. */
function command(word: string, body: Doc): Doc {
  return [`${word} `, ...body];
}

function names(nodes: readonly Name[]): Doc {
  return list(nodes, (name) => [printName(name)]);
}

function as(alias: Name | undefined): string {
  return alias ? ` as ${printName(alias)}` : '';
}

function printLookup({ kind, table, mode, outputs }: LookupStage | CidrlookupStage, matches: Doc): Doc {
  return words(`${kind} ${printName(table)}`, matches, command(mode.toUpperCase(), list(outputs, printPair)));
}

function printParse({ source, spec }: ParseStage): Doc {
  const value = source ? printAt(POSTFIX, source) : [];
  return words('parse', isTakenForSpec(value, spec) ? ['(', ...value, ')'] : value, printSpec(spec));
}

/** Whether a source would be read as the pattern or the format. A regular expression stands behind plain names only. */
function isTakenForSpec([first]: Doc, { kind }: ParseStage['spec']): boolean {
  return kind !== 'regex' && typeof first === 'string' && /^(?:["\d]|(?:logfmt|csv|xml)$)/i.test(first);
}

function printSpec(spec: ParseStage['spec']): Doc {
  switch (spec.kind) {
    case 'glob':
      return [`${printText(spec.pattern.value)} as `, ...names(spec.aliases)];
    case 'regex': {
      const aliases = spec.aliases.length > 0 ? [' as ', ...names(spec.aliases)] : [];
      return [printRegex(spec.pattern), ...aliases, spec.multi ? ' multi' : ''];
    }
    case 'logfmt':
      return [`logfmt as ${printName(spec.alias)}`];
    case 'csv':
      return command('csv as', names(spec.aliases));
    case 'xml':
      return [`xml ${printText(spec.path.value)} as ${printName(spec.alias)}`];
  }
}

function printItem({ expression, alias }: Item): Doc {
  return [...printExpression(expression), as(alias)];
}

function printPair({ name, alias }: NamePair): Doc {
  return [printName(name) + as(alias)];
}

function printFill({ value, name }: Fill): Doc {
  return [...printExpression(value), ` for ${printName(name)}`];
}

function printArgument({ name, value }: SavedQueryArgument): Doc {
  return [`${printName(name)} = `, ...printExpression(value)];
}

function printSetting({ name, value }: Setting): Doc {
  return [`${printName(name)}=`, ...(value.kind === 'name' ? [printName(value)] : printExpression(value))];
}

function printPattern({ name, star }: NamePattern): string {
  return (name ? printName(name) : '') + (star ? '*' : '');
}

// --- SOURCE ----------------------------------------------------------------------------------------------------------

function printSelection(selection: SourceSelection): Doc {
  if (selection.kind === 'logGroup') return [printText(selection.name)];
  const args = list(selection.args, ({ name, value }) => [name ? `${printName(name)}: ` : '', ...printJson(value)]);
  return [`${selection.callee}(`, ...args, ')'];
}

function printJson(node: JsonNode): Doc {
  switch (node.kind) {
    case 'jsonList':
      return ['[', ...list(node.elements, printJson), ']'];
    case 'jsonMap':
      return ['{', ...list(node.members, ({ key, value }) => [`${printText(key.value)}: `, ...printJson(value)]), '}'];
    default:
      return printExpression(node);
  }
}

function time(word: string, value: SourceTime | undefined): string {
  switch (value?.kind) {
    case undefined:
      return '';
    case 'now':
      return `${word}=now`;
    case 'ago':
      return `${word}=-${printPeriod(value.period)}`;
    case 'epoch':
      return `${word}=${printNumber(value.value)}`;
  }
}
