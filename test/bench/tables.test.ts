import { describe, expect, it } from 'vitest';
import { queriedForm } from '../../bench/measure/archive.ts';
import type { QueryFigures } from '../../bench/measure/queries.ts';
import { markdownTable, textTable, times } from '../../bench/measure/table.ts';
import { ingestTable, queryTable, ratiosOf, tinyTable } from '../../bench/measure/tables.ts';
import { loadStatement } from '../../bench/peers/load.ts';

const timing = (medianMs: number) => ({ firstMs: medianMs * 2, runsMs: [medianMs], medianMs });
const query = (name: string, ours: number, theirs: number, problem?: string): QueryFigures => ({
  name,
  text: 'stats count(*)',
  trailql: { ...timing(ours), rows: 1, recordsMatched: 1234 },
  duckdb: { ...timing(theirs), sql: 'SELECT count(*) FROM events' },
  ...(problem !== undefined && { problem }),
});
const manifest = {
  events: 1000,
  seed: 1,
  skew: 'high',
  days: 30,
  generator: 'g',
  files: 100,
  gzipBytes: 1e6,
  jsonBytes: 8e6,
  eventBytes: { mean: 1, p50: 1, p95: 1, p99: 1, max: 1 },
} as const;
const runs = (...seconds: number[]) => ({
  runs: seconds.map((value) => ({ seconds: value, cpuSeconds: value, peakRssBytes: 1e8 })),
  databaseBytes: 2e6,
});

describe('the table of queries', () => {
  it("divides DuckDB's time by TrailQL's, and takes the geometric mean", () => {
    const { rows } = queryTable('q', [query('one', 10, 40), query('two', 10, 10)]);
    expect(rows[0]?.slice(0, 4)).toEqual(['one', '10.0 ms', '40.0 ms', '4.0 ×']);
    expect(rows[0]?.slice(4)).toEqual(['20.0 ms', '80.0 ms', '1', '1,234']);
    expect(rows.at(-1)).toEqual(['geometric mean', '', '', '2.0 ×']);
  });

  it('shows a query whose rows differ with what differs, and leaves it out of the mean', () => {
    const list = [query('one', 10, 40), query('two', 10, 1000, '1 rows, DuckDB has 2')];
    const { columns, rows } = queryTable('q', list);
    expect(ratiosOf(list)).toEqual([4]);
    expect(columns.at(-1)).toBe('problem');
    expect(rows[1]?.at(-1)).toBe('1 rows, DuckDB has 2');
  });

  it('has no ratios without DuckDB', () => {
    const { name, text, trailql } = query('one', 10, 40);
    const { rows } = queryTable('q', [{ name, text, ...(trailql && { trailql }) }]);
    expect(rows).toEqual([['one', '10.0 ms', '', '', '20.0 ms', '', '1', '1,234']]);
  });
});

describe('the table of ingest', () => {
  it("has the median, and ratios to the ceiling and to DuckDB's time", () => {
    const ceiling = { events: 1000, gzipBytes: 1, jsonBytes: 1, gunzipSeconds: 1, gunzipAndParseSeconds: 4 };
    const { rows } = ingestTable({
      archive: manifest,
      ceilings: [ceiling],
      ingest: runs(1, 2, 9),
      loads: [{ form: 'whole', ...runs(3) }],
      article: [],
      adHoc: [],
    });
    expect(rows).toEqual([
      ['TrailQL', '2.00 s', '2.00 s', '500 /s', '4 MB/s', '0.50 ×', ''],
      ['DuckDB, whole record', '3.00 s', '3.00 s', '333 /s', '3 MB/s', '0.75 ×', '1.5 ×'],
    ]);
  });
});

describe('the table of tiny files', () => {
  it('sets both against reading alone', () => {
    const { title, rows } = tinyTable({ archive: manifest, parseSeconds: [1, 3], ingest: runs(4), load: undefined });
    expect(title).toBe('Tiny files: 100 files of 10.0 events on average');
    expect(rows).toEqual([
      ['open + gunzip + JSON.parse alone', '2.00 s', '50 /s', '1.0 ×', ''],
      ['TrailQL', '4.00 s', '25 /s', '2.0 ×', '100 MB'],
    ]);
  });
});

describe('a table', () => {
  const table = {
    title: 'T',
    columns: ['', 'n', 'text'],
    rows: [
      ['a', '1.0 ms', 'x|y'],
      ['bb', '10.0 ms', ''],
    ],
  };

  it('is Markdown with numbers to the right and pipes escaped', () => {
    expect(markdownTable(table)).toBe(
      ['|  | n | text |', '| --- | ---: | --- |', '| a | 1.0 ms | x\\|y |', '| bb | 10.0 ms |  |'].join('\n'),
    );
  });

  it('is aligned text', () => {
    expect(textTable({ ...table, rows: table.rows.map((row) => row.slice(0, 2)), columns: ['', 'n'] })).toBe(
      ['T', '          n', '──  ───────', 'a    1.0 ms', 'bb  10.0 ms'].join('\n'),
    );
  });

  it('writes ratios with two digits that count', () => {
    expect([0.043, 0.5, 1.25, 9.98, 12.4, 1234].map(times)).toEqual([
      '0.04 ×',
      '0.50 ×',
      '1.3 ×',
      '10 ×',
      '12 ×',
      '1,234 ×',
    ]);
  });
});

describe("DuckDB's tables", () => {
  it('are queried uncompressed only while they fit well into memory', () => {
    expect(queriedForm(1.4e9, 16e9)).toBe('whole');
    expect(queriedForm(14e9, 16e9)).toBe('whole-zstd');
  });

  it('are read with a stated schema, from a path of any characters', () => {
    const sql = loadStatement('typed', "/tmp/it's here/AWSLogs");
    expect(sql).toContain("'/tmp/it''s here/AWSLogs/**/*.json.gz'");
    expect(sql).toContain('"eventTime" TIMESTAMP');
    expect(sql).toMatch(/; CHECKPOINT$/);
    expect(loadStatement('whole', '/a')).toContain("'JSON[]'");
    expect(loadStatement('whole-zstd', '/a')).toContain('record JSON USING COMPRESSION zstd');
  });
});
