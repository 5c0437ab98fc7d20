/** The hint next to the service's message: a common mistake's remedy, else what could stand there. */
import { expect, test } from 'vitest';
import { nearestCommand } from '../../src/parser/commands.ts';
import { parse } from '../../src/parser/parse.ts';

const PRESENT = 'write ispresent(field), or not ispresent(field) for a missing one';

test.each([
  ['filter a && b', 'write and'],
  ['filter a || b', 'write or'],
  ['filter a <> 1', 'write !='],
  ['filter a => 1', 'write =, !=, <, <=, > or >='],
  ['filter a === 1', 'write =, !=, <, <=, > or >='],
  ['filter a = = 1', 'expected a value (a field, a function call, a text or a number)'],
  ['filter a is null', PRESENT],
  ['filter a is not null', PRESENT],
  ['filter a exists', PRESENT],
  ['filter a !~ /x/', 'write not like /…/'],
  ['filter a between 1 and 2', 'write field >= a and field <= b'],
  ['filter a contains "x"', 'write field like "text"'],
  ['filter a like /x/i', 'flags go inside the regular expression: /(?i)…/'],
  ['filter a in ("x")', 'expected a list in square brackets: in ["a", "b"]'],
  ['filter a = 1 stats count(*)', 'a | is missing before stats'],
  ['filter 4xx = 1', 'a name that begins with a digit needs backticks: `4xx`'],
  ['filter by = 1', 'by is a reserved word; a field of this name needs backticks'],
  ['filter a b', 'expected and, or, an operator or |'],
  ['filter (a', 'expected )'],
  ['filter a =', 'expected a value (a field, a function call, a text or a number)'],
  [
    'filter a like',
    'expected a regular expression in slashes or a value (a field, a function call, a text or a number)',
  ],
  ['filter a not 1', 'expected like or in'],
  ['fields *', 'only count(*) takes a star; elsewhere name the fields'],
  ['fields a as "b"', 'a name has no quotes; one with blanks or signs needs backticks'],
  ['parse @message', 'expected a text in quotes or a regular expression in slashes'],
  ['parse @message "*"', 'name what each * stands for: as a, b'],
  ['stats count(*) group by a', 'write stats … by field'],
  ['limit x', 'expected a number'],
  ['filtre a', 'did you mean filter?'],
  ['satts count(*)', 'did you mean stats?'],
  ['count(*)', 'a function stands inside a command: stats count(…) or fields count(…)'],
  ['eval x = 1', 'write fields expression as name'],
  ['frobnicate x = 1', 'expected a command: fields, filter, stats, sort, limit, dedup, parse or display'],
  ['', 'expected a command: fields, filter, stats, sort, limit, dedup, parse or display'],
])('%s', (text, hint) => {
  expect(parse(text).diagnostics).toMatchObject([{ hint }]);
});

test.each([
  ['filtre', 'filter'],
  ['feilds', 'fields'],
  ['LIMT', 'limit'],
  ['filterindx', 'filterIndex'],
  ['countfrequnt', 'countFrequent'],
  ['transaction', undefined],
  ['x', undefined],
  ['a'.repeat(1_000), undefined],
])('the command nearest to %s', (word, command) => {
  expect(nearestCommand(word)).toBe(command);
});
