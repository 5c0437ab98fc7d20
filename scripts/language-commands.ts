/** The pages of the commands. */
import type { CommandDefinition } from '../src/engine/commands/definition.ts';
import { commandReferences } from '../src/engine/commands/reference/all.ts';
import type { Trail } from '../src/index.ts';
import { drawMessages, drawResult, runExample } from './language-example.ts';
import { block, code, page, table } from './language-markdown.ts';

export interface Page {
  /** Relative to the folder of the reference. */
  readonly path: string;
  /** Undefined when something on it fails. */
  readonly text: string | undefined;
  /** Why, by name. */
  readonly failures: readonly string[];
}

/** Where the page of a command is. */
export function commandPath({ name }: CommandDefinition): string {
  return `commands/${name.startsWith('$') ? 'saved-query' : name}.md`;
}

export async function commandPages(trail: Trail): Promise<Page[]> {
  const pages: Page[] = [];
  for (const definition of commandReferences) pages.push(await commandPage(trail, definition));
  return pages;
}

/** The rows of the index. */
export function commandTable(): string {
  return table(
    ['command', 'what it does'],
    commandReferences.map((definition) => {
      const [first = '', ...others] = [definition.name, ...definition.aliases].map(code);
      return [[`[${first}](${commandPath(definition)})`, ...others].join(', '), definition.summary];
    }),
  );
}

async function commandPage(trail: Trail, definition: CommandDefinition): Promise<Page> {
  const { name, aliases, forms, summary, description, options, examples } = definition;
  const failures: string[] = [];
  const shown: string[] = [];
  const said = new Set<string>();
  for (const { title, query } of examples) {
    const { result, diagnostics, failure } = await runExample(trail, query);
    if (!result) {
      failures.push(`${commandPath(definition)}: "${title}" fails: ${failure}`);
      continue;
    }
    // What is said of every use of the command stands under its first example only.
    const fresh = diagnostics.filter(({ message }) => !said.has(message));
    for (const { message } of fresh) said.add(message);
    const messages = fresh.length > 0 ? ['', ...drawMessages(fresh, query)] : [];
    shown.push(title, block('cwli', query.split('\n')), block('text', [...drawResult(result), ...messages]));
  }
  const parts = [
    `# ${name}`,
    summary,
    block('text', forms),
    ...(aliases.length > 0 ? [`Also: ${aliases.map(code).join(', ')}.`] : []),
    ...description,
    ...(options.length > 0
      ? [
          '## Options',
          table(
            ['word', 'meaning'],
            options.map((option) => [code(option.name), option.doc]),
          ),
        ]
      : []),
    '## Examples',
    'Over the [sample events](../README.md#the-sample-events).',
    ...shown,
    '[All commands](../README.md#commands)',
  ];
  return { path: commandPath(definition), text: failures.length > 0 ? undefined : page(parts), failures };
}
