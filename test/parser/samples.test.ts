/** The samples of the language specification are read, refused or wrong as it says. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from '../../src/parser/parse.ts';

const samples = readFileSync(new URL('./samples.md', import.meta.url), 'utf8');

function blocks(tag: string): string[] {
  return [...samples.matchAll(new RegExp(`\`\`\`${tag}\\n([\\s\\S]*?)\\n\`\`\``, 'g'))].map((match) => match[1] ?? '');
}

test.each(blocks('cwli'))('reads %j', (text) => {
  expect(parse(text).diagnostics).toEqual([]);
});

test.each(blocks('cwli-refused'))('refuses, for nothing else, %j', (text) => {
  const codes = new Set(parse(text).diagnostics.map(({ code }) => code));
  expect([...codes]).toEqual(['not-implemented']);
});

const wrong = [...samples.matchAll(/^(unexpected .*)\n\n```cwli-error\n([\s\S]*?)\n```/gm)];
test.each(wrong.map((match): [string, string] => [match[2] ?? '', match[1] ?? '']))('fails on %j', (text, message) => {
  expect(parse(text).diagnostics).toMatchObject([{ message }]);
});
