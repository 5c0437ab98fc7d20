import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLogfmt } from '../../../src/engine/values/logfmt.ts';

describe('a line of pairs', () => {
  test.each([
    ['level=info status=200', '{"level":"info","status":"200"}'],
    ['msg="user logged in" n=1', '{"msg":"user logged in","n":"1"}'],
    ['a=1\tb=2\r\n  c=3 ', '{"a":"1","b":"2","c":"3"}'],
    ['a="b"c=d', '{"a":"b","c":"d"}'],
    ['url=http://x/?a=b&c="d"', '{"url":"http://x/?a=b&c=\\"d\\""}'],
    ['é=ü 😀=x', '{"é":"ü","😀":"x"}'],
  ])('%j is a map of texts', (text, json) => {
    expect(parseLogfmt(text)).toBe(json);
  });

  test.each([
    ['retry a=1', '{"retry":"","a":"1"}'],
    ['a= b=1', '{"a":"","b":"1"}'],
    ['a="" b', '{"a":"","b":""}'],
    ['a=', '{"a":""}'],
  ])('%j has a key with the empty text', (text, json) => {
    expect(parseLogfmt(text)).toBe(json);
  });

  test.each([
    ['a=1 a=2', '{"a":"1"}'],
    ['a a=2', '{"a":""}'],
    ['a=1 A=2', '{"a":"1","A":"2"}'],
  ])('%j: the first of equal keys counts', (text, json) => {
    expect(parseLogfmt(text)).toBe(json);
  });

  test('keys keep their order, also those that look like numbers', () => {
    expect(parseLogfmt('b=1 2=x 1=y')).toBe('{"b":"1","2":"x","1":"y"}');
  });

  test('names of object members are keys like others', () => {
    expect(parseLogfmt('__proto__=1 constructor=2 toString')).toBe('{"__proto__":"1","constructor":"2","toString":""}');
  });

  test.each([
    [String.raw`q="say \"hi\""`, 'say "hi"'],
    [String.raw`q="a\\b\/c"`, 'a\\b/c'],
    [String.raw`q="\b\f\n\r\t"`, '\b\f\n\r\t'],
    [String.raw`q="\u00e9\u00C9"`, 'éÉ'],
    [String.raw`q="\d\u00g0\u12"`, String.raw`\d\u00g0\u12`],
    [String.raw`q="a\\"`, 'a\\'],
    [String.raw`q=a\nb`, String.raw`a\nb`],
  ])('%s is unescaped as JSON is, and other backslashes stay', (text, value) => {
    expect(parseLogfmt(text)).toBe(JSON.stringify({ q: value }));
  });

  test.each([
    ['a="b c=d', '{"a":"b c=d"}'],
    ['a="b\\', '{"a":"b\\\\"}'],
    ['a="b\\"', '{"a":"b\\""}'],
    ['a="', '{"a":""}'],
  ])('%j: a quoted value without an end goes to the end', (text, json) => {
    expect(parseLogfmt(text)).toBe(json);
  });

  test.each([
    ['=x a=1', '{"x":"","a":"1"}'],
    ['" a=1', '{"a":"1"}'],
    ['== a==1', '{"a":"=1"}'],
  ])('%j: what begins no key is passed over', (text, json) => {
    expect(parseLogfmt(text)).toBe(json);
  });

  test.each(['', '  ', 'no pairs here', '=', '=x', '"="', 'a = b'])('%j has no pair', (text) => {
    expect(parseLogfmt(text)).toBeNull();
  });

  test('pairs that are written with quotes are read back', () => {
    const key = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', '1', '{'),
      fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/[\s="]/.test(text)),
    );
    const pairs = fc.uniqueArray(fc.tuple(key, fc.string({ unit: 'binary' })), {
      minLength: 1,
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(pairs, fc.constantFrom(' ', '\t', '\n', '  '), (entries, space) => {
        const text = entries.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(space);
        const members = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
        expect(parseLogfmt(text)).toBe(`{${members.join(',')}}`);
      }),
    );
  });

  test('any text gives JSON of texts, or null without a key and its =', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '=', 'a', 'u', '\\', ' ', '\n', '\ud800') }), (text) => {
        const json = parseLogfmt(text);
        expect(json === null).toBe(!/[^\s="]=/.test(text));
        const values: unknown[] = json === null ? [] : Object.values(JSON.parse(json));
        expect(values.every((value) => typeof value === 'string')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['quotes', '"'.repeat(1_000_000)],
    ['equal signs', '='.repeat(1_000_000)],
    ['backslashes in a value', `a="${'\\'.repeat(1_000_001)}`],
    ['openings of values', 'a="'.repeat(350_000)],
    ['a key without an end', 'a'.repeat(1_000_000)],
    ['keys', Array.from({ length: 100_000 }, (_, index) => `k${index}=`).join(' ')],
  ])('a long text of %s is read in one pass', (_what, text) => {
    expect(parseLogfmt(text) === null).toBe(!/[^"=]=/.test(text));
  });
});
