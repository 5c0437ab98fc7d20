/** Every function by name. Names are matched without regard to case. */
import { nearestNames } from '../../parser/nearest.ts';
import { aggregateFunctions } from './aggregates.ts';
import { datetimeFunctions } from './datetime.ts';
import type { FunctionDefinition } from './definition.ts';
import { generalFunctions } from './general.ts';
import { hashFunctions } from './hash.ts';
import { ipFunctions } from './ip.ts';
import { jsonFunctions } from './json.ts';
import { numericFunctions } from './numeric.ts';
import { stringFunctions } from './string.ts';
import { codecFunctions } from './string-codecs.ts';

const ALL: readonly FunctionDefinition[] = [
  ...numericFunctions,
  ...datetimeFunctions,
  ...generalFunctions,
  ...jsonFunctions,
  ...ipFunctions,
  ...stringFunctions,
  ...codecFunctions,
  ...hashFunctions,
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
  ['var', 'variance'],
  ['collect_list', 'values'],
  ['to_json', 'jsonStringify'],
  ['strptime', 'parseDate'],
  ['date_format', 'formatDate'],
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

/** Up to three function names that an unknown name may have meant, the likeliest first. */
export function nearestFunctionNames(name: string): readonly string[] {
  const translated = FOREIGN_NAMES.get(name.toLowerCase());
  if (translated) return [translated];
  const nearest = nearestNames(name, BY_NAME.keys()).map((candidate) => BY_NAME.get(candidate)?.name ?? candidate);
  return [...new Set(nearest)];
}
