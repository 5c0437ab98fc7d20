#!/usr/bin/env node
/**
 * The entry of `trailql`. The version is printed before anything is loaded; the rest loads what it needs when it needs it.
 */
import { createRequire } from 'node:module';

/** Put in by the build. */
declare const __TRAILQL_VERSION__: string | undefined;

const argv = process.argv.slice(2);
const folder = new URL('./', import.meta.url);

if (typeof __TRAILQL_VERSION__ !== 'string') {
  const [{ packageVersion }, { runProcess }] = await Promise.all([import('./version.ts'), import('./process.ts')]);
  await runProcess(argv, packageVersion(), folder);
} else if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${__TRAILQL_VERSION__}\n`);
} else {
  // As an ES module it would have Node make ES modules of all that it imports of Node's own.
  const { loadBundle }: typeof import('./bundle.ts') = createRequire(import.meta.url)('./bundle.cjs');
  await loadBundle(folder).exports.runProcess(argv, __TRAILQL_VERSION__, folder);
}
