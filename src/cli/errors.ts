/** How errors reach people and scripts: one line with a way out, or one JSON object; never a stack trace unless asked for. */
import type { Diagnostic } from '../parser/diagnostics.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** What is known of an error when the program ends with it. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** For programs, e.g. `usage`, `not-found`, `query-error`. */
  readonly code: string;
  readonly message: string;
  /** A way out; empty when the message says it all. */
  readonly hint: string;
  /** Of a query that cannot run, with the text its spans point into. */
  readonly query?: QueryFailure;
}

export interface QueryFailure {
  readonly text: string;
  readonly source: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** An error with everything a person needs to know. */
export class CliError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'CliError';
    this.failure = failure;
  }
}

export function usageError(message: string, hint = ''): CliError {
  return new CliError({ exitCode: EXIT.usage, code: 'usage', message, hint });
}

/** A query whose diagnostics forbid to run it. */
export function queryError(query: QueryFailure): CliError {
  const worst = query.diagnostics.find((d) => d.severity === 'error') ?? query.diagnostics[0];
  const message = worst?.message ?? 'The query cannot be run';
  return new CliError({ exitCode: EXIT.query, code: 'query-error', message, hint: worst?.hint ?? '', query });
}

/** Sorts any error into a failure. Errors of modules that load later are told by name and code, so that nothing is loaded for them. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CliError) return error.failure;
  if (!(error instanceof Error)) return internal(String(error));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error.name === 'StoreError') return { exitCode: EXIT.unreadable, code, message: error.message, hint: '' };
  if (/^E[A-Z]+$/.test(code) && 'syscall' in error) {
    // Node's texts read "ENOENT: no such file or directory, open 'x'".
    const message = error.message.replace(/^[A-Z]+: /, '');
    return { exitCode: EXIT.unreadable, code: code.toLowerCase(), message, hint: '' };
  }
  return internal(error.message);
}

function internal(message: string): Failure {
  return {
    exitCode: EXIT.internal,
    code: 'internal',
    message: `Internal error: ${message.split('\n')[0] ?? ''}`,
    hint: 'Run it again with TRAILQL_DEBUG=1 in the environment for details.',
  };
}
