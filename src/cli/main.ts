#!/usr/bin/env node
/**
 * The entry of `trailql`. The version is printed before anything is loaded; the rest loads what it needs when it needs it.
 */

/** Put in by the build. */
declare const __TRAILQL_VERSION__: string | undefined;

const version =
  typeof __TRAILQL_VERSION__ === 'string' ? __TRAILQL_VERSION__ : (await import('./version.ts')).packageVersion();
const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  const { runProcess } = await import('./process.ts');
  await runProcess(argv, version, new URL('./', import.meta.url));
}

export {};
