/** `trailql sources`: the objects that a database was made from. */
import type { Command } from 'commander';
import { formatSources, formatSourcesJson } from '../../report/sources.ts';
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

export function addSources(program: Command, act: Act): void {
  const command = program
    .command('sources')
    .summary('list the objects the events came from')
    .description(
      'Lists the source objects of a database with what became of their records. JSON also has sizes, times and SHA-256 hashes.',
    );
  examples(tableOptions(outputOptions(dbOption(command))), [
    ['what is in a database', 'trailql sources --db trail.db'],
    ['hashes of the evidence', 'trailql sources --json'],
  ]);
  command.action((options: Options) => act((io) => run(io, options)));
}

async function run(io: Io, options: Options): Promise<ExitCode> {
  return withStore(options.db, async (store) => {
    const sources = store.sources();
    const style = styleFor(io.stdout, io, options.color);
    const width = options.width ?? terminalWidth(io);
    await writeLines(
      io.stdout,
      options.json ? formatSourcesJson(sources) : formatSources(sources, { style, width, fold: options.fold }),
    );
    return EXIT.ok;
  });
}
