/** Canonical text, and reading it back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Query } from '../../src/parser/ast.ts';
import { parse } from '../../src/parser/parse.ts';
import { print } from '../../src/parser/print.ts';
import { query } from './queries.ts';

function read(text: string): Query {
  const result = parse(text);
  expect(result.diagnostics).toEqual([]);
  if (!result.query) throw new Error('no tree');
  return result.query;
}

/** The tree without where it was read from; of the operator's place only what tells `==` from `=`. */
function shape(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shape);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !['span', 'keyword', 'calleeSpan', 'text'].includes(key))
      .map(([key, value]) => [key, key === 'operatorSpan' ? value.end - value.start : shape(value)]),
  );
}

describe('canonical text', () => {
  test.each([
    ['FIELDS  a , b+1 AS c # note', 'fields a, b + 1 as c'],
    ['| Where ((a)) = 1 AND (b or c)', 'where a = 1 and (b or c)'],
    ['filter (a and b) and !c', 'filter a and b and not c'],
    ['filter not (a = 1)', 'filter not a = 1'],
    ['filter not (a and b)', 'filter not (a and b)'],
    ['filter (not a) = 1', 'filter (not a) = 1'],
    ['filter a =~ /x\\/y/', 'filter a like /x\\/y/'],
    ["filter a not in ['x','it\"s']", 'filter a not in ["x", "it\\"s"]'],
    [
      'fields a-(b-c), (a*b)/c, (a+b)*c, (a^b)^c, a^b^c, (-a)^b, -a^b',
      'fields a - (b - c), a * b / c, (a + b) * c, (a ^ b) ^ c, a ^ b ^ c, (-a) ^ b, -a ^ b',
    ],
    ['fields f (x) . y[0], (a).b, a .b, (a+b).c', 'fields f(x).y[0], a .b, a .b, (a + b).c'],
    ['stats count( * ) by bin(5minutes)', 'stats count(*) by bin(5m)'],
    ['filterindex a == 1 | head 3 | limit any 2', 'filterIndex a == 1\n| head 3\n| limit any 2'],
    ['order by `x` Desc, y', 'order `x` desc, y'],
    ['parse "a*" as b | parse a.`b.c`.d /(x)/ as y', 'parse "a*" as b\n| parse a.`b.c.d` /(x)/ as y'],
    ["parse ('x') 'a\n\\d*' as b", 'parse ("x") "a\\n\\\\d*" as b'],
    ['fields `.`.a, @`x y`, 1e999, 1e21', 'fields `.`.`a`, `@x y`, 1e999, 1e+21'],
  ])('%j', (text, printed) => {
    expect(print(read(text))).toBe(printed);
    expect(shape(read(printed))).toEqual(shape(read(text)));
  });
});

test('printed and read again, any query gives the same tree', () => {
  fc.assert(
    fc.property(query, (text) => {
      const first = read(text);
      const printed = print(first);
      expect(shape(read(printed))).toEqual(shape(first));
      expect(print(read(printed))).toBe(printed);
    }),
    { numRuns: 500 },
  );
});
