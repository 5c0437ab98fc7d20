/** The language reference: nothing of the language lacks its place in it, and what it prints is what the program gives. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandPath } from '../../scripts/language-commands.ts';
import { DIAGNOSTICS_PATH } from '../../scripts/language-diagnostics.ts';
import { familyPath } from '../../scripts/language-functions.ts';
import { languageReference } from '../../scripts/language-reference.ts';
import { LANGUAGE_FOLDER } from '../../scripts/language-sample.ts';
import { commandReferences } from '../../src/engine/commands/reference/all.ts';
import { allFunctions } from '../../src/engine/functions/registry.ts';
import { check } from '../../src/index.ts';
import { COMMANDS } from '../../src/parser/commands.ts';
import { DIAGNOSTIC_CODES } from '../../src/parser/diagnostics.ts';

const { pages, failures } = await languageReference();

function written(path: string): string {
  const file = new URL(`../../${path}`, import.meta.url);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function headings(path: string): readonly string[] {
  return [...written(`${LANGUAGE_FOLDER}/${path}`).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
}

test('every example runs', () => {
  expect(failures).toEqual([]);
});

test.each([...pages])('%s is what the definitions and the examples give', (path, text) => {
  if (text !== undefined) expect(written(path)).toBe(text);
});

test('every page belongs to something', () => {
  const found = readdirSync(new URL(`../../${LANGUAGE_FOLDER}`, import.meta.url), {
    recursive: true,
    encoding: 'utf8',
  });
  const strays = found.filter((path) => path.endsWith('.md') && !pages.has(`${LANGUAGE_FOLDER}/${path}`));
  expect(strays).toEqual([]);
});

describe('commands', () => {
  test.each([...COMMANDS.values()])('$word has a page', ({ word }) => {
    const definition = commandReferences.find(({ name, aliases }) =>
      word === '$' ? name.startsWith('$') : name === word || aliases.includes(word),
    );
    expect(definition, word).toBeDefined();
    if (!definition) return;
    const page = written(`${LANGUAGE_FOLDER}/${commandPath(definition)}`);
    expect(page).toContain(`# ${definition.name}\n`);
    expect(page).toContain(word);
  });

  test('every page is of a command', () => {
    const words = [...COMMANDS.values()].map(({ word }) => word);
    const described = commandReferences.flatMap(({ name, aliases }) => [name.startsWith('$') ? '$' : name, ...aliases]);
    expect([...described].sort()).toEqual(words.sort());
  });

  test.each(commandReferences)(
    'every word in the forms of $name is explained and used',
    ({ forms, options, examples }) => {
      const named = forms.flatMap((form) => [...form.matchAll(/(?<![.\w])(\w+)=/g)].map(([, word = '']) => word));
      const explained = options.map(({ name }) => name);
      // Letters in upper case stand for something else: a side of a join.
      for (const word of named) expect(explained, word).toContain(word);
      for (const word of explained) {
        expect(forms.join('\n'), word).toContain(word);
        const uses = examples.filter(({ query }) => new RegExp(`\\b${word}\\b`).test(query));
        expect(uses.length, `an example uses ${word}`).toBeGreaterThan(0);
      }
    },
  );
});

/** A command names its settings when it is given one that it does not have. */
test.each([
  'join xxxxxxxxxx=1 where a.b=c.d (limit 1)',
  'appendcols xxxxxxxxxx=1 (limit 1)',
  'addtotals xxxxxxxxxx=1',
  'outlier xxxxxxxxxx=1 eventName',
])('the settings of %s are explained', (query) => {
  const [command = ''] = query.split(' ');
  const hint = check(query).find(({ code }) => code === 'wrong-arguments')?.hint ?? '';
  const settings = /^It has (.*)\.$/.exec(hint)?.[1]?.split(', ') ?? [];
  expect(settings.length, hint).toBeGreaterThan(1);
  const explained = commandReferences.find(({ name }) => name === command)?.options.map(({ name }) => name) ?? [];
  expect([...explained].sort()).toEqual(settings.sort());
});

test.each(allFunctions())('the function $name has a section', ({ name, family, aliases }) => {
  const page = familyPath(family);
  expect(headings(page)).toContain(name);
  for (const alias of aliases) expect(written(`${LANGUAGE_FOLDER}/${page}`)).toContain(`\`${alias}\``);
});

test.each(Object.keys(DIAGNOSTIC_CODES))('the code %s has a section', (code) => {
  expect(headings(DIAGNOSTICS_PATH)).toContain(code);
});
