import { describe, expect, test } from 'vitest';
import type { CellText, ResultTable } from '../../src/engine/result.ts';
import { formatChart } from '../../src/report/chart.ts';
import { createStyle } from '../../src/report/style.ts';
import { displayWidth } from '../../src/report/width.ts';
import { column, EVENTS, PLAIN, table } from './tables.ts';

const BIN = column('bin(5m)', 'timestamp', 'key', { count: 5, unit: 'm' });
const COUNT = column('count(*)', 'number', 'aggregate');
const NAME = column('eventName', 'any', 'key');

function draw(result: ResultTable, style = PLAIN, width = 60): string[] {
  const chart = formatChart(result, { style, width });
  if (chart.lines === undefined) throw new Error(chart.reason);
  return [...chart.lines];
}

function at(minute: number): string {
  return new Date(Date.UTC(2024, 4, 1) + minute * 60_000).toISOString().replace('T', ' ').replace('Z', '');
}

/** Newest bin first, as results come. */
const rising = table(
  [BIN, COUNT],
  Array.from({ length: 25 }, (_, i): CellText[] => [at(5 * (24 - i)), String(24 - i)]),
);

describe('line chart', () => {
  test('stats by bin is a line over time with axes', () => {
    expect(draw(rising).join('\n')).toMatchInlineSnapshot(`
      "── count(*)
        25 ┤                                                    ⢀⡠
           │                                                ⣀⠤⠒⠉⠁
           │                                           ⢀⡠⠔⠊⠉
           │                                       ⣀⠤⠒⠉⠁
           │                                  ⢀⡠⠔⠊⠉
           │                              ⣀⠤⠒⠉⠁
      12.5 ┤                          ⢀⡠⠔⠉
           │                      ⣀⡠⠔⠊⠁
           │                 ⢀⣀⠤⠒⠉
           │             ⣀⡠⠔⠊⠁
           │        ⢀⣀⠤⠒⠉
           │    ⣀⡠⠔⠊⠁
         0 ┤⣀⠤⠒⠉
           └──────────────────────────────────────────────────────
            2024-05-01 00:00   2024-05-01 01:00   2024-05-01 02:00
      25 points, one per 5m, UTC"
    `);
  });

  test('a missing bin is a gap in the line', () => {
    const gap = table(
      [BIN, COUNT],
      rising.rows.filter((_, i) => i < 8 || i > 15),
    );
    expect(draw(gap).join('\n')).toMatchInlineSnapshot(`
      "── count(*)
        25 ┤                                                    ⢀⡠
           │                                                ⣀⠤⠒⠉⠁
           │                                           ⢀⡠⠔⠊⠉
           │                                       ⣀⠤⠒⠉⠁
           │                                      ⠉
           │
      12.5 ┤
           │
           │                 ⢀⡀
           │             ⣀⡠⠔⠊⠁
           │        ⢀⣀⠤⠒⠉
           │    ⣀⡠⠔⠊⠁
         0 ┤⣀⠤⠒⠉
           └──────────────────────────────────────────────────────
            2024-05-01 00:00   2024-05-01 01:00   2024-05-01 02:00
      17 points, one per 5m, UTC"
    `);
  });

  test('several series share a chart in colour and have one each without', () => {
    const two = table(
      [BIN, NAME, COUNT],
      [0, 5, 10].flatMap((m): CellText[][] => [
        [at(m), 'Get', String(m)],
        [at(m), 'Put', '3'],
      ]),
    );
    const colored = draw(two, createStyle(true));
    expect(colored.filter((line) => line.includes('── '))).toEqual(['\x1b[36m── Get\x1b[0m', '\x1b[33m── Put\x1b[0m']);
    const plain = draw(two);
    expect(plain).toEqual(expect.arrayContaining(['Get', 'Put']));
    expect(plain.join('')).not.toContain('\x1b');
  });

  test('aggregates are series of their own, also per key', () => {
    const both = table(
      [BIN, NAME, COUNT, column('failed', 'number', 'aggregate')],
      [
        [at(0), 'Get', '2', '1'],
        [at(5), 'Get', '3', undefined],
      ],
    );
    expect(draw(both)).toEqual(expect.arrayContaining(['Get count(*)', 'Get failed']));
  });

  test('groups whose labels read alike are series of their own', () => {
    const alike = table(
      [BIN, NAME, column('eventSource', 'any', 'key'), COUNT],
      [0, 5].flatMap((m): CellText[][] => [
        [at(m), 'a b', 'c', '1'],
        [at(m), 'a', 'b c', '9'],
        [at(m), 'x', undefined, '1'],
        [at(m), 'x', '(none)', '9'],
      ]),
    );
    const names = draw(alike).filter((line) => /^[ax]/.test(line));
    expect(names).toEqual(['a b c', 'a b c', 'x (none)', 'x (none)']);
  });

  test('of many series the highest are drawn and the rest is counted', () => {
    const many = table(
      [BIN, NAME, COUNT],
      Array.from({ length: 30 }, (_, i): CellText[] => [at(0), `key${i}`, String(i)]),
    );
    const output = draw(many);
    expect(output.filter((line) => line.startsWith('key'))).toEqual(
      Array.from({ length: 8 }, (_, i) => `key${22 + i}`),
    );
    expect(output.at(-1)).toContain('22 more series not drawn');
  });

  test('one point, all zeros and negative values can be drawn', () => {
    for (const values of [['5'], ['0', '0'], ['-3', '2'], ['-3', '-1']]) {
      const output = draw(
        table(
          [BIN, COUNT],
          values.map((value, i) => [at(5 * i), value]),
        ),
      );
      expect(output.join('')).toMatch(/[\u2801-\u28ff]/);
      expect(output.join('')).not.toMatch(/NaN|-0 /);
    }
  });

  test('no line is wider than asked for', () => {
    for (const width of [30, 60, 133])
      for (const line of draw(rising, PLAIN, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  });
});

describe('bar chart', () => {
  test('stats by a field is a bar per group', () => {
    const bars = table(
      [NAME, COUNT],
      [
        ['RunInstances', '120'],
        ['GetObject', '30'],
        [undefined, '1'],
        ['日本', '0'],
      ],
    );
    expect(draw(bars).join('\n')).toMatchInlineSnapshot(`
      "             count(*)
      RunInstances ███████████████████████████████████████████ 120
      GetObject    ██████████▊ 30
      (none)       ▍ 1
      日本         0"
    `);
  });

  test('several aggregates are several bars per group; a missing value has none', () => {
    const bars = table(
      [NAME, COUNT, column('denied', 'number', 'aggregate')],
      [
        ['Get', '10', '5'],
        ['Put', '4', undefined],
      ],
    );
    expect(draw(bars).join('\n')).toMatchInlineSnapshot(`
      "Get count(*) ████████████████████████████████████████████ 10
          denied   ██████████████████████ 5
      Put count(*) █████████████████▋ 4
          denied"
    `);
  });

  test('negative values go to the left', () => {
    const bars = draw(
      table(
        [NAME, COUNT],
        [
          ['a', '10'],
          ['b', '-10'],
        ],
      ),
    );
    expect(bars[1]?.indexOf('█')).toBeGreaterThan(bars[2]?.indexOf('█') ?? Number.NaN);
  });

  test('at most 100 bars are drawn', () => {
    const output = draw(
      table(
        [NAME, COUNT],
        Array.from({ length: 130 }, (_, i): CellText[] => [`k${i}`, '1']),
      ),
    );
    expect(output).toHaveLength(1 + 100 + 1);
    expect(output.at(-1)).toBe('30 more rows not drawn');
  });

  test('labels cannot act on the terminal', () => {
    expect(draw(table([NAME, COUNT], [['\x1b[31mred', '1']])).join('')).not.toContain('\x1b');
  });

  test('one row without keys is drawn', () => {
    expect(draw(table([COUNT], [['7']])).at(-1)).toMatch(/^█+ 7$/);
  });
});

describe('what cannot be drawn', () => {
  test.each([
    ['events', EVENTS, /Only the result of a stats command/],
    ['no rows', table([NAME, COUNT], []), /no rows/],
    [
      'texts',
      table([NAME, column('last', 'any', 'aggregate')], [['a', '10.0.0.1']]),
      /no column of the result holds numbers/,
    ],
  ])('%s come with a reason', (_, result, reason) => {
    const chart = formatChart(result, { style: PLAIN, width: 60 });
    expect(chart.lines === undefined ? chart.reason : '').toMatch(reason);
  });
});
