/** The samples of the language specification are read or wrong as it says. */
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

const wrong = [...samples.matchAll(/^(unexpected .*)\n\n```cwli-error\n([\s\S]*?)\n```/gm)];
test.each(wrong.map((match): [string, string] => [match[2] ?? '', match[1] ?? '']))('fails on %j', (text, message) => {
  expect(parse(text).diagnostics).toMatchObject([{ message }]);
});
