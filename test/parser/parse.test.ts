/** What holds for any text. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { format } from '../../src/parser/format.ts';
import { BodyParser } from '../../src/parser/grammar/tables.ts';
import { lex } from '../../src/parser/lexer.ts';
import { type ParseResult, parse } from '../../src/parser/parse.ts';
import { fragments } from './fragments.ts';
import { query } from './queries.ts';
import { shape } from './shape.ts';

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

const samples = [
  ...readFileSync(new URL('./samples.md', import.meta.url), 'utf8').matchAll(/```cwli\n([\s\S]*?)\n```/g),
].map(([, text = '']) => text);

/** Takes tokens out of a query, puts them elsewhere or swaps them, or cuts the text off. */
function shuffled(texts: readonly string[]): fc.Arbitrary<string> {
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const change = fc.tuple(fc.constantFrom('delete', 'double', 'swap', 'move', 'foreign', 'cut'), place, place);
  return fc
    .tuple(fc.constantFrom(...texts), fc.constantFrom(...texts), fc.array(change, { maxLength: 6 }))
    .map(([text, other, changes]) => {
      const images = (of: string) => lex(of).tokens.map(({ image }) => image);
      const tokens = images(text);
      const others = images(other);
      for (const [kind, first, second] of changes) {
        const from = Math.floor(first * tokens.length);
        const to = Math.floor(second * tokens.length);
        const [a = '', b = ''] = [tokens[from], tokens[to]];
        if (kind === 'delete') tokens.splice(from, 1);
        else if (kind === 'double') tokens.splice(from, 0, a);
        else if (kind === 'swap') [tokens[from], tokens[to]] = [b, a];
        else if (kind === 'move') tokens.splice(to, 0, ...tokens.splice(from, 1));
        else if (kind === 'foreign') tokens.splice(from, 0, others[Math.floor(second * others.length)] ?? '');
        else tokens.length = from;
      }
      return tokens.join(' ');
    });
}

describe('never throws, and points into the text', () => {
  test.each([
    ['random characters', fc.string({ unit: 'binary', maxLength: 200 })],
    ['pieces of the language', fragments],
    ['mutated queries', mutated],
    ['samples with their tokens mixed up', shuffled(samples)],
  ])('%s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => expectSound(text, parse(text))),
      { numRuns: 500 },
    );
  });
});

// Queries that people have written, one JSON object with a `query` per line.
const file = process.env['TRAILQL_TEST_QUERIES'];
describe.skipIf(file === undefined)('real queries', () => {
  const queries = file === undefined ? [] : readQueries(file);

  test('are read, or all that is wrong has a place in them; those read keep their tree when formatted', () => {
    expect(queries.length).toBeGreaterThan(0);
    for (const text of queries) {
      const result = parse(text);
      expectSound(text, result);
      if (result.diagnostics.length > 0) continue;
      const formatted = format(text);
      if (!('text' in formatted)) throw new Error(text);
      expect(shape(parse(formatted.text).query?.stages)).toEqual(shape(result.query?.stages));
      expect(format(formatted.text)).toEqual(formatted);
    }
  });

  test('with their tokens mixed up never throw', () => {
    fc.assert(
      fc.property(shuffled(queries), (text) => expectSound(text, parse(text))),
      { numRuns: 1_000 },
    );
  });
});

function readQueries(path: string): string[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { query: string }).query);
}

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
