/** What a query that cannot run throws. */
import type { Diagnostic } from '../parser/diagnostics.ts';

/** A query that cannot run. Its diagnostics hold at least one error. */
export class QueryError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.find((d) => d.severity === 'error')?.message ?? 'Query cannot be compiled');
    this.name = 'QueryError';
    this.diagnostics = diagnostics;
  }
}
