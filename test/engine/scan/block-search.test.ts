/** Texts and globs in the bytes of records: what is found is what is found in their texts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockGlob } from '../../../src/engine/scan/block-glob.ts';
import { BlockSearch, searchableBytes, TextReader } from '../../../src/engine/scan/block-search.ts';
import { requiredText } from '../../../src/engine/scan/regex-query.ts';
import { compileGlob } from '../../../src/engine/values/glob.ts';
import { RecordCursor } from '../../../src/store/record-cursor.ts';
import { SEED } from '../support.ts';

/** Few letters, so that texts are found; now and then bytes that are no UTF-8. */
const piece = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'ab', 'é', '"', '*x', '').map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.constantFrom(Buffer.of(0xff), Buffer.of(0xe2, 0x82), Buffer.of(0xa9)) },
);
const record = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => Buffer.concat(pieces));
const blocks = fc.array(fc.array(record, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });
const literal = fc.array(fc.constantFrom('a', 'b', 'é', '"'), { maxLength: 2 }).map((chars) => chars.join(''));
const pattern = fc.array(literal, { minLength: 2, maxLength: 4 }).map((literals) => literals.join('*'));

/** A cursor over blocks of records, one row for each in their order. */
function cursorOver(list: readonly (readonly Buffer[])[]): RecordCursor {
  const records = list.flat();
  let start = 0;
  const starts = records.map(({ length }) => {
    start += length;
    return start - length;
  });
  let first = 0;
  const firsts = list.map(({ length }) => {
    first += length;
    return first - length;
  });
  const places = {
    lengths: Uint32Array.from(records, ({ length }) => length),
    ranks: Uint16Array.from(records.keys()),
    firsts: Uint32Array.from(firsts),
    starts: Float64Array.from(starts),
  };
  const bytes = list.map((block) => Buffer.concat(block));
  return new RecordCursor(places, (index) => bytes[index] ?? Buffer.alloc(0), 1);
}

describe('BlockGlob', () => {
  test('captures of a record what the glob captures of its text', () => {
    fc.assert(
      fc.property(blocks, pattern, (list, text) => {
        const cursor = cursorOver(list);
        const [glob, expected] = [BlockGlob.of(text), compileGlob(text)];
        for (const [row, bytes] of list.flat().entries()) {
          cursor.seek(row);
          expect(glob?.exec(cursor)).toEqual(expected.exec(bytes.toString()));
        }
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  test.each(['\ufffd*', 'a*\ud800b', 'no star'])('leaves %j to the text', (text) => {
    expect(BlockGlob.of(text)).toBeUndefined();
  });
});

test('BlockSearch finds a text in the records whose text has it', () => {
  fc.assert(
    fc.property(blocks, literal, (list, text) => {
      const cursor = cursorOver(list);
      const search = new BlockSearch(searchableBytes(text) ?? Buffer.alloc(0));
      for (const [row, bytes] of list.flat().entries()) {
        cursor.seek(row);
        const found = search.find(cursor.block, cursor.start, cursor.end);
        expect(found >= 0).toBe(bytes.toString().includes(text));
        if (found >= 0) expect(bytes.subarray(0, found - cursor.start).includes(text)).toBe(text === '');
      }
    }),
    { seed: SEED, numRuns: 1000 },
  );
});

test('BlockSearch may be asked in any order', () => {
  const block = Buffer.from('xx..xx..x');
  const search = new BlockSearch(Buffer.from('xx'));
  expect([search.find(block, 4, 9), search.find(block, 0, 9), search.find(block, 6, 9)]).toEqual([4, 0, -1]);
  expect(search.find(Buffer.from('..xx'), 0, 4)).toBe(2);
});

test('TextReader reads what the bytes say, one buffer after another', () => {
  const reader = new TextReader();
  expect(reader.read(Buffer.from('plain'), 1, 3)).toBe('la');
  expect(reader.read(Buffer.from('«é»'), 2, 4)).toBe('é');
  expect(reader.read(Buffer.of(0x61, 0xff), 0, 2)).toBe('a\ufffd');
});

describe('the text that whatever a regular expression matches must have', () => {
  test.each([
    ['"roleArn":"[^"]+-(prod|staging)-[0-9]+"', '"roleArn":"'],
    ['abc|abd', ''],
    ['(abc)d+e', 'abcd'],
    ['a?bc*d', 'b'],
    ['ab{3}c', 'abbbc'],
    ['a{2,}b', 'aa'],
    ['(?i)abc', ''],
    ['a(b|c)def', 'def'],
    ['^ab$', 'ab'],
    ['[ab]', ''],
    ['(?:xy)?z', 'z'],
    ['\\bword\\b', 'word'],
  ])('%s', (regex, text) => expect(requiredText(regex)).toBe(text));
});
