/** JSON functions (language specification, section 4.5). Maps and lists are JSON text here. */

import { scalarOf } from '../values/scalar.ts';
import { compactJson, elementSources, isList, jsonValue, structureOf } from '../values/structure.ts';
import { toText } from '../values/text.ts';
import type { ScalarFunction, Value } from './definition.ts';

const json = { kind: 'scalar', family: 'json', aliases: [] } as const;

/** The list that a text is; null for any other text. */
function listOf(text: Value | undefined): string | null {
  const structure = typeof text === 'string' ? structureOf(text) : null;
  return structure !== null && isList(structure) ? structure : null;
}

/** An element equals a text that is its text; of booleans also `true` and `false`. */
function contains(list: string, text: string): boolean {
  return elementSources(list).some((source) => {
    if (source === text && (source === 'true' || source === 'false')) return true;
    return toText(scalarOf(jsonValue(source))) === text;
  });
}

export const jsonFunctions: readonly ScalarFunction[] = [
  {
    ...json,
    name: 'jsonParse',
    parameters: [{ name: 'text', type: 'json' }],
    returns: 'structure',
    nulls: 'propagate',
    doc: 'The map or list that a JSON text stands for; missing when the text is no JSON object or array.',
    example: { expression: 'jsonParse("[1, 2]")', result: '[1, 2]' },
    evaluate: (text) => (typeof text === 'string' ? structureOf(text) : null),
  },
  {
    ...json,
    name: 'jsonStringify',
    parameters: [{ name: 'structure', type: 'structure' }],
    returns: 'string',
    nulls: 'propagate',
    doc: 'The JSON text of a map or list, without white space; keys keep their order and numbers their digits.',
    example: { expression: 'jsonStringify(jsonParse("[1, 2]"))', result: '[1,2]' },
    evaluate: (structure) => (typeof structure === 'string' ? compactJson(structure) : null),
  },
  {
    ...json,
    name: 'jsonArraySize',
    parameters: [{ name: 'array', type: 'json' }],
    returns: 'number',
    nulls: 'propagate',
    doc: 'The number of elements of a JSON array, given as text or as a list; missing for anything else.',
    example: { expression: 'jsonArraySize("[1, [2, 3]]")', result: '2' },
    evaluate: (array) => {
      const list = listOf(array);
      return list === null ? null : elementSources(list).length;
    },
  },
  {
    ...json,
    name: 'jsonArrayContains',
    parameters: [
      { name: 'array', type: 'json' },
      { name: 'value', type: 'string' },
    ],
    returns: 'boolean',
    nulls: 'accept',
    doc: 'Whether a JSON array, given as text or as a list, has an element with this text; not if it is no array.',
    example: { expression: 'jsonArrayContains("[1, 22]", "22")', result: '1' },
    evaluate: (array, value) => {
      const list = listOf(array);
      return list !== null && typeof value === 'string' && contains(list, value) ? 1 : 0;
    },
  },
];
