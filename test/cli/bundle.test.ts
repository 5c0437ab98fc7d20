/** The bundle of the command and its compiled code: what the code is, or whether there is any, changes nothing but time. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CODE_FILE, COMMAND_FILE, loadBundle } from '../../src/cli/bundle.ts';
import { packCode, unpackCode } from '../../src/cli/code-cache.ts';

const ROOT = new URL('../../', import.meta.url);
const DIST = new URL('dist/', ROOT);

const bytes = fc.uint8Array({ minLength: 1, maxLength: 50 });

test('code comes back for its own bundle only', () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, (bundle, code, other) => {
      const file = Buffer.from(packCode(bundle, code));
      expect(unpackCode(bundle, file)).toEqual(Buffer.from(code));
      fc.pre(!Buffer.from(bundle).equals(other));
      expect(unpackCode(other, file)).toBeUndefined();
    }),
  );
});

test('a file that is damaged or cut short has no code', () => {
  fc.assert(
    fc.property(bytes, bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (bundle, code, at, change) => {
      const file = Buffer.from(packCode(bundle, code));
      expect(unpackCode(bundle, file.subarray(0, at % file.length))).toBeUndefined();
      file[at % file.length] = (file[at % file.length] ?? 0) ^ change;
      expect(unpackCode(bundle, file)).toBeUndefined();
    }),
  );
});

describe.runIf(existsSync(new URL(COMMAND_FILE, DIST)))('the built command', () => {
  let folder: string;
  const dist = (name: string) => join(folder, 'dist', name);
  const run = (...argv: string[]) => {
    const { status, stdout } = spawnSync(process.execPath, [dist('cli.js'), ...argv], { encoding: 'utf8' });
    return { status, stdout };
  };
  const archive = fileURLToPath(new URL('fixtures/archive', ROOT));
  const query = () => run('query', 'stats count(*) by eventName', '--from', archive, '--format', 'csv');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'trailql-bundle-'));
    mkdirSync(join(folder, 'dist'));
    symlinkSync(fileURLToPath(new URL('node_modules', ROOT)), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('comes with code that V8 takes', () => {
    expect(loadBundle(DIST).script.cachedDataRejected).toBe(false);
  });

  test('gives the same without code, with damaged code and with code of another bundle', () => {
    spawnSync('cp', ['-r', `${fileURLToPath(DIST)}.`, join(folder, 'dist')]);
    const expected = query();
    expect(expected).toMatchObject({ status: 0, stdout: expect.stringContaining('eventName') });
    const code = readFileSync(dist(CODE_FILE));
    rmSync(dist(CODE_FILE));
    expect(query()).toEqual(expected);
    for (const at of [0, 5, 30, code.length >> 1, code.length - 1]) {
      const damaged = Buffer.from(code);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      writeFileSync(dist(CODE_FILE), damaged);
      expect(query(), `byte ${at}`).toEqual(expected);
    }
    // As long as the one before, which is all that V8 looks at.
    writeFileSync(dist(CODE_FILE), code);
    const bundle = readFileSync(dist(COMMAND_FILE), 'latin1');
    writeFileSync(dist(COMMAND_FILE), bundle.replace('archives, offline.', 'archives, OFFLINE.'), 'latin1');
    expect(run('--help').stdout).toContain('OFFLINE');
  });
});
