/** What holds for any text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodyParser } from '../../src/parser/grammar/tables.ts';
import { type ParseResult, parse } from '../../src/parser/parse.ts';
import { fragments } from './fragments.ts';
import { query } from './queries.ts';

test('the grammar passes the checks of Chevrotain', () => {
  expect(() => new BodyParser(false)).not.toThrow();
});

function expectSound(text: string, { query: tree, diagnostics }: ParseResult): void {
  let end = 0;
  for (const { span, message } of diagnostics) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(text.length);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(message).not.toBe('');
  }
  for (const { span } of tree?.stages ?? []) {
    expect(span.start).toBeGreaterThanOrEqual(end);
    end = span.end;
  }
  expect(end).toBeLessThanOrEqual(text.length);
  if (!tree) expect(diagnostics).not.toEqual([]);
}

/** Cuts a piece out of a text and puts another in. */
const mutated = fc
  .tuple(
    query,
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(10),
    fc.oneof(fragments, fc.string({ unit: 'binary' })),
  )
  .map(([text, where, length, piece]) => {
    const at = Math.floor(where * text.length);
    return text.slice(0, at) + piece + text.slice(at + length);
  });

describe('never throws, and points into the text', () => {
  test.each([
    ['random characters', fc.string({ unit: 'binary', maxLength: 200 })],
    ['pieces of the language', fragments],
    ['mutated queries', mutated],
  ])('%s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => expectSound(text, parse(text))),
      { numRuns: 500 },
    );
  });
});

test('stages are read apart: a broken stage leaves the trees of the others as they are', () => {
  fc.assert(
    fc.property(query, query, (first, second) => {
      const good = parse(`${first} | limit 1 | ${second}`);
      const broken = parse(`${first} | limit x | ${second}`);
      fc.pre(`${first}${second}`.length < 9_900);
      expect(good.diagnostics).toEqual([]);
      expect(broken.diagnostics).toHaveLength(1);
      expect(broken.query?.stages).toHaveLength((good.query?.stages.length ?? 0) - 1);
    }),
    { numRuns: 100 },
  );
});

test('names of object prototypes are names like others', () => {
  const text = 'fields __proto__, constructor.prototype as toString, hasOwnProperty(valueOf)';
  expect(parse(text).diagnostics).toEqual([]);
  expect(parse('__proto__ a').diagnostics).toHaveLength(1);
});
