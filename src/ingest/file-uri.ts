/** Names of files as sources: a path as it is, or a `file:` URI when it is not valid UTF-8. */

/** A path; of bytes when it is not valid UTF-8. */
export type FilePath = string | Buffer;

const SCHEME = 'file://';

/** The name of a source; different for different paths, since absolute paths do not begin with a scheme. */
export function uriOf(path: FilePath): string {
  if (typeof path === 'string') return path;
  return SCHEME + path.toString('latin1').replace(/[^\w./~-]/g, (byte) => `%${hex(byte)}`);
}

/** The path of a source by its name. */
export function pathOf(uri: string): FilePath {
  if (!uri.startsWith(SCHEME)) return uri;
  const bytes = uri
    .slice(SCHEME.length)
    .replace(/%([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1');
}

function hex(byte: string): string {
  return byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}
