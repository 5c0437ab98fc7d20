/** Every code has a message that somebody has read and found good, or is listed with what is wrong with it. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { openSample } from '../../scripts/language-sample.ts';
import { DIAGNOSTIC_CODES } from '../../src/parser/diagnostics.ts';
import { drawGolden, readGolden } from './golden.ts';

const FILES = ['messages.txt', 'unloved.txt'];

const trail = openSample();
afterAll(() => trail.close());

const files = FILES.map((file) => {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return { file, ...readGolden(text) };
});

describe.each(files)('$file', ({ file, head, cases }) => {
  test('every message is as printed', async () => {
    const drawn: string[] = [];
    for (const one of cases) drawn.push(await drawGolden(trail, one));
    await expect(head + drawn.join('\n')).toMatchFileSnapshot(file);
  });

  test.each(cases)('$code: $title', async (one) => {
    expect(await drawGolden(trail, one)).toContain(`[${one.code}]: `);
    expect(one.why !== '', 'a reason stands in unloved.txt, and only there').toBe(file === 'unloved.txt');
  });
});

test.each(Object.keys(DIAGNOSTIC_CODES))('the code %s has a golden message', (code) => {
  expect(files.flatMap(({ cases }) => cases).map((one) => one.code)).toContain(code);
});
