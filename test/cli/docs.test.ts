/** The page of the command line names every command and option, and its examples are real command lines. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../src/cli/errors.ts';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { shellWords } from './console.ts';

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

/** A program whose commands do nothing, so that command lines can be parsed without being run. */
function program(): Command {
  const sink = { write: () => true };
  return createProgram({ stdout: sink, stderr: sink, version: '0' }, async () => {});
}

function section(name: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? '';
}

function exampleLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.trim().split('\n'));
}

/** The commands that do something, by the words that call them: `query`, `lookup add`. */
function calls(parent: Command, before = ''): (readonly [words: string, command: Command])[] {
  return parent.commands.flatMap((command) => {
    const words = before + command.name();
    return command.commands.length === 0 ? [[words, command] as const] : calls(command, `${words} `);
  });
}

describe.each(calls(program()))('%s', (name, command) => {
  const chapter = section(name.split(' ')[0] ?? '');

  test('has a section with examples', () => {
    expect(exampleLines(chapter).some((line) => line.includes(`trailql ${name}`))).toBe(true);
  });

  test.each(command.options.map((option) => [option.flags, option] as const))(
    'the option %s is explained and used',
    (_, option) => {
      const long = option.long ?? '';
      expect(chapter).toMatch(new RegExp(`^\\| .*\`${long}(?: <[\\w=]+>)?\``, 'm'));
      expect(chapter).toMatch(new RegExp(`trailql ${name} .*${long}\\b`));
    },
  );
});

test('the examples of the page and of the help are valid command lines', async () => {
  let help = '';
  const all = program();
  for (const command of [...all.commands, ...calls(all).map(([, command]) => command)]) {
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    command.outputHelp();
  }
  const fromHelp = [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line = '']) => line);
  const lines = [...exampleLines(page), ...fromHelp];
  expect(lines.length).toBeGreaterThan(30);
  for (const line of lines) {
    const [name, ...argv] = shellWords(line);
    expect(name, line).toBe('trailql');
    await expect(program().parseAsync(argv, { from: 'user' }), line).resolves.toBeDefined();
  }
});

test('every exit code is explained', () => {
  for (const [code, meaning] of EXIT_CODES) expect(page.replaceAll('`', '')).toContain(`| ${code} | ${meaning} |`);
});

test('every error code is explained', () => {
  const codes: Readonly<Record<FailureCode, true>> = {
    usage: true,
    'query-error': true,
    'not-found': true,
    unreadable: true,
    'not-supported': true,
    'not-a-store': true,
    'older-format': true,
    'newer-format': true,
    corrupt: true,
    locked: true,
    invalid: true,
    exists: true,
    interrupted: true,
    internal: true,
  };
  const [, table = ''] = page.split('### Error codes');
  const explained = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code),
  );
  for (const code of Object.keys(codes)) expect(explained).toContain(code);
});

test.each([['query'], ['export']])('every format of %s is explained', (name) => {
  const format = program()
    .commands.find((command) => command.name() === name)
    ?.options.find((option) => option.long === '--format');
  expect(format?.argChoices?.length).toBeGreaterThan(1);
  for (const choice of format?.argChoices ?? [])
    expect(section(name)).toMatch(new RegExp(`^\\| \`${choice}\` \\|`, 'm'));
});
