/** Runs a case and takes its output apart. */

import { join } from 'node:path';
import { trailql } from '../cli/console.ts';
import { newFolder } from './archive.ts';
import { buildCase } from './cases.ts';

export interface Golden {
  readonly name: string;
  readonly exitCode: number;
  /** As `aws cloudtrail validate-logs` prints it. */
  readonly stdout: string;
  readonly stderr: string;
  /** What comes behind that. */
  readonly findings: readonly string[];
}

const HEADING = '\nNot checked by aws cloudtrail validate-logs:\n';

export async function runCase(name: string, more: readonly string[] = ['--verbose']): Promise<Golden> {
  const { archive, args, buckets } = buildCase(name);
  const root = newFolder();
  for (const bucket of buckets) archive.write(join(root, bucket), { bucket });
  const keys = join(root, 'keys.json');
  archive.writeKeys(keys);
  const folders = buckets.map((bucket) => join(root, bucket));
  const ran = await trailql(['verify', ...folders, '--keys', keys, ...args, ...more]);
  const [stdout = '', findings = ''] = ran.stdout.split(HEADING);
  return {
    name,
    exitCode: ran.code,
    stdout,
    stderr: ran.stderr.replace(/^note: .*\n/gm, ''),
    findings: findings.split('\n').filter((line) => line !== ''),
  };
}
