/** Ties the command line to the real process. */
import { existsSync } from 'node:fs';
import { EXIT } from './exit-codes.ts';
import { run } from './program.ts';

export { run };

/**
 * Runs a command line with the process's streams and sets its exit code.
 * @param folder where the programs of the worker threads are, if the build made them
 */
export async function runProcess(argv: readonly string[], version: string, folder: URL): Promise<void> {
  const builtWorker = (name: string): URL | undefined => {
    const url = new URL(name, folder);
    return existsSync(url) ? url : undefined;
  };
  // Errors of the streams, such as a reader that is gone, reach whoever writes; unheard they would end the process with a stack trace.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  process.on('uncaughtException', (error: unknown) => {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const details = process.env['TRAILQL_DEBUG'] && error instanceof Error ? `${error.stack}\n` : '';
    process.stderr.write(
      `error: Internal error: ${message}\nhint: Run it again with TRAILQL_DEBUG=1 in the environment for details.\n${details}`,
    );
    process.exit(EXIT.internal);
  });
  process.exitCode = await run(argv, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    clock: Date.now,
    version,
    workerUrl: builtWorker('ingest-worker.js'),
    scanWorkerUrl: builtWorker('scan-worker.js'),
  });
}
