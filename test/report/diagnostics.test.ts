import { describe, expect, test } from 'vitest';
import { type DiagnosticCode, diagnostic } from '../../src/parser/diagnostics.ts';
import { drawDiagnostic, drawDiagnostics } from '../../src/report/diagnostics.ts';
import { createStyle } from '../../src/report/style.ts';
import { PLAIN } from './tables.ts';

/** Draws a diagnostic on the part of a query between « and ». */
function drawn(marked: string, code: DiagnosticCode, message: string, hint = '', source?: string): string {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const query = marked.replace(/[«»]/g, '');
  return drawDiagnostic(diagnostic(code, { start, end }, message, hint), query, { style: PLAIN, source }).join('\n');
}

describe('drawn diagnostics', () => {
  test('the place is underlined in its line, with message and way out', () => {
    expect(
      drawn(
        'stats «lower»(eventName)',
        'unknown-function',
        'Unrecognized function name: lower ([6,21])',
        'Did you mean tolower?',
      ),
    ).toMatchInlineSnapshot(`
      "error[unknown-function]: Unrecognized function name: lower ([6,21])
       1 │ stats lower(eventName)
         │       ^^^^^
         = hint: Did you mean tolower?"
    `);
  });

  test('a file is named with line and column from 1', () => {
    expect(
      drawn('fields a\n| «sortt» b', 'unexpected-symbol', 'unexpected symbol found sortt', '', 'q.cwli'),
    ).toMatchInlineSnapshot(`
      "error[unexpected-symbol]: unexpected symbol found sortt
         ┌ q.cwli:2:3
       2 │ | sortt b
         │   ^^^^^"
    `);
  });

  test('the end of the text has a mark after the last character', () => {
    expect(drawn('fields a\n| sort «»', 'unexpected-symbol', 'unexpected symbol found <EOF>')).toMatchInlineSnapshot(`
      "error[unexpected-symbol]: unexpected symbol found <EOF>
       2 │ | sort
         │        ^"
    `);
  });

  test('a place over several lines is marked in each of them', () => {
    expect(drawn('fields «a,\n    b,\n\n    c»\n| limit 1', 'redefined-name', 'over lines')).toMatchInlineSnapshot(`
      "error[redefined-name]: over lines
       1 │ fields a,
         │        ^^
       2 │     b,
         │     ^^
       4 │     c
         │     ^"
    `);
  });

  test('of a long place the first lines are drawn', () => {
    expect(drawn('«a\nb\nc\nd\ne\nf»', 'redefined-name', 'many lines')).toMatchInlineSnapshot(`
      "error[redefined-name]: many lines
       1 │ a
         │ ^
       2 │ b
         │ ^
       3 │ c
         │ ^
       4 │ d
         │ ^
         │ … 2 more lines"
    `);
  });

  test('tabs and wide characters do not shift the mark', () => {
    expect(drawn('\t日本\t= «x» ', 'unknown-field', 'No event has the field x')).toMatchInlineSnapshot(`
      "note[unknown-field]: No event has the field x
       1 │     日本    = x
         │               ^"
    `);
  });

  test('of a long line the part around the place is drawn', () => {
    expect(
      drawn(`${'a'.repeat(500)} «here» ${'b'.repeat(500)}`, 'double-equals', 'Use = instead of =='),
    ).toMatchInlineSnapshot(`
      "portability[double-equals]: Use = instead of ==
       1 │ …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa here bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
         │                                   ^^^^"
    `);
  });

  test('an empty query has a place too', () => {
    expect(drawn('«»', 'unexpected-symbol', 'unexpected symbol found <EOF>')).toMatchInlineSnapshot(`
      "error[unexpected-symbol]: unexpected symbol found <EOF>
       1 │
         │ ^"
    `);
  });

  test('CRLF line ends are no characters', () => {
    expect(drawn('fields a\r\n| «x»\r\n', 'unexpected-symbol', 'm')).toMatchInlineSnapshot(`
      "error[unexpected-symbol]: m
       2 │ | x
         │   ^"
    `);
  });

  test('a hostile query cannot act on the terminal', () => {
    expect(drawn('filter «\x1b[2J\u202e»', 'unrecognized-token', 'bad \x1b[31m', 'hint \x07')).toMatchInlineSnapshot(`
      "error[unrecognized-token]: bad \\x1b[31m
       1 │ filter \\x1b[2J\\u202e
         │        ^^^^^^^^^^^^^
         = hint: hint \\x07"
    `);
  });

  test('errors come first, an empty line between', () => {
    const span = { start: 0, end: 1 };
    const all = [
      diagnostic('unknown-field', span, 'n'),
      diagnostic('double-equals', span, 'p'),
      diagnostic('unexpected-symbol', span, 'e'),
    ];
    const output = [...drawDiagnostics(all, 'x', { style: PLAIN })];
    expect(output.filter((line) => line.includes('['))).toEqual([
      'error[unexpected-symbol]: e',
      'portability[double-equals]: p',
      'note[unknown-field]: n',
    ]);
    expect(output.filter((line) => line === '')).toHaveLength(2);
  });

  test('severities have their colours', () => {
    const [first] = drawDiagnostic(diagnostic('double-equals', { start: 0, end: 1 }, 'p'), 'x', {
      style: createStyle(true),
    });
    expect(first).toContain('\x1b[33m');
  });
});
