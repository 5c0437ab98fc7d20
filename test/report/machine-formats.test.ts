import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatApi } from '../../src/report/api.ts';
import { formatCsv } from '../../src/report/csv.ts';
import { formatJson, stringify } from '../../src/report/json.ts';
import { formatMarkdown } from '../../src/report/markdown.ts';
import { formatNdjson } from '../../src/report/ndjson.ts';
import { column, EVENTS, HOSTILE, lines, STATISTICS, table, text } from './tables.ts';

describe('json', () => {
  test('holds columns, rows, statistics and diagnostics; missing cells are left out', () => {
    expect(JSON.parse(text(formatJson(EVENTS)))).toEqual({
      columns: ['@timestamp', '@ptr', 'userAgent', 'n'],
      rows: [
        { '@timestamp': '2024-05-01 10:00:00.000', '@ptr': 'P1', userAgent: 'aws-cli/2.15', n: '12' },
        { '@timestamp': '2024-05-01 09:59:58.000', '@ptr': 'P2', n: '-5' },
      ],
      statistics: STATISTICS,
      diagnostics: [],
    });
  });

  test('the elapsed time has three decimals, not the noise of floating point', () => {
    const statistics = { ...STATISTICS, elapsedMs: 73.60857499999997 };
    expect(JSON.parse(text(formatJson({ ...EVENTS, statistics }))).statistics).toEqual({
      ...statistics,
      elapsedMs: 73.609,
    });
  });

  test('column names that objects treat specially are plain names', () => {
    const special = table(
      [column('b'), column('__proto__'), column('constructor'), column('1')],
      [['x', 'p', 'c', 'one']],
    );
    expect(text(formatNdjson(special))).toBe('{"b":"x","__proto__":"p","constructor":"c","1":"one"}');
  });

  test('a result without rows is complete', () => {
    expect(JSON.parse(text(formatJson(table([column('a')], []))))).toMatchObject({ columns: ['a'], rows: [] });
  });

  test('any cells come back as they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.string({ unit: 'binary' }), { nil: undefined }), { minLength: 3, maxLength: 3 }),
        (row) => {
          const parsed = JSON.parse(text(formatJson(table([column('a'), column('b'), column('c')], [row]))));
          expect(['a', 'b', 'c'].map((name) => parsed.rows[0][name])).toEqual(row);
        },
      ),
    );
  });

  test.each(HOSTILE.map((cell) => [cell]))('%j is escaped in JSON', (cell) => {
    const output = stringify(cell);
    expect(JSON.parse(output)).toBe(cell);
    expect(output).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
  });
});

describe('ndjson', () => {
  test('is one object per row and nothing else', () => {
    const parsed = lines(formatNdjson(EVENTS)).map((line) => JSON.parse(line));
    expect(parsed).toHaveLength(2);
    expect(parsed[1]).toEqual({ '@timestamp': '2024-05-01 09:59:58.000', '@ptr': 'P2', n: '-5' });
  });
});

describe('csv', () => {
  const cell = (value: string | undefined, raw = false) =>
    lines(formatCsv(table([column('a'), column('b')], [['', value]]), { raw }))[1]?.slice(3);

  test('has a header of the shown columns and one record per row', () => {
    expect(lines(formatCsv(EVENTS))).toEqual([
      '@timestamp,userAgent,n',
      '2024-05-01 10:00:00.000,aws-cli/2.15,12',
      '2024-05-01 09:59:58.000,,-5',
    ]);
  });

  test.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    [' a ', '" a "'],
    ['', '""'],
    [undefined, ''],
  ])('%j is written %j', (value, written) => {
    expect(cell(value)).toBe(written);
  });

  test.each([['=1+1'], ['+1+1'], ['-1+1'], ['@SUM(A1)'], ['＝1+1'], ['-'], ['+49 30 1234'], ['-cmd|x']])(
    '%j cannot run as a formula',
    (value) => {
      expect(cell(value)).toBe(`'${value}`);
    },
  );

  test.each([
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['\n=1', '"\'\n=1"'],
  ])('%j cannot run as a formula after white space', (value, written) => {
    expect(cell(value)).toBe(written);
  });

  test.each([['-5'], ['-0.25'], ['-1e-7'], ['2024-05-01 10:00:00.000'], ['arn:aws:iam::1:user/x'], ['a=b']])(
    '%j is evidence and stays',
    (value) => {
      expect(cell(value)).toBe(value);
    },
  );

  test('raw output guards nothing', () => {
    expect(cell('=1+1', true)).toBe('=1+1');
    expect(lines(formatCsv(table([column('=x')], []), { raw: true }))).toEqual(['=x']);
  });

  test('system fields keep their names in the header, other names are guarded', () => {
    expect(
      lines(
        formatCsv(
          table(
            ['@timestamp', '@logStream', '@SUM(A1)', '=x', 'count(*)'].map((n) => column(n)),
            [],
          ),
        ),
      ),
    ).toEqual(["@timestamp,@logStream,'@SUM(A1),'=x,count(*)"]);
  });

  test('a lone missing cell is no empty line', () => {
    expect(lines(formatCsv(table([column('a')], [[undefined]])))).toEqual(['a', '""']);
  });
});

describe('markdown', () => {
  test('is a pipe table without the pointer, numbers to the right', () => {
    expect(lines(formatMarkdown(EVENTS))).toEqual([
      '| @timestamp | userAgent | n |',
      '| --- | --- | ---: |',
      '| 2024-05-01 10:00:00.000 | aws-cli/2.15 | 12 |',
      '| 2024-05-01 09:59:58.000 |  | -5 |',
    ]);
  });

  test.each([
    ['a|b', 'a\\|b'],
    ['a\\b', 'a\\\\b'],
    ['`code`', '\\`code\\`'],
    ['<script>&', '&lt;script&gt;&amp;'],
    ['[x](javascript:1)', '\\[x\\](javascript:1)'],
    ['**bold** __init__ snake_case', '\\*\\*bold\\*\\* \\_\\_init\\_\\_ snake_case'],
    ['a\r\nb\nc', 'a<br>b<br>c'],
    ['\x1b[31m', '\\\\x1b\\[31m'],
  ])('%j is written %j', (value, written) => {
    expect(lines(formatMarkdown(table([column('a')], [[value]])))[2]).toBe(`| ${written} |`);
  });
});

describe('api', () => {
  test('has the shape of a GetQueryResults answer, the pointer last', () => {
    expect(JSON.parse(text(formatApi(EVENTS)))).toEqual({
      queryLanguage: 'CWLI',
      results: [
        [
          { field: '@timestamp', value: '2024-05-01 10:00:00.000' },
          { field: 'userAgent', value: 'aws-cli/2.15' },
          { field: 'n', value: '12' },
          { field: '@ptr', value: 'P1' },
        ],
        [
          { field: '@timestamp', value: '2024-05-01 09:59:58.000' },
          { field: 'n', value: '-5' },
          { field: '@ptr', value: 'P2' },
        ],
      ],
      statistics: {
        recordsMatched: 71_101,
        recordsScanned: 1_234_567,
        bytesScanned: 3_102_440,
        estimatedRecordsSkipped: 0,
        estimatedBytesSkipped: 0,
        resultCount: 2,
      },
      status: 'Complete',
    });
  });

  test('counts are written as doubles', () => {
    expect(text(formatApi(EVENTS))).toContain('"recordsMatched":71101.0');
  });
});
