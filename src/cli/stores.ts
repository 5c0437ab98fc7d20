/** Opening the database a command works on. */
import { existsSync } from 'node:fs';
import type { EventStore } from '../store/event-store.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/**
 * Runs work on a database that must exist, and closes it.
 * @throws CliError, StoreError
 */
export async function withStore<T>(path: string, work: (store: EventStore) => Promise<T>): Promise<T> {
  requireDb(path);
  const { EventStore } = await import('../store/event-store.ts');
  const store = EventStore.open(path);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

function requireDb(path: string): void {
  if (existsSync(path)) return;
  const quoted = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  throw new CliError({
    exitCode: EXIT.unreadable,
    code: 'not-found',
    message: `The database ${path} does not exist.`,
    hint: `Make it with trailql ingest SRC --db ${quoted}, or name another one with --db.`,
  });
}
