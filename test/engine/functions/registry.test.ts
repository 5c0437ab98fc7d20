import { describe, expect, test } from 'vitest';
import { allFunctions, findFunction, nearestFunctionNames } from '../../../src/engine/functions/registry.ts';
import { cellOf } from './call.ts';

describe('every definition', () => {
  test.each(allFunctions().map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
    expect(findFunction(name.toUpperCase())).toBe(definition);
    for (const alias of definition.aliases) expect(findFunction(alias.toLowerCase())).toBe(definition);
    expect(definition.doc).toMatch(/^[A-Z1].*\.$/);
    const optional = definition.parameters.map((parameter) => parameter.optional === true);
    expect(optional.lastIndexOf(false)).toBeLessThan(
      optional.includes(true) ? optional.indexOf(true) : optional.length,
    );
    expect(definition.parameters.slice(0, -1).some((parameter) => parameter.variadic)).toBe(false);
    expect(cellOf(definition.example.expression)).toBe(definition.example.result);
  });

  test('has names of its own', () => {
    const names = allFunctions().flatMap(({ name, aliases }) => [name, ...aliases].map((each) => each.toLowerCase()));
    expect(new Set(names).size).toBe(names.length);
  });
});

test('no function is found under a name that is none', () => {
  for (const name of ['lower', '', '__proto__', 'constructor', 'toString', 'spath'])
    expect(findFunction(name)).toBeUndefined();
});

test('every function of the language has its definition', () => {
  const names = `abs ceil floor greatest least log round sqrt haversine toNumber toInt toLong toDouble bin datefloor dateceil fromMillis toMillis
    now parseDate formatDate strftime ispresent coalesce case if isNumeric messageSize queryStartTime queryEndTime queryTimeRange unmask
    jsonParse jsonStringify jsonArraySize jsonArrayContains isValidIp isValidIpV4 isValidIpV6 isIpInSubnet isIpv4InSubnet isIpv6InSubnet
    ipv4ToNumber isPrivateIP isPublicIP isReservedIP isempty isblank concat ltrim rtrim trim strlen toupper tolower substr replace
    regexReplace regex_replace strcontains startsWith endsWith urlencode urldecode base64encode base64decode split hexToAscii hexToDec
    decToHex md5 sha256 avg count countDistinct count_distinct max median min pct stddev sum values collect_values variance topk earliest
    latest sortsFirst sortsLast rate countOverTime count_over_time sumOverTime sum_over_time histogram`;
  expect(names.split(/\s+/).filter((name) => !findFunction(name))).toEqual([]);
});

test.each([
  ['lower', ['tolower']],
  ['Length', ['strlen']],
  ['strlenn', ['strlen']],
  ['isPresnet', ['ispresent']],
  ['countdistint', ['count_distinct']],
  ['tolowre', ['tolower']],
  ['q', []],
  ['zzzzzzz', []],
  ['x'.repeat(100_000), []],
])('an unknown name gets suggestions (case %#)', (name, expected) => {
  expect(nearestFunctionNames(name).slice(0, 1)).toEqual(expected);
});
