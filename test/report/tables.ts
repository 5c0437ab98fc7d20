/** Hand-made results and diagnostics for the tests of reports. */
import type { CellText, ResultColumn, ResultTable } from '../../src/engine/result.ts';
import { createStyle } from '../../src/report/style.ts';

export const PLAIN = createStyle(false);

export const STATISTICS = {
  recordsMatched: 71_101,
  recordsScanned: 1_234_567,
  bytesScanned: 3_102_440,
  resultCount: 2,
  elapsedMs: 1234,
};

export function column(
  name: string,
  type: ResultColumn['type'] = 'any',
  role: ResultColumn['role'] = 'field',
  bin?: ResultColumn['bin'],
): ResultColumn {
  return { name, type, role, ...(bin === undefined ? {} : { bin }) };
}

export function table(columns: readonly ResultColumn[], rows: readonly (readonly CellText[])[]): ResultTable {
  return { columns, rows, statistics: { ...STATISTICS, resultCount: rows.length }, diagnostics: [] };
}

/** Two events; the second one lacks a cell, and there is a record pointer in the middle. */
export const EVENTS = table(
  [
    column('@timestamp', 'timestamp'),
    column('@ptr', 'string', 'pointer'),
    column('userAgent', 'any'),
    column('n', 'number'),
  ],
  [
    ['2024-05-01 10:00:00.000', 'P1', 'aws-cli/2.15', '12'],
    ['2024-05-01 09:59:58.000', 'P2', undefined, '-5'],
  ],
);

/** Texts that try to do something: to a terminal, a spreadsheet, a page, a JSON reader. */
export const HOSTILE: readonly string[] = [
  '\x1b[2J\x1b[31mred',
  '\x1b]0;title\x07',
  '\u009b31m',
  'a\rb',
  'a\nb',
  'tab\there',
  '\u202egnp.exe',
  'zero\u200bwidth',
  '\u2028line',
  'lone \ud800 surrogate',
  '\x7f\x08\x00',
];

export const lines = (output: Iterable<string>): string[] => [...output];
export const text = (output: Iterable<string>): string => [...output].join('\n');
