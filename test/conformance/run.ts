/** `npx tsx test/conformance/run.ts [--engine MODULE] [FILE…]`: runs the suite and prints what fails. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { describeDifferences, differences } from './check.ts';
import { type Engine, engine as trailql } from './engine.ts';
import { rawCaseFiles } from './files.ts';
import { readCaseFile } from './schema.ts';

const { values, positionals } = parseArgs({ options: { engine: { type: 'string' } }, allowPositionals: true });
const wanted = new Set(positionals.map((name) => `${path.basename(name, '.json')}.json`));
const files = rawCaseFiles().filter(({ file }) => wanted.size === 0 || wanted.has(file));
const unknown = [...wanted].filter((name) => !files.some(({ file }) => file === name));

if (unknown.length > 0) {
  console.error(`No such file of cases: ${unknown.join(', ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = (await runAll(await engineOf(values.engine))) === 0 ? 0 : 1;
}

/** Prints a line per file and each failure; gives the number of failed cases. */
async function runAll(engine: Engine): Promise<number> {
  let passed = 0;
  let failed = 0;
  for (const { file, content } of files) {
    const caseFile = readCaseFile(file, content);
    const failures: string[] = [];
    for (const testCase of caseFile.cases) {
      const found = await differences(engine, caseFile, testCase);
      if (found.length > 0) failures.push(describeDifferences(caseFile, testCase, found));
    }
    const good = caseFile.cases.length - failures.length;
    console.log(`${file}: ${good} passed${failures.length > 0 ? `, ${failures.length} failed` : ''}`);
    for (const failure of failures) console.log(`\n${failure}`);
    if (failures.length > 0) console.log();
    passed += good;
    failed += failures.length;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}

async function engineOf(module: string | undefined): Promise<Engine> {
  if (module === undefined) return trailql;
  const { engine } = (await import(pathToFileURL(path.resolve(module)).href)) as { engine: Engine };
  return engine;
}
