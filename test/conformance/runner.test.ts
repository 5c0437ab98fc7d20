/** Runs the conformance suite: each case with the work pushed into the scan and wholly in SQL. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../src/parser/diagnostics.ts';
import { describeDifferences, differences } from './check.ts';
import { CODES } from './codes.ts';
import { engine } from './engine.ts';
import { rawCaseFiles } from './files.ts';
import { readCaseFile } from './schema.ts';

const files = rawCaseFiles();

describe('the case files', () => {
  it.each(files)('$file is well formed', ({ file, content }) => {
    expect(readCaseFile(file, content).cases).not.toHaveLength(0);
  });

  it('the codes of the suite are those of the registry, with their severity', () => {
    const registered = Object.entries(DIAGNOSTIC_CODES).map(([code, { severity }]) => [code, severity]);
    expect([...CODES].sort()).toEqual(registered.sort());
  });

  it('the codes are described in the format', () => {
    const format = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    for (const [code, severity] of CODES) expect(format).toMatch(new RegExp(`\\| \`${code}\` +\\| ${severity} +\\|`));
  });
});

describe.each(files.map(({ file, content }) => readCaseFile(file, content)))('$file', (caseFile) => {
  it.each(caseFile.cases)('$name: $query', async (testCase) => {
    const found = await differences(engine, caseFile, testCase);
    if (found.length > 0) throw new Error(describeDifferences(caseFile, testCase, found));
  });
});
