import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvError, parseCsv, parseCsvLine, parseCsvTable } from '../../../src/engine/values/csv.ts';

describe('a text of records', () => {
  test.each([
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a\rb', [['a'], ['b']]],
    ['a,,b', [['a', '', 'b']]],
    [',', [['', '']]],
    ['a,\n', [['a', '']]],
    ['', []],
    ['"a,b","c""d"', [['a,b', 'c"d']]],
    ['"a\r\nb",c', [['a\r\nb', 'c']]],
    ['""', [['']]],
    [' a , "b"', [[' a ', ' "b"']]],
    ['a"b,c', [['a"b', 'c']]],
    ['a\n\n\r\nb\n', [['a'], ['b']]],
    ['a\n""\nb', [['a'], [''], ['b']]],
    ['é,😀', [['é', '😀']]],
  ])('%j has the cells that RFC 4180 says', (text, records) => {
    expect(parseCsv(text)).toEqual(records);
  });

  test.each([
    ['a\n"b', 2, 'a quoted cell begins that has no end'],
    ['"a\nb\n', 1, 'a quoted cell begins that has no end'],
    ['"a\nb"c', 2, 'text follows the closing quote of a cell'],
    ['"a\r\nb",c\r\n"d" ', 3, 'text follows the closing quote of a cell'],
  ])('%j is refused with the number of its line', (text, line, reason) => {
    expect(() => parseCsv(text)).toThrow(new CsvError(line, reason));
    expect(() => parseCsv(text)).toThrow(expect.objectContaining({ line, message: `line ${line}: ${reason}` }));
  });

  test('any cells that are written as RFC 4180 says are read back', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('"', ',', '\r\n', '\n', '', '""', 'a"b'));
    const records = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    const write = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(records, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (rows, end, ended) => {
        const text = rows.map((cells) => cells.map(write).join(',')).join(end) + (ended && rows.length > 0 ? end : '');
        expect(parseCsv(text)).toEqual(rows);
      }),
    );
  });
});

describe('a line', () => {
  test.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    ['"a,b",', ['a,b', '']],
    ['"a', ['a']],
    ['"a"b,c', ['ab', 'c']],
    ['a\nb', ['a']],
    ['"a\nb",c', ['a\nb', 'c']],
  ])('%j has cells whatever is in it', (text, cells) => {
    expect(parseCsvLine(text)).toEqual(cells);
  });

  test('no text makes it fail', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', 'a', '\r', '\n') }), (text) => {
        expect(parseCsvLine(text).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a table', () => {
  test('has a header and rows', () => {
    expect(parseCsvTable('\ufeffid,name\n1,"Doe, J."\n\n2,\n')).toEqual({
      columns: ['id', 'name'],
      rows: [
        ['1', 'Doe, J.'],
        ['2', ''],
      ],
    });
    expect(parseCsvTable('__proto__,constructor\na,b')).toEqual({
      columns: ['__proto__', 'constructor'],
      rows: [['a', 'b']],
    });
    expect(parseCsvTable('id').rows).toEqual([]);
  });

  test.each([
    ['', 1, 'there is no header row'],
    ['a,,c', 1, 'column 2 has no name in the header'],
    ['\n a , ', 2, 'column 2 has no name in the header'],
    ['a,b,a', 1, 'the header has the column a twice'],
    ['a,b\n1,2\n3', 3, 'the row has 1 cell, and the header 2'],
    ['a,b\n"1\n",2\n\n3,4,5', 5, 'the row has 3 cells, and the header 2'],
  ])('%j is refused with the number of its line', (text, line, reason) => {
    expect(() => parseCsvTable(text)).toThrow(new CsvError(line, reason));
  });
});
