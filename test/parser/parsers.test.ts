/** The parser of common stages and the one of all stages are the same grammar. In a file of its own: which parsers there are is kept by the module. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/parser/commands.ts';
import { parse } from '../../src/parser/parse.ts';
import { CommonParser, commonParser, wholeParser } from '../../src/parser/parsers.ts';
import { isCommon } from '../../src/parser/stage.ts';
import { fragments } from './fragments.ts';
import { query } from './queries.ts';

test('the common part of the grammar passes the checks of Chevrotain', () => {
  expect(() => new CommonParser(false)).not.toThrow();
});

test('common stages are read alike by both parsers, and so are mistakes in them', () => {
  const others = [...COMMANDS.values()].filter(({ kind }) => !isCommon(kind)).map(({ word }) => word.toLowerCase());
  const stages = fc.sample(query, { numRuns: 400, seed: 1 }).flatMap((text) => text.split('|'));
  const broken = fc
    .sample(fc.tuple(fc.constantFrom(...stages), fragments, fc.nat()), { numRuns: 2000, seed: 2 })
    .map(
      ([stage, piece, at]) => stage.slice(0, at % (stage.length + 1)) + piece + stage.slice(at % (stage.length + 1)),
    );
  const texts = [...stages, ...broken].filter((text) => !others.some((word) => text.toLowerCase().includes(word)));
  expect(texts.length).toBeGreaterThan(1000);
  const common = texts.map((text) => parse(text));
  expect(commonParser()).toBeInstanceOf(CommonParser);
  // From here on all stages are read by the parser of all.
  const whole = wholeParser();
  expect(commonParser() === whole).toBe(true);
  expect(texts.map((text) => parse(text))).toEqual(common);
});
