/** How errors reach people and scripts: one line with a way out, or one JSON object; never a stack trace unless asked for. */

import type { ExportError, ExportErrorCode } from '../export/errors.ts';
import type { RemoteError } from '../ingest/remote.ts';
import type { Diagnostic } from '../parser/diagnostics.ts';
import type { StoreError, StoreErrorCode } from '../store/errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** What went wrong, for programs. docs/cli.md says what each means. */
export type FailureCode = StoreErrorCode | 'usage' | 'query-error' | 'not-supported' | 'interrupted' | 'internal';

/** What is known of an error when the program ends with it. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly code: FailureCode;
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
  const exitCode = EXIT.unreadable;
  if (isStoreError(error)) return storeFailure(error);
  if (isRemoteError(error)) {
    const { missing, message, hint } = error;
    return { exitCode, code: missing ? 'not-found' : 'unreadable', message, hint };
  }
  if (isExportError(error)) return exportFailure(error);
  if (/^E[A-Z]+$/.test(systemCode(error)) && 'syscall' in error) {
    // An error of a stream names no file. That of standard error nobody could read.
    if (error.syscall === 'write' && !('path' in error)) {
      const message = `Standard output cannot be written: ${reasonOf(error).reason}.`;
      return { exitCode, code: 'unreadable', message, hint: '' };
    }
    // Node's texts read "ENOENT: no such file or directory, open 'x'".
    return { exitCode, code: reasonOf(error).code, message: error.message.replace(/^[A-Z]+: /, ''), hint: '' };
  }
  return internal(error.message);
}

function storeFailure({ code, message }: StoreError): Failure {
  // These are about what the command line asks to store, not about the file.
  const exitCode = code === 'invalid' || code === 'exists' ? EXIT.usage : EXIT.unreadable;
  return { exitCode, code, message, hint: code === 'exists' ? 'With --replace the new one takes its place.' : '' };
}

/** The code and exit code of each. */
const EXPORT_FAILURES: Readonly<Record<ExportErrorCode, readonly [FailureCode, ExitCode]>> = {
  'not-events': ['query-error', EXIT.query],
  exists: ['exists', EXIT.usage],
  invalid: ['invalid', EXIT.usage],
  inexact: ['invalid', EXIT.usage],
  unwritable: ['unreadable', EXIT.unreadable],
};

function exportFailure({ code: kind, message }: ExportError): Failure {
  const [code, exitCode] = EXPORT_FAILURES[kind];
  return { exitCode, code, message, hint: '' };
}

/** Why the operating system refused a file or folder, in words that continue "cannot be read: ". */
export function reasonOf(error: unknown): { readonly code: FailureCode; readonly reason: string } {
  const code = systemCode(error);
  const reason = REASONS.get(code) ?? (error instanceof Error ? error.message : String(error));
  return { code: code === 'ENOENT' ? 'not-found' : 'unreadable', reason };
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'it does not exist'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'its permissions do not allow it'],
  ['ENOSPC', 'there is no space left'],
]);

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isStoreError(error: Error): error is StoreError {
  return error.name === 'StoreError';
}

function isRemoteError(error: Error): error is RemoteError {
  return error.name === 'RemoteError';
}

function isExportError(error: Error): error is ExportError {
  return error.name === 'ExportError';
}

function internal(message: string): Failure {
  return {
    exitCode: EXIT.internal,
    code: 'internal',
    message: `Internal error: ${message.split('\n')[0] ?? ''}`,
    hint: 'Run it again with TRAILQL_DEBUG=1 in the environment for details.',
  };
}
