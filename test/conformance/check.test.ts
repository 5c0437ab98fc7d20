/** The suite itself: malformed cases are told, and a wrong outcome is never taken for a right one. */
import { describe, expect, it } from 'vitest';
import { compare } from './check.ts';
import { timeOf } from './files.ts';
import { type Case, readCaseFile } from './schema.ts';

const CASE: Case = { name: 'a rule', query: 'fields a', columns: ['a'], rows: [['1'], [null]] };

describe('a case file', () => {
  const read = (content: unknown) => () => readCaseFile('x.json', content);

  it('is read with its resources', () => {
    const lookupTables = { t: 'a,b\n1,2' };
    const savedQueries = [{ name: 'q', text: 'limit {{n}}', parameters: [{ name: 'n', defaultValue: '5' }] }];
    const content = { events: [], lookupTables, savedQueries, cases: [CASE] };
    expect(readCaseFile('x.json', content)).toEqual({ file: 'x.json', ...content });
  });

  it.each([
    ['a member nobody knows', { events: [], cases: [CASE], extra: 1 }],
    ['no cases', { events: [], cases: [] }],
    ['an event with a slip', { events: [{ at: '10:00:00.000', mesage: 'x' }], cases: [CASE] }],
    ['a case with a slip', { events: [], cases: [{ ...CASE, row: [] }] }],
    ['a case that expects nothing', { events: [], cases: [{ name: 'a', query: 'b' }] }],
    ['a row of another width', { events: [], cases: [{ ...CASE, rows: [['1', '2']] }] }],
    ['a cell that is a number', { events: [], cases: [{ ...CASE, rows: [[1]] }] }],
    ['a code nobody knows', { events: [], cases: [{ ...CASE, diagnostics: [{ code: 'nope' }] }] }],
    [
      'a span outside the query',
      { events: [], cases: [{ ...CASE, diagnostics: [{ code: 'bin-cap', span: [0, 9] }] }] },
    ],
    ['the same case twice', { events: [], cases: [CASE, CASE] }],
    ['a lookup table that is no text', { events: [], cases: [CASE], lookupTables: { t: 1 } }],
    ['a saved query without its text', { events: [], cases: [CASE], savedQueries: [{ name: 'q', parameters: [] }] }],
    ['unordered without rows', { events: [], cases: [{ name: 'a', query: 'b', columns: ['c'], unordered: true }] }],
  ])('with %s is refused by name', (_, content) => {
    expect(read(content)).toThrow(/^x\.json: /);
  });
});

describe('an outcome', () => {
  const table = {
    columns: ['a', '@ptr'],
    rows: [
      ['1', 'p'],
      [null, 'q'],
    ],
  };
  const whats = (testCase: Case, output: Parameters<typeof compare>[1]) => compare(testCase, output).map((d) => d.what);

  it('passes when it is as expected, whatever the pointers', () => {
    expect(whats(CASE, { table, diagnostics: [] })).toEqual([]);
  });

  it('differs by rows in another order, unless the case is unordered', () => {
    const turned = { table: { columns: ['a'], rows: [[null], ['1']] }, diagnostics: [] };
    expect(whats(CASE, turned)).toEqual(['rows']);
    expect(whats({ ...CASE, unordered: true }, turned)).toEqual([]);
  });

  it('as a bag counts equal rows', () => {
    const twice = { table: { columns: ['a'], rows: [['1'], ['1']] }, diagnostics: [] };
    expect(whats({ ...CASE, unordered: true }, twice)).toEqual(['rows']);
  });

  it('differs by an empty text in place of an absent cell', () => {
    expect(whats(CASE, { table: { columns: ['a'], rows: [['1'], ['']] } })).toEqual(['rows']);
  });

  it('differs by failing, or by not failing', () => {
    expect(whats(CASE, { diagnostics: [] })).toEqual(['outcome']);
    expect(whats({ ...CASE, diagnostics: [{ code: 'limit-range' }] }, { table, diagnostics: [] })).toEqual(['outcome']);
  });

  it('differs by a diagnostic too many, too few, or of another code, span or message', () => {
    const said = { code: 'bin-cap', message: 'm', span: { start: 0, end: 2 } };
    const output = { table, diagnostics: [said] };
    expect(whats(CASE, output)).toEqual([]);
    expect(whats({ ...CASE, diagnostics: [] }, output)).toEqual(['diagnostics']);
    expect(whats({ ...CASE, diagnostics: [{ code: 'bin-cap' }] }, output)).toEqual([]);
    expect(whats({ ...CASE, diagnostics: [{ code: 'bin-cap', span: [0, 2], message: 'm' }] }, output)).toEqual([]);
    expect(whats({ ...CASE, diagnostics: [{ code: 'bin-cap', span: [0, 1] }] }, output)).toEqual(['diagnostics']);
    expect(whats({ ...CASE, diagnostics: [{ code: 'bin-cap', message: 'n' }] }, output)).toEqual(['diagnostics']);
    expect(whats({ ...CASE, diagnostics: [{ code: 'alias-of-field' }] }, output)).toEqual(['diagnostics']);
    expect(whats({ ...CASE, diagnostics: [{ code: 'bin-cap' }] }, { table, diagnostics: [] })).toEqual(['diagnostics']);
  });
});

describe('a time', () => {
  it('is one of 2024-05-01 unless it has a date', () => {
    expect(timeOf('10:00:00.000')).toBe(1714557600000);
    expect(timeOf('2023-07-10 12:34:56.789')).toBe(1688992496789);
  });

  it('that cannot be read is told', () => {
    expect(() => timeOf('noon')).toThrow('no time: noon');
  });
});
