/** The pages of the functions, one per family. */
import { signature } from '../src/engine/analyze/call.ts';
import type { FunctionDefinition } from '../src/engine/functions/definition.ts';
import { allFunctions } from '../src/engine/functions/registry.ts';
import type { Page } from './language-commands.ts';
import { datePatterns } from './language-date-patterns.ts';
import { block, code, page, table } from './language-markdown.ts';

type Family = FunctionDefinition['family'];

const FAMILIES: Readonly<Record<Family, { readonly title: string; readonly about: string }>> = {
  numeric: { title: 'Numbers', about: 'Texts that look like numbers are numbers here.' },
  datetime: {
    title: 'Dates and times',
    about:
      'Times are UTC. A period is a number and a unit: `5m`, `1h`, `1d` (`ms s m h d w mo q y`). Weeks begin on Monday.',
  },
  general: { title: 'General', about: 'Tests for presence, choices, and facts about the query.' },
  json: { title: 'JSON', about: 'Maps and lists from JSON texts.' },
  ip: { title: 'IP addresses', about: 'Texts that are no addresses, such as `ec2.amazonaws.com`, are in no network.' },
  string: { title: 'Texts', about: 'Numbers and times are texts here, as the result would show them.' },
  hash: { title: 'Hashes', about: 'Over the UTF-8 bytes of a text, in lower-case hexadecimal digits.' },
  aggregate: {
    title: 'Aggregates',
    about:
      'Only in the items of `stats`. The examples are over four rows in which `x` is 1, 2, 3 and 4, in order of time.',
  },
};

const RESULTS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  boolean: '1 or 0',
  timestamp: 'time',
  any: 'any value',
  dynamic: 'any value',
  structure: 'map or list',
  list: 'list',
  same: 'same kind as its arguments',
};

function families(): ReadonlyMap<Family, readonly FunctionDefinition[]> {
  const found = new Map<Family, FunctionDefinition[]>();
  for (const definition of allFunctions()) {
    found.set(definition.family, [...(found.get(definition.family) ?? []), definition]);
  }
  return found;
}

export function familyPath(family: Family): string {
  return `functions/${family}.md`;
}

/** The rows of the index. */
export function functionTable(): string {
  return table(
    ['family', 'functions'],
    [...families()].map(([family, definitions]) => [
      `[${FAMILIES[family].title}](${familyPath(family)})`,
      definitions.map(({ name }) => `[${code(name)}](${familyPath(family)}#${name.toLowerCase()})`).join(' '),
    ]),
  );
}

export function functionPages(): Page[] {
  return [...families()].map(([family, definitions]) => {
    const { title, about } = FAMILIES[family];
    const more = family === 'datetime' ? datePatterns() : { parts: [], failures: [] };
    const { failures } = more;
    const parts = [
      `# ${title}`,
      about,
      'Names are matched without regard to case.',
      ...definitions.flatMap(functionParts),
      ...more.parts,
      '[All functions](../README.md#functions)',
    ];
    return { path: familyPath(family), text: failures.length > 0 ? undefined : page(parts), failures };
  });
}

function functionParts(definition: FunctionDefinition): string[] {
  const { name, aliases, doc, example } = definition;
  return [
    `## ${name}`,
    block('text', [`${signature(definition)} → ${RESULTS[definition.returns] ?? definition.returns}`]),
    ...(aliases.length > 0 ? [`Also: ${aliases.map(code).join(', ')}.`] : []),
    doc,
    nullRule(definition),
    `${code(example.expression)} gives ${code(example.result)}.`,
  ];
}

function nullRule(definition: FunctionDefinition): string {
  switch (definition.kind) {
    case 'constant':
      return 'The same value in every row.';
    case 'aggregate':
      return 'star' in definition && definition.star
        ? 'Rows in which an argument is missing do not count; without one, or with `*`, all do.'
        : 'Rows in which an argument is missing do not count; when none is left, the result is missing.';
    case 'scalar': {
      if (definition.place === 'key') return 'Missing when the number is missing; a key of `stats`.';
      if (definition.nulls === 'accept') return 'A missing argument does not make the result missing.';
      const values = definition.parameters.filter(({ type }) => type !== 'period');
      if (values.length === 0) return 'Missing when the event has no time.';
      return values.length === 1
        ? 'Missing when its argument is missing or cannot be converted.'
        : 'Missing when an argument is missing or cannot be converted.';
    }
  }
}
