/** Canonical text, and reading it back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Query } from '../../src/parser/ast.ts';
import { parse } from '../../src/parser/parse.ts';
import { print } from '../../src/parser/print.ts';
import { query } from './queries.ts';
import { shape } from './shape.ts';

function read(text: string): Query {
  const result = parse(text);
  expect(result.diagnostics).toEqual([]);
  if (!result.query) throw new Error('no tree');
  return result.query;
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
    [
      'parse (xml) "*" as a | parse (csv) csv as a | parse xml /x/',
      'parse (xml) "*" as a\n| parse (csv) csv as a\n| parse xml /x/',
    ],
    ['stats count(*) by bin(1h) OFFSET 30min', 'stats count(*) by bin(1h) offset 30m'],
    ["source 'a' START = -1days end=now b", 'SOURCE "a" "b" start=-1d end=now'],
    ["source LogGroups(namePrefix :['a','b'])", 'SOURCE LogGroups(namePrefix: ["a", "b"])'],
    ['lookup t a as b,c output d as e', 'lookup t a as b, c OUTPUT d as e'],
    [
      'join Type = left WHERE a.x = b.y (filter z|limit 1)',
      'join Type=left where a.x=b.y (\n    filter z\n    | limit 1\n  )',
    ],
    [
      'filter a in (filter b in (|fields c)) and d',
      'filter a in (\n    filter b in (\n        fields c\n      )\n  ) and d',
    ],
    ['count_frequent a,b', 'countFrequent a, b'],
    ['outlier Mark = true a b', 'outlier Mark=true a, b'],
    ['autoregress a as b P = 1 - 4', 'autoregress a as b p=1-4'],
    ['fillmissing with 0 for a,-1 for b', 'fillmissing with 0 for a, -1 for b'],
    ['$`a b`( c=1 )', '$`a b`(c = 1)'],
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
