/** Any text runs or is refused with a QueryError that tells registered codes and places inside the text; printing keeps what a query gives. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/engine/prepare.ts';
import { DIAGNOSTIC_CODES } from '../../src/parser/diagnostics.ts';
import { parse } from '../../src/parser/parse.ts';
import { print } from '../../src/parser/print.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { randomQuery } from './query-generator.ts';
import { type Outcome, outcomeOf, type World, withWorld } from './query-generator-store.ts';
import { anyCharacters, damagedQuery, mutated, wordSalad } from './query-generator-texts.ts';
import { SEED, SIX, timeOf } from './support.ts';

/** A query over a dozen events that takes longer hangs. */
const MOST_MS = 5000;

const WORLD: World = {
  events: [
    ...SIX,
    ...['k=v a="x y"', '{"a":1,"b":"2","j":"[1,{\\"k\\":2}]","list":[1,"x",null],"__proto__":{"x":1}}'].map(
      (message) => ({
        at: '10:30:00.000',
        message: message.startsWith('{') ? JSON.parse(message) : message,
      }),
    ),
  ],
  tables: [{ name: 'known', columns: ['key', 'net', 'note'], rows: [['GetObject', '10.0.0.0/8', 'red']] }],
};

const samples = [
  ...readFileSync(new URL('../parser/samples.md', import.meta.url), 'utf8').matchAll(
    /```cwli(?:-error)?\n([\s\S]*?)\n```/g,
  ),
].map(([, text = '']) => text);

const path = process.env['TRAILQL_TEST_QUERIES'];
const real = path === undefined ? [] : readFileSync(path, 'utf8').split('\n').filter(Boolean).map(queryOf);

function queryOf(line: string): string {
  const { query }: { query: string } = JSON.parse(line);
  return query;
}

function run(store: EventStore, query: string, pushdown = true): Outcome {
  const start = performance.now();
  const outcome = outcomeOf(store, query, { now: timeOf('14:00:00.000'), pushdown });
  expect(performance.now() - start, `hangs: ${query}`).toBeLessThan(MOST_MS);
  return outcome;
}

/** Runs a text both ways, and looks at all that is said about it. */
function survives(store: EventStore, query: string): void {
  const pushed = run(store, query);
  expect(run(store, query, false), query).toEqual(pushed);
  const said = [...prepare(query).diagnostics, ...prepare(query, store).diagnostics];
  for (const { code, span, message } of said) {
    expect(DIAGNOSTIC_CODES, query).toHaveProperty(code);
    expect(message, query).not.toBe('');
    expect(span.start, query).toBeGreaterThanOrEqual(0);
    expect(span.start, query).toBeLessThanOrEqual(span.end);
    expect(span.end, query).toBeLessThanOrEqual(query.length);
  }
  if ('refused' in pushed) expect(pushed.refused, query).not.toEqual([]);
}

/** Columns without an alias are named as they are written, which printing changes; so do names in backticks mean them. */
function printsTheSame(store: EventStore, query: string): void {
  const { query: tree, diagnostics } = parse(query);
  if (!tree || diagnostics.length > 0) return;
  const given = run(store, query);
  const printed = run(store, print(tree));
  if ('refused' in given || 'refused' in printed) expect('refused' in printed, print(tree)).toBe('refused' in given);
  else expect(printed.rows, print(tree)).toEqual(given.rows);
}

const ALL: readonly (readonly [string, fc.Arbitrary<string>, number])[] = [
  ['words of the language', wordSalad, 600],
  ['damaged queries', damagedQuery, 300],
  ['any characters', anyCharacters, 800],
  ['mutated samples', mutated(samples), 500],
];

describe('any text', () => {
  it.each(ALL)('%s run or are refused with a QueryError', (_, texts, numRuns) => {
    withWorld(WORLD, (store) => {
      fc.assert(
        fc.property(texts, (query) => survives(store, query)),
        { numRuns, seed: SEED },
      );
    });
  });

  it.skipIf(real.length === 0)('real queries, and mutations of them, run or are refused with a QueryError', () => {
    withWorld(WORLD, (store) => {
      for (const query of real) survives(store, query);
      fc.assert(
        fc.property(mutated(real), (query) => survives(store, query)),
        { numRuns: 500, seed: SEED },
      );
    });
  });
});

describe('the printed query gives the same rows', () => {
  it('of random queries', () => {
    // Backticks may hold the text of an expression, which printing would write in another way.
    const named = randomQuery.filter((query) => !/`[^`]*[(<=]/.test(query));
    withWorld(WORLD, (store) => {
      fc.assert(
        fc.property(named, (query) => printsTheSame(store, query)),
        { numRuns: 120, seed: SEED },
      );
    });
  });

  it('of samples and real queries', () => {
    withWorld(WORLD, (store) => {
      for (const query of [...samples, ...real]) printsTheSame(store, query);
    });
  });
});
