/** Runs code of libraries that hostile bytes can make go on without end. */

import { type Context, createContext, Script } from 'node:vm';

/** What is run takes milliseconds. */
const TIMEOUT_MS = 20_000;

const CALL = new Script('work()');
let context: Context | undefined;

/** Runs `work`, which must not wait for anything. @throws what it throws, and an error when it takes very long */
export function guarded(work: () => void): void {
  context ??= createContext(Object.create(null));
  context['work'] = work;
  try {
    CALL.runInContext(context, { timeout: TIMEOUT_MS });
  } finally {
    context['work'] = undefined;
  }
}
