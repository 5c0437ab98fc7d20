/** Keeps what V8 compiles of the command's bundle while it runs queries, so that a query in a new process need not compile it again. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CODE_FILE, COMMAND_FILE, loadBundle } from '../src/cli/bundle.ts';
import { packCode } from '../src/cli/code-cache.ts';
import type { Io, Output } from '../src/cli/io.ts';

const ARCHIVE = 'fixtures/archive/AWSLogs/123456789012/CloudTrail';
const QUERIES = 'fixtures/knowledge-center';

/** What is printed goes nowhere. */
const NOWHERE: Output = {
  write(_, done) {
    done();
    return true;
  },
};

/** @param dist the folder of the build */
export async function compileCommand(dist: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'trailql-build-'));
  try {
    const db = join(scratch, 'trail.db');
    // Each Region becomes a segment: results are put together from several.
    for (const region of readdirSync(ARCHIVE)) {
      execFileSync(process.execPath, [join(dist, 'cli.js'), 'ingest', join(ARCHIVE, region), '--db', db], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    }
    const { script, exports } = loadBundle(pathToFileURL(`${resolve(dist)}/`));
    for (const name of readdirSync(QUERIES).filter((name) => name.endsWith('.cwli'))) {
      const exitCode = await exports.run(['query', '--db', db, '--file', join(QUERIES, name)], io());
      if (exitCode !== 0) throw new Error(`${name} ends with exit code ${exitCode}`);
    }
    const code = packCode(readFileSync(join(dist, COMMAND_FILE)), script.createCachedData());
    writeFileSync(join(dist, CODE_FILE), code);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function io(): Io {
  return {
    stdin: process.stdin,
    stdout: NOWHERE,
    stderr: NOWHERE,
    env: {},
    clock: Date.now,
    version: '',
    workerUrl: undefined,
    scanWorkerUrl: undefined,
  };
}
