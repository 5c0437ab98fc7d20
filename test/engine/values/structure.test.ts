import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RowValue } from '../../../src/engine/functions/definition.ts';
import { compactJson, elementsOf, memberOf, structureOf } from '../../../src/engine/values/structure.ts';
import { SEED } from '../support.ts';

/** Maps and lists as their text behind `json:`, booleans behind `boolean:`. */
function shown(value: RowValue): unknown {
  if (typeof value === 'bigint') return `boolean:${value}`;
  return value instanceof Uint8Array ? `json:${Buffer.from(value)}` : value;
}

describe('structureOf', () => {
  test.each<[text: string, expected: string | null]>([
    ['{"a":1}', '{"a":1}'],
    [' \t\r\n[1, 2]\n', '[1, 2]'],
    ['{ "b": 1.0, "a": 1e2, "b": 12345678901234567890 }', '{ "b": 1.0, "a": 1e2, "b": 12345678901234567890 }'],
    ['{}', '{}'],
    ['', null],
    ['  ', null],
    ['5', null],
    ['"x"', null],
    ['true', null],
    ['null', null],
    ['[1,', null],
    ['[1] x', null],
    ['{"a":1}]', null],
    ["{'a':1}", null],
    ['\u00a0[1]', null],
    ['[01]', null],
  ])('of %j is %j', (text, expected) => {
    expect(structureOf(text)).toBe(expected);
  });

  test('takes nesting that recursion could not', () => {
    const deep = '['.repeat(300_000) + ']'.repeat(300_000);
    expect(structureOf(deep)).toBe(deep);
    expect(shown(memberOf(deep, 0))).toBe(`json:${deep.slice(1, -1)}`);
    expect(compactJson(deep)).toBe(deep);
  });
});

describe('memberOf', () => {
  const map =
    ' { "a" : "x\\u00e9\\n" , "n":-1.50, "big":12345678901234567890, "t":true,"f" :false, "z":null, "m": { "k" : [ 1 , "]}" ] } ,' +
    ' "__proto__":1, "constructor":2, "\\u0061b":"escaped", "n":"second", "":0, "0":"zero", "q\\"":3, "long":0.1234567890123456789 }';
  const list = '[10, "b", [1, 2], {"k":[]}, null, true]';

  test.each<[json: string, key: string | number, expected: unknown]>([
    [map, 'a', 'xé\n'],
    [map, 'n', -1.5],
    [map, 'big', '12345678901234567890'],
    [map, 'long', '0.1234567890123456789'],
    [map, 't', 'boolean:1'],
    [map, 'f', 'boolean:0'],
    [map, 'z', null],
    [map, 'm', 'json:{ "k" : [ 1 , "]}" ] }'],
    [map, '__proto__', 1],
    [map, 'constructor', 2],
    [map, 'toString', null],
    [map, 'ab', 'escaped'],
    [map, '', 0],
    [map, 0, 'zero'],
    [map, 'q"', 3],
    [map, 'k', null],
    [map, 'A', null],
    [list, 0, 10],
    [list, '1', 'b'],
    [list, 2, 'json:[1, 2]'],
    [list, 3, 'json:{"k":[]}'],
    [list, 4, null],
    [list, 5, 'boolean:1'],
    [list, 6, null],
    [list, -1, null],
    [list, 0.5, null],
    [list, '0.5', null],
    [list, ' 1', null],
    [list, '', null],
    [list, 'length', null],
    [list, '9'.repeat(400), null],
    ['{}', 'a', null],
    ['[ ]', 0, null],
    ['["\\\\"]', 0, '\\'],
    ['["\\\\\\"", 1]', 1, 1],
  ])('%s at %j is %j', (json, key, expected) => {
    expect(shown(memberOf(json.trim(), key))).toEqual(expected);
  });

  test('does not mix up two structures that are asked in turn', () => {
    for (let i = 0; i < 3; i++) {
      expect(memberOf('{"a":1,"b":2}', 'b')).toBe(2);
      expect(memberOf('{"a":3,"b":4}', 'b')).toBe(4);
      expect(memberOf('{"a":3,"b":4}', 'a')).toBe(3);
    }
  });
});

test('elementsOf gives the elements of a list, and a map itself', () => {
  expect(elementsOf('[1, "a", {"b": 2}, null]').map(shown)).toEqual([1, 'a', 'json:{"b": 2}', null]);
  expect(elementsOf('[]')).toEqual([]);
  expect(elementsOf('{"a":[1]}').map(shown)).toEqual(['json:{"a":[1]}']);
});

describe('any JSON', () => {
  const structure = fc.jsonValue({ maxDepth: 4 }).filter((value) => typeof value === 'object' && value !== null);
  const spaces = fc.constantFrom(undefined, 1, '\t');
  const parameters = { seed: SEED, numRuns: 300 };

  test('has the members that a parser finds', () => {
    fc.assert(
      fc.property(structure, spaces, (value, space) => {
        const json = JSON.stringify(value, undefined, space);
        expect(structureOf(json)).toBe(json);
        for (const [key, member] of Object.entries(value ?? {})) {
          const found = memberOf(json, key);
          if (found instanceof Uint8Array) expect(JSON.parse(String(Buffer.from(found)))).toEqual(member);
          else if (typeof member === 'boolean') expect(found).toBe(BigInt(member));
          else expect(Object.is(member, -0) ? -0 : found).toEqual(member);
        }
        if (Array.isArray(value)) expect(elementsOf(json)).toHaveLength(value.length);
      }),
      parameters,
    );
  });

  test('is compact without the white space between its tokens', () => {
    fc.assert(
      fc.property(structure, spaces, (value, space) => {
        expect(compactJson(JSON.stringify(value, undefined, space))).toBe(JSON.stringify(value));
      }),
      parameters,
    );
  });
});
