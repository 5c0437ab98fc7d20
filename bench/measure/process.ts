/** Runs whole processes and says what they took. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Run {
  /** From the start of the process to its end. */
  readonly seconds: number;
  readonly stdout: string;
}

export interface Usage {
  /** Peak resident set of the process with all its threads, as the operating system counts it. */
  readonly peakRssBytes: number;
  /** Of all threads, user and system. */
  readonly cpuSeconds: number;
}

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'report-usage.js')).href;

/**
 * Runs Node.js with these arguments.
 * @throws Error when the process fails; the message has what it said.
 */
export async function runNode(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}\n${output.stderr}${output.stdout}`);
  return { seconds, stdout: output.stdout };
}

/**
 * Runs Node.js and also reports memory and processor time.
 * @throws Error when the process fails.
 */
export async function runNodeMeasured(args: readonly string[]): Promise<Run & Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'trailql-bench-'));
  const file = join(folder, 'usage.json');
  try {
    const run = await runNode(['--import', PRELOAD, ...args], { ...process.env, BENCH_USAGE_FILE: file });
    return { ...run, ...(JSON.parse(readFileSync(file, 'utf8')) as Usage) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
