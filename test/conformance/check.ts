/** Runs one case in all modes of an engine and says how the outcome differs from what the case expects. */
import { isDeepStrictEqual } from 'node:util';
import { CODES } from './codes.ts';
import type { Engine, EngineDiagnostic, EngineInput, EngineOutput } from './engine.ts';
import { eventsNamed, messageOf, timeOf } from './files.ts';
import { type Case, type CaseFile, type ExpectedDiagnostic, expectsError } from './schema.ts';

export interface Difference {
  readonly mode: string;
  readonly what: 'outcome' | 'columns' | 'rows' | 'diagnostics';
  readonly expected: unknown;
  readonly actual: unknown;
}

/** No differences: the case passes. */
export async function differences(engine: Engine, file: CaseFile, testCase: Case): Promise<Difference[]> {
  const input = inputOf(file, testCase);
  const found: Difference[] = [];
  for (const mode of engine.modes) {
    const output = await engine.run(input, mode).catch((error: unknown) => error);
    if (output instanceof Error) {
      found.push({ mode, what: 'outcome', expected: 'an answer', actual: `${output.name}: ${output.message}` });
      continue;
    }
    for (const difference of compare(testCase, output as EngineOutput)) found.push({ mode, ...difference });
  }
  return found;
}

/** What of `output` is not as the case expects. */
export function compare(testCase: Case, { table, diagnostics }: EngineOutput): Omit<Difference, 'mode'>[] {
  const fails = expectsError(testCase);
  if (fails !== (table === undefined)) {
    const actual = table ?? diagnostics;
    return [{ what: 'outcome', expected: fails ? testCase.diagnostics : 'a table', actual }];
  }
  const found: Omit<Difference, 'mode'>[] = [];
  if (table) {
    const kept = [...table.columns.keys()].filter(
      (index) => table.columns[index] !== '@ptr' || testCase.columns?.includes('@ptr'),
    );
    const columns = kept.map((index) => table.columns[index]);
    if (testCase.columns && !isDeepStrictEqual(columns, testCase.columns)) {
      found.push({ what: 'columns', expected: testCase.columns, actual: columns });
    }
    const rows = table.rows.map((row) => kept.map((index) => row[index] ?? null));
    const arranged = (all: readonly unknown[]): unknown =>
      testCase.unordered ? all.map((row) => JSON.stringify(row)).sort() : all;
    if (testCase.rows && !isDeepStrictEqual(arranged(rows), arranged(testCase.rows))) {
      found.push({ what: 'rows', expected: testCase.rows, actual: rows });
    }
  }
  if (testCase.diagnostics && diagnostics) {
    const actual = diagnostics.map((diagnostic, index) => shown(diagnostic, testCase.diagnostics?.[index]));
    if (!isDeepStrictEqual(actual, testCase.diagnostics)) {
      found.push({ what: 'diagnostics', expected: testCase.diagnostics, actual });
    }
  }
  return found;
}

/** The words of a failed case. */
export function describeDifferences(file: CaseFile, testCase: Case, found: readonly Difference[]): string {
  const lines = [`${file.file}: ${testCase.name}`, ...testCase.query.split('\n').map((line) => `    ${line}`)];
  for (const { mode, what, expected, actual } of found) {
    lines.push(
      `  ${what} (${mode})`,
      `    expected ${JSON.stringify(expected)}`,
      `    actual   ${JSON.stringify(actual)}`,
    );
  }
  return lines.join('\n');
}

/** Only what the expectation at the same place tells: a code always, span and message where it has them. */
function shown({ code, span, message }: EngineDiagnostic, expected: ExpectedDiagnostic | undefined): unknown {
  return {
    code,
    ...(expected?.span && { span: [span.start, span.end] }),
    ...(expected?.message !== undefined && { message }),
    ...(!CODES.has(code) && { message }),
  };
}

function inputOf(file: CaseFile, { query, events, start, end, now, lookupTables, savedQueries }: Case): EngineInput {
  const tables = lookupTables ?? file.lookupTables;
  const queries = savedQueries ?? file.savedQueries;
  return {
    query,
    events: eventsNamed(events ?? file.events).map((event) => ({
      timestamp: timeOf(event.at),
      message: messageOf(event),
      logGroup: event.logGroup ?? 'cloudtrail',
    })),
    ...(start !== undefined && { start: timeOf(start) }),
    ...(end !== undefined && { end: timeOf(end) }),
    ...(now !== undefined && { now: timeOf(now) }),
    ...(tables && { lookupTables: tables }),
    ...(queries && { savedQueries: queries }),
  };
}
