/** What the figures were measured on. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '..', '..');

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
  /** Processes waiting for a core in the minute before: figures taken next to other work mean little. */
  readonly load: number;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    load: loadavg()[0] ?? 0,
  };
}

/** Versions of the project, of what its speed depends on, and of what it is compared with. */
export function versions(duckdb: string | undefined): Readonly<Record<string, string>> {
  const installed = ['better-sqlite3', 'chevrotain', 'minizlib', 're2js'].map((name) => [
    name,
    versionIn(join(PROJECT, 'node_modules', name)),
  ]);
  return { trailql: versionIn(PROJECT), commit: commit(), ...Object.fromEntries(installed), ...(duckdb && { duckdb }) };
}

function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** With a `+` when there are changes that are not committed. */
function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['--no-optional-locks', ...args], {
      cwd: PROJECT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}
