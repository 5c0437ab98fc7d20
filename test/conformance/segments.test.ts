/** The cases of the suite over events in segments of two, with scans that threads share and in one thread. */
import { describe, expect, it } from 'vitest';
import { runQuery } from '../../src/engine/query.ts';
import { QueryError } from '../../src/engine/query-error.ts';
import { withLiteralDefaults } from '../../src/engine/saved-query-defaults.ts';
import { parseCsvTable } from '../../src/engine/values/csv.ts';
import { Library } from '../../src/store/library.ts';
import { copiedScans, withSegments } from '../engine/scan/segmented.ts';
import { describeDifferences, differences } from './check.ts';
import type { Engine } from './engine.ts';
import { rawCaseFiles } from './files.ts';
import { readCaseFile } from './schema.ts';

const engine: Engine = {
  modes: ['shared', 'one thread'],
  run({ query, events, start, end, now, lookupTables = {}, savedQueries = [] }, mode) {
    return withSegments(events, 2, (store, writer) => {
      const library = Library.over(writer);
      for (const [name, csv] of Object.entries(lookupTables)) {
        library.addLookupTable({ name, ...parseCsvTable(csv) }, csv.length, { replace: false });
      }
      library.addSavedQueries(savedQueries.map(withLiteralDefaults), { replace: false });
      try {
        const pool = mode === 'shared' ? copiedScans(store) : undefined;
        const { columns, rows, diagnostics } = runQuery(store, query, { start, end, now }, pool);
        const table = {
          columns: columns.map(({ name }) => name),
          rows: rows.map((row) => row.map((cell) => cell ?? null)),
        };
        return { table, diagnostics };
      } catch (error) {
        if (error instanceof QueryError) return { diagnostics: error.diagnostics };
        throw error;
      }
    });
  },
};

describe.each(rawCaseFiles().map(({ file, content }) => readCaseFile(file, content)))('$file', (caseFile) => {
  it('gives the same over small segments', async () => {
    const failures: string[] = [];
    for (const testCase of caseFile.cases) {
      const found = await differences(engine, caseFile, testCase);
      if (found.length > 0) failures.push(describeDifferences(caseFile, testCase, found));
    }
    expect(failures).toEqual([]);
  });
});
