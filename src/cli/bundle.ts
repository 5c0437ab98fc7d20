/** Loads the bundle of the command, with what V8 compiled of it when it was built: to compile it again would take a fifth of a short query. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { unpackCode } from './code-cache.ts';

export interface Bundle {
  readonly script: Script;
  readonly exports: typeof import('./process.ts');
}

export const COMMAND_FILE = 'command.cjs';

/** The code that belongs to it. */
export const CODE_FILE = 'command.code';

/**
 * @param folder where the build is. Without code that fits, V8 compiles the bundle.
 * @throws what reading the bundle throws
 */
export function loadBundle(folder: URL): Bundle {
  const path = fileURLToPath(new URL(COMMAND_FILE, folder));
  const bytes = readFileSync(path);
  const cachedData = storedCode(bytes, new URL(CODE_FILE, folder));
  // esbuild writes ASCII only.
  const script = new Script(`(function(exports,require,module){${bytes.toString('latin1')}\n})`, {
    filename: path,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} as Bundle['exports'] };
  script.runInThisContext()(module.exports, createRequire(path), module);
  return { script, exports: module.exports };
}

function storedCode(bundle: Buffer, url: URL): Buffer | undefined {
  try {
    return unpackCode(bundle, readFileSync(url));
  } catch {
    return undefined;
  }
}
