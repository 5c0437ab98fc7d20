/** Slips as people make them: what is said about each, and what to write instead. */
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/parser/commands.ts';
import { parse } from '../../src/parser/parse.ts';
import slips from './slips.json' with { type: 'json' };

test.each(slips.map(({ text, message, hint }) => [text, message, hint]))('%s', (text, message, hint) => {
  expect(parse(text).diagnostics.map((one) => ({ message: one.message, hint: one.hint }))).toEqual([{ message, hint }]);
});

test('every command has slips', () => {
  const slipped = slips.map(({ text }) => text.toLowerCase());
  for (const { kind } of COMMANDS.values()) {
    const words = [...COMMANDS].flatMap(([word, command]) => (command.kind === kind ? [word] : []));
    expect(
      words.some((word) => slipped.some((text) => text.startsWith(word))),
      kind,
    ).toBe(true);
  }
});
