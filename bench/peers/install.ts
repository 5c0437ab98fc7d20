/** DuckDB is installed when the benchmark first needs it, into this folder alone: no user of the package ever gets it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;

/**
 * The installed version, after an installation from the lock file if it is missing or another one.
 * @returns why there is none, when it cannot be installed.
 */
export function provideDuckDb(): { readonly version: string } | { readonly missing: string } {
  const wanted = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const version = wanted.dependencies['@duckdb/node-api'] ?? '';
  if (installedVersion() === version) return { version };
  const said = install();
  return installedVersion() === version ? { version } : { missing: said };
}

function installedVersion(): string | undefined {
  const file = join(FOLDER, 'node_modules', '@duckdb', 'node-api', 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : undefined;
}

/** Runs the npm that runs the benchmark, or else the one on the path. */
function install(): string {
  const args = ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund'];
  const npm = process.env['npm_execpath'];
  const { error, stderr } =
    npm === undefined
      ? spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' })
      : spawnSync(process.execPath, [npm, ...args], { encoding: 'utf8' });
  const said = stderr?.split('\n').flatMap((line) => /^npm (?:ERR!|error) (.+)/.exec(line)?.[1] ?? []) ?? [];
  return error?.message ?? (said.slice(0, 2).join(', ') || 'npm ci installed nothing for this platform');
}
