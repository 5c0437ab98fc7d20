import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileGlob } from '../../../src/engine/values/glob.ts';

const ERROR_LINE = '25 May 2019 10:24:39,474 [ERROR] {foo=2, bar=data} The error was: DataIntegrityException';

test.each<[pattern: string, text: string, captures: string[] | null]>([
  ['[*] * The error was: *', ERROR_LINE, ['ERROR', '{foo=2, bar=data}', 'DataIntegrityException']],
  ['arn:aws:sts::*:assumed-role/*/*', 'arn:aws:sts::1:assumed-role/Admin/alice', ['1', 'Admin', 'alice']],
  ['arn:aws:sts::*:assumed-role/*/*', 'arn:aws:iam::1:user/bob', null],
  ['a*c', 'xabcabc', ['b']],
  ['*c', 'abcabc', ['ab']],
  ['a*', 'xab\nc', ['b\nc']],
  ['*', '', ['']],
  ['**', 'abc', ['', 'abc']],
  ['a**b', 'axyb', ['', 'xy']],
  ['a*b', 'ab', ['']],
  ['abc', 'xabcx', []],
  ['abc', 'ab', null],
  ['', '', []],
  ['', 'a', null],
  ['(*).$', 'x(1).$', ['1']],
])('%j on %j', (pattern, text, captures) => {
  expect(compileGlob(pattern).exec(text)).toEqual(captures);
});

test('the number of captures is the number of asterisks', () => {
  expect(['', 'a', '*', 'a*b', '*a*', '**'].map((pattern) => compileGlob(pattern).captureCount)).toEqual([
    0, 0, 1, 1, 2, 2,
  ]);
});

/** The expression of the language specification, appendix A.3. */
function globToRegex(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const last = parts.length - 1;
  const body = parts.map((part, i) =>
    i === last ? part : part + (i === last - 1 && parts[last] === '' ? '(.*)' : '(.*?)'),
  );
  return new RegExp(`${parts[0] === '' ? '^' : ''}${body.join('')}${parts[last] === '' ? '$' : ''}`, 's');
}

test('captures are those of the equivalent regular expression', () => {
  const pattern = fc.string({ unit: fc.constantFrom('*', '*', 'a', 'b', '.', '\n', '\u{1f600}'), maxLength: 7 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n', '\u{1f600}', '\ud83d'), maxLength: 10 });
  fc.assert(
    fc.property(pattern, text, (p, t) => {
      expect(compileGlob(p).exec(t)).toEqual(globToRegex(p).exec(t)?.slice(1) ?? null);
    }),
    { numRuns: 10_000 },
  );
});
