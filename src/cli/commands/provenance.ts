/** `trailql provenance`: where events come from. */
import type { Command } from 'commander';
import { formatProvenance, formatProvenanceJson } from '../../report/provenance.ts';
import { leftOutOf, provenanceOf, rowsNamed } from '../../store/provenance.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type FormatOptions, formatOf, formatOptions } from '../formats.ts';
import { type Io, styleFor } from '../io.ts';
import { type Act, type DbOptions, dbOption, examples, type OutputOptions } from '../options.ts';
import { writeLines } from '../output.ts';
import { withStore } from '../stores.ts';

const FORMATS = ['text', 'json'] as const;
type Options = DbOptions & Omit<OutputOptions, 'json'> & FormatOptions<(typeof FORMATS)[number]>;

export function addProvenance(program: Command, act: Act): void {
  const command = program
    .command('provenance')
    .summary('tell where events come from')
    .description(
      'Tells for each event the object it was read from with its SHA-256 hash, its place in it, when it was ingested and delivered, and what is known of copies.',
    )
    .argument('<event...>', 'the eventID or the @ptr of an event');
  examples(formatOptions(dbOption(command), FORMATS), [
    ['one event, or all that have this eventID', 'trailql provenance 8d9c1a5e-4f4b-4c6e-9f0e-2c1d7a9b3e10'],
    ['for a script', 'trailql provenance AQ8AAAAAAAc --json'],
  ]);
  command.action((names: string[], options: Options) => act((io) => run(io, names, options)));
}

async function run(io: Io, names: readonly string[], options: Options): Promise<ExitCode> {
  const format = formatOf(options, 'text');
  return withStore(options.db, async (store) => {
    const found = names.map((name) => ({ name, rows: rowsNamed(store, name) }));
    const missing = found.filter(({ rows }) => rows.length === 0);
    if (missing.length > 0) throw notFound(missing.map(({ name }) => name));
    const events = provenanceOf(store, [...new Set(found.flatMap(({ rows }) => rows))]);
    const leftOut = leftOutOf(store.sources());
    const style = styleFor(io.stdout, io, options.color);
    await writeLines(
      io.stdout,
      format === 'json' ? formatProvenanceJson(events, leftOut) : formatProvenance(events, leftOut, style),
    );
    return EXIT.ok;
  });
}

function notFound(names: readonly string[]): CliError {
  return new CliError({
    exitCode: EXIT.unreadable,
    code: 'not-found',
    message: `No event has the eventID or @ptr ${names.join(', ')}.`,
    hint: "An eventID is compared letter by letter. trailql query 'fields eventID' --format ndjson prints both.",
  });
}
