import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible, visibleLines } from '../../src/report/visible.ts';
import { cut, displayWidth, fold, pad } from '../../src/report/width.ts';
import { HOSTILE } from './tables.ts';

describe('display width', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한국', 4],
    ['\u1112\u1161\u11ab', 2],
    ['ｆｕｌｌ', 8],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['☀', 1],
    ['…', 1],
  ])('%j takes %i cells', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  test('counting stops once it is known to be too wide', () => {
    expect(displayWidth('é'.repeat(1000), 10)).toBe(11);
  });

  test('a cut text fits and ends with an ellipsis', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('abcd', 4)).toBe('abcd');
    expect(cut('日本語', 4)).toBe('日…');
    expect(cut('👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…');
  });

  test('padding counts cells, not characters', () => {
    expect(pad('日', 4)).toBe('日  ');
    expect(pad('日', 4, 'right')).toBe('  日');
    expect(pad('too long', 3)).toBe('too long');
  });

  test('cut texts and folded lines are never wider than asked for, and folding loses nothing', () => {
    const unit = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('日本', '👩‍👩‍👧', 'e\u0301', 'abc'));
    fc.assert(
      fc.property(fc.array(unit), fc.integer({ min: 2, max: 20 }), (parts, width) => {
        const text = visible(parts.join(''));
        expect(displayWidth(cut(text, width))).toBeLessThanOrEqual(width);
        const folded = fold(text, width);
        expect(folded.join('')).toBe(text);
        for (const line of folded) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('visible text', () => {
  test.each(HOSTILE.map((text) => [text]))('%j cannot act on a terminal', (text) => {
    expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u200b\u202a-\u202e\u2066-\u2069]/u);
    expect(visible(text)).not.toBe(text);
  });

  test('escapes name the character', () => {
    expect(visible('\x1b[31m\n\u202e\u{e0041}')).toBe('\\x1b[31m\\n\\u202e\\u{e0041}');
  });

  test('what people write stays, joined emoji too', () => {
    const text = 'Grüße, 日本語 👩‍👩‍👧 C:\\path';
    expect(visible(text)).toBe(text);
  });

  test('line ends can stay', () => {
    expect(visibleLines('a\nb\rc')).toBe('a\nb\\rc');
  });
});
