/** Holds the output for the cases to golden.json. `UPDATE_GOLDEN=1` writes it anew: read what changes. */

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BUILDS } from './cases.ts';
import { type Golden, runCase } from './golden-run.ts';

const FILE = new URL('golden.json', import.meta.url);
const names = Object.keys(BUILDS);

if (process.env['UPDATE_GOLDEN'] === '1') {
  test('golden.json is written', async () => {
    const all: Golden[] = [];
    for (const name of names) all.push(await runCase(name));
    writeFileSync(FILE, `${JSON.stringify(all, undefined, 2)}\n`);
  }, 120_000);
} else {
  const goldens = JSON.parse(readFileSync(FILE, 'utf8')) as Golden[];

  test('there is an output for each case', () => {
    expect(goldens.map(({ name }) => name)).toEqual(names);
  });

  describe('the output is that of aws cloudtrail validate-logs', () => {
    test.each(goldens)('$name', async (golden) => {
      expect(await runCase(golden.name)).toEqual(golden);
    });
  });

  test.each(['all valid', 'everything at once'])('without --verbose what is valid is left out: %s', async (name) => {
    const golden = goldens.find((one) => one.name === name);
    const brief = await runCase(name, []);
    expect(brief.stdout).not.toMatch(/\tvalid$/m);
    expect(brief.exitCode).toBe(golden?.exitCode);
    expect(brief.stderr.split('\n').filter((line) => line !== '')).toEqual(
      golden?.stderr.split('\n').filter((line) => line !== ''),
    );
  });
}
