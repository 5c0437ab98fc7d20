import { describe, expect, test } from 'vitest';
import {
  allFunctions,
  findFunction,
  knownButMissing,
  nearestFunctionNames,
} from '../../../src/engine/functions/registry.ts';
import { cellOf } from './call.ts';

describe('every definition', () => {
  test.each(allFunctions().map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
    expect(findFunction(name.toUpperCase())).toBe(definition);
    for (const alias of definition.aliases) expect(findFunction(alias.toLowerCase())).toBe(definition);
    expect(definition.doc).toMatch(/^[A-Z1].*\.$/);
    expect(knownButMissing(name)).toBe(false);
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
  for (const name of ['lower', '', '__proto__', 'constructor', 'toString', 'median'])
    expect(findFunction(name)).toBeUndefined();
});

test('functions of the language that are missing are known as such', () => {
  for (const name of ['jsonParse', 'JSONPARSE', 'topk', 'sum_over_time', 'sha256', 'values'])
    expect(knownButMissing(name)).toBe(true);
  for (const name of ['lower', 'count', '__proto__']) expect(knownButMissing(name)).toBe(false);
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
