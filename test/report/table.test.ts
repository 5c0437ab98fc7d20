import { describe, expect, test } from 'vitest';
import { createStyle } from '../../src/report/style.ts';
import { footer, formatTable } from '../../src/report/table.ts';
import { displayWidth } from '../../src/report/width.ts';
import { column, EVENTS, HOSTILE, lines, PLAIN, STATISTICS, table, text } from './tables.ts';

describe('table', () => {
  test('columns are aligned, numbers to the right; a missing cell is empty; the pointer is not shown', () => {
    expect(text(formatTable(EVENTS, { style: PLAIN }))).toBe(
      [
        '┌─────────────────────────┬──────────────┬────┐',
        '│ @timestamp              │ userAgent    │  n │',
        '├─────────────────────────┼──────────────┼────┤',
        '│ 2024-05-01 10:00:00.000 │ aws-cli/2.15 │ 12 │',
        '│ 2024-05-01 09:59:58.000 │              │ -5 │',
        '└─────────────────────────┴──────────────┴────┘',
        'Showing 2 of 71,101 records matched, 1,234,567 scanned in 1.23 s',
      ].join('\n'),
    );
  });

  test('fields whose cells are all numbers are numbers', () => {
    const numbers = table(
      [column('a'), column('b')],
      [
        ['1', '1'],
        ['22', 'x'],
        [undefined, '3'],
      ],
    );
    expect(lines(formatTable(numbers, { style: PLAIN }))[3]).toBe('│  1 │ 1 │');
  });

  test('wide characters keep the borders in line', () => {
    const wide = table([column('名前')], [['日本語'], ['abc'], ['👩‍👩‍👧']]);
    const widths = lines(formatTable(wide, { style: PLAIN }))
      .slice(0, -1)
      .map((line) => displayWidth(line));
    expect(new Set(widths)).toEqual(new Set([10]));
  });

  test.each(HOSTILE.map((cell) => [cell]))('%j is shown, not obeyed, in cells and in titles', (cell) => {
    const output = text(formatTable(table([column(cell)], [[cell]]), { style: PLAIN }));
    expect(output.split('\n')).toHaveLength(6);
    expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u200b\u202e]/u);
  });

  test('without a width nothing is cut, and one long cell does not widen the others', () => {
    const long = 'x'.repeat(5000);
    const output = lines(
      formatTable(
        table(
          [column('a'), column('b')],
          [
            [long, '1'],
            ['y', '2'],
          ],
        ),
        { style: PLAIN },
      ),
    );
    expect(output[3]).toContain(long);
    expect(displayWidth(output[4] ?? '')).toBeLessThan(200);
  });

  test('with a width long cells are cut, timestamps and numbers last', () => {
    const output = lines(
      formatTable(
        table([column('@timestamp', 'timestamp'), column('m')], [['2024-05-01 10:00:00.000', 'x'.repeat(100)]]),
        { style: PLAIN, width: 60 },
      ),
    );
    expect(output[3]).toBe(`│ 2024-05-01 10:00:00.000 │ ${'x'.repeat(29)}… │`);
    for (const line of output.slice(0, -1)) expect(displayWidth(line)).toBe(60);
  });

  test('folding goes on in further lines', () => {
    const output = lines(
      formatTable(table([column('a'), column('m')], [['1', 'abcdefghij'.repeat(4)]]), {
        style: PLAIN,
        width: 30,
        fold: true,
      }),
    );
    expect(output.slice(3, -2)).toEqual(['│ 1 │ abcdefghijabcdefghijab │', '│   │ cdefghijabcdefghij     │']);
  });

  test('too many columns for the width are shown record by record', () => {
    const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
    const output = lines(
      formatTable(
        table(
          names.map((n) => column(n)),
          [names.map((n) => n.repeat(9))],
        ),
        { style: PLAIN, width: 30 },
      ),
    );
    expect(output[0]).toMatch(/^─ 1 ─+$/);
    expect(output[1]).toBe('alpha   │ alphaalphaalphaalph…');
  });

  test('no rows leave the header', () => {
    expect(lines(formatTable(table([column('a')], []), { style: PLAIN }))).toHaveLength(5);
  });

  test('no columns leave the footer', () => {
    expect(lines(formatTable(table([], []), { style: PLAIN }))).toHaveLength(1);
  });

  test('colours surround the frame only when they are on', () => {
    expect(text(formatTable(EVENTS, { style: PLAIN }))).not.toContain('\x1b');
    expect(text(formatTable(EVENTS, { style: createStyle(true) }))).toContain('\x1b[1m');
  });

  test.each([
    [0.42, '0.42 ms'],
    [12.4, '12 ms'],
    [999.7, '1 s'],
    [1500, '1.5 s'],
    [100_000, '1 min 40 s'],
    [3_723_000, '1 h 2 min'],
  ])('%d ms of scan read %j', (elapsedMs, words) => {
    expect(footer({ ...STATISTICS, elapsedMs })).toBe(
      `Showing 2 of 71,101 records matched, 1,234,567 scanned in ${words}`,
    );
  });
});
