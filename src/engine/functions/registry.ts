/** Every function by name. Names are matched without regard to case. */
import { nearestNames } from '../../parser/nearest.ts';
import { aggregateFunctions } from './aggregates.ts';
import { datetimeFunctions } from './datetime.ts';
import type { FunctionDefinition } from './definition.ts';
import { generalFunctions } from './general.ts';
import { ipFunctions } from './ip.ts';
import { numericFunctions } from './numeric.ts';
import { stringFunctions } from './string.ts';

const ALL: readonly FunctionDefinition[] = [
  ...numericFunctions,
  ...datetimeFunctions,
  ...generalFunctions,
  ...ipFunctions,
  ...stringFunctions,
  ...aggregateFunctions,
];

const BY_NAME: ReadonlyMap<string, FunctionDefinition> = new Map(
  ALL.flatMap((definition) =>
    [definition.name, ...definition.aliases].map((name): [string, FunctionDefinition] => [
      name.toLowerCase(),
      definition,
    ]),
  ),
);

/** Functions of the language (specification, appendix C) that have no definition here. */
const MISSING: ReadonlySet<string> = new Set(
  [
    ...['parseDate', 'formatDate', 'strftime', 'unmask'],
    ...['jsonParse', 'jsonStringify', 'jsonArraySize', 'jsonArrayContains'],
    ...['urlencode', 'urldecode', 'base64encode', 'base64decode', 'split', 'hexToAscii', 'hexToDec', 'decToHex'],
    ...['md5', 'sha256'],
    ...['median', 'values', 'collect_values', 'variance', 'topk', 'histogram', 'rate'],
    ...['countOverTime', 'count_over_time', 'sumOverTime', 'sum_over_time'],
  ].map((name) => name.toLowerCase()),
);

/** What other languages call our functions. */
const FOREIGN_NAMES: ReadonlyMap<string, string> = new Map([
  ['lower', 'tolower'],
  ['lcase', 'tolower'],
  ['upper', 'toupper'],
  ['ucase', 'toupper'],
  ['len', 'strlen'],
  ['length', 'strlen'],
  ['substring', 'substr'],
  ['contains', 'strcontains'],
  ['ifnull', 'coalesce'],
  ['nvl', 'coalesce'],
  ['isnotnull', 'ispresent'],
  ['exists', 'ispresent'],
  ['iif', 'if'],
  ['average', 'avg'],
  ['mean', 'avg'],
  ['dc', 'count_distinct'],
  ['percentile', 'pct'],
  ['first', 'earliest'],
  ['last', 'latest'],
  ['date_trunc', 'datefloor'],
  ['cidrmatch', 'isIpInSubnet'],
  ['ln', 'log'],
]);

/** The definition of a function, by its name or an alias. */
export function findFunction(name: string): FunctionDefinition | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** All definitions, family by family. */
export function allFunctions(): readonly FunctionDefinition[] {
  return ALL;
}

/** True for functions of the language that are not implemented here. */
export function knownButMissing(name: string): boolean {
  return MISSING.has(name.toLowerCase());
}

/** Up to three function names that an unknown name may have meant, the likeliest first. */
export function nearestFunctionNames(name: string): readonly string[] {
  const translated = FOREIGN_NAMES.get(name.toLowerCase());
  if (translated) return [translated];
  const nearest = nearestNames(name, BY_NAME.keys()).map((candidate) => BY_NAME.get(candidate)?.name ?? candidate);
  return [...new Set(nearest)];
}
