/** Ties the command line to the real process. */
import { existsSync } from 'node:fs';
import { EXIT } from './exit-codes.ts';
import { run } from './program.ts';

export { run };

/**
 * Runs a command line with the process's streams, and ends the process with its exit code when all is written.
 * @param folder where the programs of the worker threads are, if the build made them
 */
export async function runProcess(argv: readonly string[], version: string, folder: URL): Promise<never> {
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
  const exitCode = await run(argv, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    clock: Date.now,
    version,
    workerUrl: builtWorker('ingest-worker.js'),
    scanWorkerUrl: builtWorker('scan-worker.js'),
  });
  await Promise.all([written(process.stdout), written(process.stderr)]);
  // Left to itself, Node.js takes its heap apart first.
  process.exit(exitCode);
}

/** Resolves when all that has been given to a stream is written, or cannot be. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
