/** What can be wrong with an export. */

export type ExportErrorCode =
  /** The rows of the query are no events. */
  | 'not-events'
  /** There is something at the place already. */
  | 'exists'
  /** An option or a place that cannot be used. */
  | 'invalid'
  /** A record that the form cannot hold exactly. */
  | 'inexact'
  /** The place cannot be written. */
  | 'unwritable';

/** The message says what is wrong and what to do. What was there before is as it was. */
export class ExportError extends Error {
  readonly code: ExportErrorCode;

  constructor(code: ExportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExportError';
    this.code = code;
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such folder'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['EACCES', 'its permissions do not allow it'],
  ['EPERM', 'its permissions do not allow it'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'there is no space left'],
  ['EDQUOT', 'the quota is used up'],
  ['EFBIG', 'it would be larger than files may be'],
]);

/** Turns an error of the file system into one that names the place. Every other error is returned as it is. */
export function fromFileSystem(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  const reason = REASONS.get(String(error.code)) ?? error.message;
  return new ExportError('unwritable', `${path} cannot be written: ${reason}.`, { cause: error });
}
