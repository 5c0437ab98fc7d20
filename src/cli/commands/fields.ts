/** `trailql fields`: the field catalog. */
import type { Command } from 'commander';
import { formatFields, formatFieldsJson } from '../../report/fields.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Io, styleFor } from '../io.ts';
import {
  type Act,
  type DbOptions,
  dbOption,
  examples,
  type OutputOptions,
  outputOptions,
  type TableOptions,
  tableOptions,
} from '../options.ts';
import { writeLines } from '../output.ts';
import { terminalWidth } from '../result-output.ts';
import { withStore } from '../stores.ts';

type Options = DbOptions & OutputOptions & TableOptions;

export function addFields(program: Command, act: Act): void {
  const command = program
    .command('fields')
    .summary('list the fields of the events')
    .description('Lists the fields that the events have: how many have each, its types and some values.')
    .argument('[prefix]', 'only fields whose path starts with this');
  examples(tableOptions(outputOptions(dbOption(command))), [
    ['everything about who did it', 'trailql fields userIdentity.'],
    ['for a script', 'trailql fields --json'],
  ]);
  command.action((prefix: string | undefined, options: Options) => act((io) => run(io, prefix, options)));
}

async function run(io: Io, prefix: string | undefined, options: Options): Promise<ExitCode> {
  return withStore(options.db, async (store) => {
    const [fields, events] = [store.fields(prefix), store.eventCount()];
    const style = styleFor(io.stdout, io, options.color);
    const width = options.width ?? terminalWidth(io);
    await writeLines(
      io.stdout,
      options.json
        ? formatFieldsJson(fields, events)
        : formatFields(fields, events, { style, width, fold: options.fold }),
    );
    return EXIT.ok;
  });
}
