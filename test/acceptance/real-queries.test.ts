/**
 * Queries that people wrote, where there are some: TRAILQL_TEST_QUERIES names a file of them, as scripts/query-verdicts.ts reads it. What
 * is refused must break a rule of the language, and what is not must run.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSample } from '../../scripts/language-sample.ts';
import { type CollectedQuery, drawVerdicts, judge, readQueries } from '../../scripts/query-verdicts.ts';
import { type DiagnosticCode, QueryError, type Trail } from '../../src/index.ts';
import { DIAGNOSTIC_CODES } from '../../src/parser/diagnostics.ts';

const file = process.env['TRAILQL_TEST_QUERIES'];

/** Errors that stand for a rule of the language, each with its section of the language specification. */
const RULES: ReadonlyMap<DiagnosticCode, string> = new Map([
  ['unexpected-symbol', '2.2'],
  ['unrecognized-token', '2.1'],
  ['query-too-long', '2.1'],
  ['redefined-name', '3.0.3'],
  ['stage-order', '3.0.4'],
  ['subquery-nesting', '3.0.4'],
  ['unknown-name-after-stats', '3.5'],
  ['not-aggregated', '3.5'],
  ['aggregate-outside-stats', '8.3'],
  ['too-many-stats', '7'],
  ['limit-range', '3.7'],
  ['glob-aliases', '3.9'],
  ['invalid-regex', '5.3'],
  ['extracted-field', '3.15'],
  ['join-condition', '3.19'],
  ['subquery-column', '3.26'],
  ['unknown-function', '8.2'],
  ['wrong-arguments', '8.3'],
  ['structure-not-allowed', '4.5'],
  ['bin-out-of-scope', '4.3'],
]);

/** What depends on the database, not on the query. */
const MISSING_HERE: ReadonlySet<DiagnosticCode> = new Set(['unknown-resource', 'unknown-saved-query']);

describe.skipIf(file === undefined || !existsSync(file))('real queries', () => {
  const judged = file !== undefined && existsSync(file) ? readQueries(file).map(judge) : [];
  let trail: Trail;
  beforeAll(() => {
    trail = openSample();
  });
  afterAll(() => trail.close());

  test.each(judged)('$id: what is said has a place in the query', ({ query, diagnostics }) => {
    for (const { code, severity, span, message } of diagnostics) {
      expect(DIAGNOSTIC_CODES[code].severity).toBe(severity);
      expect(message).not.toBe('');
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(query.length);
    }
  });

  const unflagged = judged.filter(({ flags }) => flags.length === 0);
  test.each(unflagged)('$id breaks a rule of the language if it is refused', ({ verdict, diagnostics }) => {
    if (verdict !== 'refused') return;
    expect(diagnostics.filter(({ code }) => !RULES.has(code))).toEqual([]);
  });

  test.each(judged)('$id runs if it is not refused, in both ways with the same rows', async ({ query, verdict }) => {
    const run = async (pushdown: boolean) => {
      try {
        const { columns, rows } = await trail.query(query, { now: 1_714_568_400_000, pushdown });
        return { columns, rows };
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        return error.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
      }
    };
    const outcome = await run(true);
    expect(await run(false)).toEqual(outcome);
    if (Array.isArray(outcome) && verdict !== 'refused')
      expect(outcome.filter((code) => !MISSING_HERE.has(code))).toEqual([]);
  });
});

describe('the table of verdicts', () => {
  const judgedOne = (query: string, more: Partial<CollectedQuery> = {}) =>
    judge({ id: 'q', source: 'owner/name:folder/file.md', flags: [], query, ...more });

  test('a query runs, runs with a difference, or is refused', () => {
    expect(judgedOne('limit 1')).toMatchObject({ verdict: 'runs', diagnostics: [] });
    expect(judgedOne('filter a == 1')).toMatchObject({
      verdict: 'portability',
      diagnostics: [{ code: 'double-equals' }],
    });
    // What only differs does not matter once there is an error.
    expect(judgedOne('filter a == 1 | limit 0')).toMatchObject({
      verdict: 'refused',
      diagnostics: [{ code: 'limit-range' }],
    });
  });

  test('the file is read line by line, with its flags', () => {
    const folder = mkdtempSync(join(tmpdir(), 'trailql-queries-'));
    try {
      const path = join(folder, 'queries.jsonl');
      writeFileSync(
        path,
        '{"id":"a","source":"o/n:p","query":"limit 1","templated":true}\n\n{"query":"x","doubtful":["y"]}\n',
      );
      expect(readQueries(path)).toEqual([
        { id: 'a', source: 'o/n:p', query: 'limit 1', flags: ['templated'] },
        { id: 'line 3', source: '', query: 'x', flags: ['y'] },
      ]);
      writeFileSync(path, '{"id":"a"}');
      expect(() => readQueries(path)).toThrow('line 1 has no query.');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('totals stand above the queries, and cells cannot break the table', () => {
    const lines = drawVerdicts([
      judgedOne('limit 1', { id: '1' }),
      judgedOne('limit 1 |', { id: '2', flags: ['templated'] }),
      judgedOne('filter a || b', { id: '3' }),
    ]);
    expect(lines).toEqual([
      '| Verdict | Queries | of them flagged |',
      '| --- | --- | --- |',
      '| refused | 2 | 1 |',
      '| runs | 1 | 0 |',
      '',
      '| Code | Queries | of them flagged |',
      '| --- | --- | --- |',
      '| unexpected-symbol | 2 | 1 |',
      '',
      '| Query | Source | Flags | Verdict | Codes | Reasons |',
      '| --- | --- | --- | --- | --- | --- |',
      '| 1 | owner/name: file.md |  | runs |  |  |',
      '| 2 | owner/name: file.md | templated | refused | unexpected-symbol | unexpected symbol found <EOF> at line 1 and position 9 |',
      '| 3 | owner/name: file.md |  | refused | unexpected-symbol | unexpected symbol found \\| at line 1 and position 10 |',
    ]);
  });
});
