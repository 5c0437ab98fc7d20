/** `trailql format`: what it prints, writes and exits with. */
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trailql } from './console.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailql-format-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const UGLY = '# who\nFIELDS a ,b|Limit 5 # five\n';
const CANONICAL = '# who\nfields a, b\n| limit 5 # five';

describe('prints the canonical text', () => {
  test('of an argument', async () => {
    expect(await trailql(['format', 'FIELDS a|Limit 5'])).toEqual({
      code: 0,
      stdout: 'fields a\n| limit 5\n',
      stderr: '',
    });
  });

  test('of standard input', async () => {
    const { code, stdout } = await trailql(['format', '-'], { stdin: UGLY });
    expect([code, stdout]).toEqual([0, `${CANONICAL}\n`]);
  });

  test('of a file, which stays as it is', async () => {
    const path = file('read.cwli', UGLY);
    expect((await trailql(['format', '--file', path])).stdout).toBe(`${CANONICAL}\n`);
    expect(readFileSync(path, 'utf8')).toBe(UGLY);
  });

  test('as JSON, with whether it differs', async () => {
    const { stdout } = await trailql(['format', '-', '--json'], { stdin: UGLY });
    expect(JSON.parse(stdout)).toEqual({ text: CANONICAL, changed: true });
  });

  test('with characters that act on a terminal shown as escapes there', async () => {
    const { stdout } = await trailql(['format', 'filter a = "\u001b[2J"'], { tty: true });
    expect(stdout).toBe('filter a = "\\x1b[2J"\n');
  });
});

describe('--check', () => {
  test.each([
    ['canonical text', CANONICAL],
    ['canonical text with a line end', `${CANONICAL}\n`],
  ])('is silent and exits with 0 for %s', async (_, text) => {
    expect(await trailql(['format', '-', '--check'], { stdin: text })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('exits with 1 for other text and names the file', async () => {
    const path = file('check.cwli', UGLY);
    expect(await trailql(['format', '--file', path, '--check'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `${path} is not in canonical form\n`,
    });
    expect((await trailql(['format', 'LIMIT 5', '--check'])).stderr).toBe('The query is not in canonical form\n');
  });

  test('with --json tells the same', async () => {
    const { code, stdout } = await trailql(['format', 'LIMIT 5', '--check', '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([1, { text: 'limit 5', changed: true }]);
  });
});

describe('--write', () => {
  test('puts the result into the file and prints nothing', async () => {
    const path = file('write.cwli', UGLY);
    expect(await trailql(['format', '--file', path, '--write'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe(`${CANONICAL}\n`);
  });

  test('leaves a canonical file untouched', async () => {
    const path = file('same.cwli', `${CANONICAL}\n`);
    const before = new Date(1_000_000_000_000);
    utimesSync(path, before, before);
    await trailql(['format', '--file', path, '--write']);
    expect(statSync(path).mtime).toEqual(before);
  });

  test('leaves a file with errors untouched', async () => {
    const path = file('wrong.cwli', 'FIELDS *');
    expect((await trailql(['format', '--file', path, '--write'])).code).toBe(1);
    expect(readFileSync(path, 'utf8')).toBe('FIELDS *');
  });

  test.each([
    [['format', 'limit 5', '--write'], /--write needs a file to write to.*\n.*--file FILE/],
    [['format', '--file', 'a', '--write', '--check'], /'--write' cannot be used with option '--check'/],
    [['format'], /There is no query/],
  ])('%j is wrong usage', async (argv, reason) => {
    const { code, stderr } = await trailql(argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
  });
});

test('errors of the query are told with their place, and exit with 1', async () => {
  const { code, stdout, stderr } = await trailql(['format', 'fields *']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('unexpected symbol found * at line 1 and position 7');
});
