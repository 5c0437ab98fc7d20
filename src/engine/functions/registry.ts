/** Every function by name. Names are matched without regard to case. */
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

const MAX_SUGGESTIONS = 3;

/** Up to three function names that an unknown name may have meant, the likeliest first. */
export function nearestFunctionNames(name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const translated = FOREIGN_NAMES.get(wanted);
  if (translated) return [translated];
  // One slip for every three letters; names longer than any function's are not worth the comparison.
  const tolerance = Math.floor(wanted.length / 3);
  if (wanted.length > 40) return [];
  return [...BY_NAME.entries()]
    .map(([candidate, definition]) => ({ name: definition.name, distance: editDistance(wanted, candidate) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance)
    .map((candidate) => candidate.name)
    .filter((candidate, index, names) => names.indexOf(candidate) === index)
    .slice(0, MAX_SUGGESTIONS);
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let distance = Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row.push(distance);
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
