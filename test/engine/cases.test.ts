/** Runs the golden cases of `cases/`: each with the work pushed into the scan and wholly in SQL. */
import { describe, expect, it } from 'vitest';
import { type Diagnostic, QueryError, type QueryOptions } from '../../src/index.ts';
import { expectsError, readCaseFile } from './case-schema.ts';
import {
  type Case,
  type Events,
  type ExpectedDiagnostic,
  rawCaseFiles,
  tableOf,
  timeOf,
  withTrail,
} from './support.ts';

const files = rawCaseFiles();

describe('the case files', () => {
  it.each(files)('$file is well formed', ({ file, content }) => {
    expect(readCaseFile(file, content).cases).not.toHaveLength(0);
  });
});

describe.each(files.map(({ file, content }) => readCaseFile(file, content)))('$file', ({ events, cases }) => {
  it.each(cases)('$name: $query', async (testCase) => {
    await run(testCase.events ?? events, testCase);
  });
});

async function run(events: Events, testCase: Case): Promise<void> {
  await withTrail(events, async (trail) => {
    for (const pushdown of [true, false]) {
      const options = { ...optionsOf(testCase), pushdown };
      if (expectsError(testCase)) {
        const error = await trail.query(testCase.query, options).catch((caught: unknown) => caught);
        if (!(error instanceof QueryError)) throw new Error(`must fail, but gave ${JSON.stringify(error)}`);
        expectDiagnostics(error.diagnostics, testCase.diagnostics);
        continue;
      }
      const table = await tableOf(trail, testCase.query, options, testCase.columns?.includes('@ptr'));
      if (testCase.columns) expect(table.columns).toEqual(testCase.columns);
      if (testCase.rows) expect(table.rows).toEqual(testCase.rows);
      expectDiagnostics((await trail.query(testCase.query, options)).diagnostics, testCase.diagnostics);
    }
  });
}

function optionsOf({ start, end, now }: Case): QueryOptions {
  return {
    ...(start !== undefined && { start: timeOf(start) }),
    ...(end !== undefined && { end: timeOf(end) }),
    ...(now !== undefined && { now: timeOf(now) }),
  };
}

function expectDiagnostics(actual: readonly Diagnostic[], expected: readonly ExpectedDiagnostic[] | undefined): void {
  if (!expected) return;
  const shown = actual.map(({ code, span, message }, index) => ({
    code,
    ...(expected[index]?.span && { span: [span.start, span.end] }),
    ...(expected[index]?.message !== undefined && { message }),
  }));
  expect(shown).toEqual(expected);
}
