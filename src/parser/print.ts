/** Syntax tree to canonical text: reading it again gives the same tree, spans aside. */
import type {
  Item,
  JsonNode,
  NamePair,
  NamePattern,
  ParseStage,
  Query,
  Setting,
  SortKey,
  SourceSelection,
  SourceTime,
  Stage,
  Subquery,
} from './ast.ts';
import {
  list,
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
  return query.stages.map(printStage).join('\n| ');
}

/** In lines of its own, indented below the stage it stands in. */
export function printSubquery({ stages }: Subquery): string {
  const lines = stages.map(printStage).join('\n| ').replaceAll('\n', '\n    ');
  return `(\n    ${lines}\n  )`;
}

export function printStage(stage: Stage): string {
  switch (stage.kind) {
    case 'source': {
      const times = [time('start', stage.start), time('end', stage.end)];
      return words('SOURCE', ...stage.selections.map(printSelection), ...times);
    }
    case 'fields':
    case 'display':
      return `${stage.kind} ${list(stage.items, printItem)}`;
    case 'filter':
      return `${stage.command} ${printExpression(stage.condition)}`;
    case 'stats': {
      const by = stage.by.length > 0 ? `by ${list(stage.by, printItem)}` : '';
      const offset = stage.offset ? `offset ${printPeriod(stage.offset)}` : '';
      return words('stats', list(stage.items, printItem), by, offset);
    }
    case 'sort':
      return `${stage.command} ${list(stage.keys, printSortKey)}`;
    case 'limit':
      return words(stage.command, stage.any ? 'any' : '', printNumber(stage.count.value));
    case 'dedup':
      return `dedup ${list(stage.keys, printName)}`;
    case 'parse':
      return printParse(stage);
    case 'json':
      return `json field=${printName(stage.field)} ${printText(stage.path.value)} as ${printName(stage.alias)}`;
    case 'unnest':
      return `unnest ${printAt(POSTFIX, stage.list)} into ${printName(stage.alias)}`;
    case 'expand':
      return `expand ${printName(stage.field)}`;
    case 'unmask':
      return `unmask ${list(stage.names, printName)}`;
    case 'lookup':
      return words(
        'lookup',
        printName(stage.table),
        list(stage.matches, printPair),
        stage.mode.toUpperCase(),
        list(stage.outputs, printPair),
      );
    case 'cidrlookup':
      return words(
        'cidrlookup',
        printName(stage.table),
        printPair(stage.match),
        stage.mode.toUpperCase(),
        list(stage.outputs, printPair),
      );
    case 'join': {
      const condition = `where ${printName(stage.left)}=${printName(stage.right)}`;
      return words('join', ...stage.settings.map(printSetting), condition, printSubquery(stage.subquery));
    }
    case 'appendcols':
      return words('appendcols', ...stage.settings.map(printSetting), printSubquery(stage.subquery));
    case 'addtotals':
      return words('addtotals', ...stage.settings.map(printSetting), list(stage.names, printName));
    case 'accum':
      return words('accum', printName(stage.field), stage.alias ? `as ${printName(stage.alias)}` : '');
    case 'autoregress': {
      const { field, alias, lags } = stage;
      const last = lags?.last ? `-${printNumber(lags.last.value)}` : '';
      const p = lags ? `p=${printNumber(lags.first.value)}${last}` : '';
      return words('autoregress', printName(field), alias ? `as ${printName(alias)}` : '', p);
    }
    case 'filldown':
      return words('filldown', ...stage.patterns.map(printPattern));
    case 'fillmissing': {
      const fills = list(stage.fills, ({ value, name }) => `${printExpression(value)} for ${printName(name)}`);
      return words('fillmissing', fills === '' ? '' : `with ${fills}`);
    }
    case 'countFrequent':
      return `countFrequent ${list(stage.names, printName)}`;
    case 'sessionize': {
      const { keys, maxspan, alias } = stage;
      const span = maxspan ? `maxspan ${printPeriod(maxspan)}` : '';
      return words('sessionize', list(keys, printName), span, alias ? `as ${printName(alias)}` : '');
    }
    case 'outlier':
      return words('outlier', ...stage.settings.map(printSetting), list(stage.names, printName));
    case 'pattern':
      return `pattern ${printExpression(stage.expression)}`;
    case 'diff':
      return words('diff', stage.baseline ? printName(stage.baseline) : '');
    case 'anomaly':
    case 'estimate':
      return stage.kind;
    case 'relevantfields':
      return words('relevantfields', list(stage.names, printName), `where ${printExpression(stage.condition)}`);
    case 'logcompare':
      return `logcompare timeshift ${printPeriod(stage.timeshift)}`;
    case 'savedQuery': {
      const args = list(stage.args, ({ name, value }) => `${printName(name)} = ${printExpression(value)}`);
      return `$${printName(stage.name)}(${args})`;
    }
  }
}

/** Parts with blanks between them, empty ones left out. */
function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function printParse({ source, spec }: ParseStage): string {
  return words('parse', source ? printParseSource(printAt(POSTFIX, source)) : '', printSpec(spec));
}

/** In parentheses where it would be taken for the pattern or the format. */
function printParseSource(text: string): string {
  return /^["\d]/.test(text) || /^(logfmt|csv|xml)$/i.test(text) ? `(${text})` : text;
}

function printSpec(spec: ParseStage['spec']): string {
  switch (spec.kind) {
    case 'glob':
      return `${printText(spec.pattern.value)} as ${list(spec.aliases, printName)}`;
    case 'regex': {
      const names = spec.aliases.length > 0 ? `as ${list(spec.aliases, printName)}` : '';
      return words(printRegex(spec.pattern), names, spec.multi ? 'multi' : '');
    }
    case 'logfmt':
      return `logfmt as ${printName(spec.alias)}`;
    case 'csv':
      return `csv as ${list(spec.aliases, printName)}`;
    case 'xml':
      return `xml ${printText(spec.path.value)} as ${printName(spec.alias)}`;
  }
}

function printItem({ expression, alias }: Item): string {
  return printExpression(expression) + (alias ? ` as ${printName(alias)}` : '');
}

function printSortKey({ expression, direction }: SortKey): string {
  return printAt(POSTFIX, expression) + (direction ? ` ${direction}` : '');
}

function printPair({ name, alias }: NamePair): string {
  return printName(name) + (alias ? ` as ${printName(alias)}` : '');
}

function printSetting({ name, value }: Setting): string {
  const text = value.kind === 'name' ? printName(value) : printExpression(value);
  return `${printName(name)}=${text}`;
}

function printPattern({ name, star }: NamePattern): string {
  return (name ? printName(name) : '') + (star ? '*' : '');
}

// --- SOURCE ----------------------------------------------------------------------------------------------------------

function printSelection(selection: SourceSelection): string {
  if (selection.kind === 'logGroup') return printText(selection.name);
  const args = list(selection.args, ({ name, value }) => (name ? `${printName(name)}: ` : '') + printJson(value));
  return `${selection.callee}(${args})`;
}

function printJson(node: JsonNode): string {
  switch (node.kind) {
    case 'jsonList':
      return `[${list(node.elements, printJson)}]`;
    case 'jsonMap':
      return `{${list(node.members, ({ key, value }) => `${printText(key.value)}: ${printJson(value)}`)}}`;
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
