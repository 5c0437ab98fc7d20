/** Runs an example of the language reference and draws what a person sees: the table, or why there is none. */
import { type Diagnostic, QueryError, type QueryResult, type Trail } from '../src/index.ts';
import { drawDiagnostics } from '../src/report/diagnostics.ts';
import { drawGrid } from '../src/report/grid.ts';
import { createStyle } from '../src/report/style.ts';
import { isNumeric } from '../src/report/table.ts';
import { SAMPLE_OPTIONS } from './language-sample.ts';

/** Cells of a page's code block per line. */
const WIDTH = 120;
const WITHOUT_RANGE = { ...SAMPLE_OPTIONS, start: undefined, end: undefined };
const PLAIN = createStyle(false);

export interface Outcome {
  /** Undefined when the query fails. */
  readonly result: QueryResult | undefined;
  /** Errors of a query that fails, else portability warnings and notes. */
  readonly diagnostics: readonly Diagnostic[];
  /** Why the query fails; empty when it does not. */
  readonly failure: string;
}

/** @param code the diagnostic that the query is an example of; one of them is said only without a time range */
export async function runExample(trail: Trail, query: string, code = ''): Promise<Outcome> {
  try {
    const result = await trail.query(query, code === 'no-earlier-window' ? WITHOUT_RANGE : SAMPLE_OPTIONS);
    return { result, diagnostics: result.diagnostics, failure: '' };
  } catch (error) {
    // A defect of ours fails its example like an error of the query, so that all failures are told together.
    if (!(error instanceof QueryError)) return { result: undefined, diagnostics: [], failure: String(error) };
    const { diagnostics } = error;
    const failure = diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${code}: ${message}`)
      .join('; ');
    return { result: undefined, diagnostics, failure };
  }
}

/** The table without the record pointer. Missing cells are empty. */
export function drawResult({ columns, rows }: QueryResult): string[] {
  const shown = columns.filter((column) => column !== '@ptr');
  if (rows.length === 0) return ['(no rows)'];
  const grid = shown.map((title) => {
    const cells = rows.flatMap((row) => row[title] ?? []);
    const numeric = cells.length > 0 && cells.every(isNumeric);
    return { title, align: numeric ? ('right' as const) : ('left' as const), whole: numeric };
  });
  const cells = rows.map((row) => shown.map((title) => row[title] ?? ''));
  return [...drawGrid(grid, cells, { style: PLAIN, width: WIDTH, fold: true })];
}

/** As the command line draws them, without colours. */
export function drawMessages(diagnostics: readonly Diagnostic[], query: string): string[] {
  return [...drawDiagnostics(diagnostics, query, { style: PLAIN })];
}
