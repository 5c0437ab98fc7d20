/** `trailql sources`: the objects that a database was made from. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  formatSources,
  formatSourcesJson,
  formatSourcesNdjson,
  formatSourcesSha256,
  totalsOf,
} from '../../report/sources.ts';
import { counted } from '../../report/units.ts';
import type { EventStore } from '../../store/event-store.ts';
import type { SourceStatus, StoredSource } from '../../store/types.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type FormatOptions, formatOf, formatOptions } from '../formats.ts';
import { type Io, styleFor } from '../io.ts';
import {
  type Act,
  type DbOptions,
  dbOption,
  examples,
  type OutputOptions,
  type TableOptions,
  tableOptions,
} from '../options.ts';
import { writeData, writeLines } from '../output.ts';
import { terminalWidth } from '../result-output.ts';
import { withStore } from '../stores.ts';

const FORMATS = ['table', 'json', 'ndjson', 'sha256'] as const;
type Format = (typeof FORMATS)[number];

const STATUSES: readonly SourceStatus[] = ['complete', 'damaged', 'failed', 'other'];

interface Options extends DbOptions, Omit<OutputOptions, 'json'>, TableOptions, FormatOptions<Format> {
  readonly status?: readonly SourceStatus[];
}

export function addSources(program: Command, act: Act): void {
  const command = program
    .command('sources')
    .summary('list the objects the events came from')
    .description(
      'Lists the source objects of a database with what became of their records. JSON also has sizes, times and SHA-256 hashes.',
    )
    .addOption(
      new Option('--status <status>', `only objects with this status: ${STATUSES.join(', ')}; repeatable`).argParser(
        oneStatus,
      ),
    );
  examples(tableOptions(formatOptions(dbOption(command), FORMATS)), [
    ['what is in a database', 'trailql sources --db trail.db'],
    ['what could not be read as a whole', 'trailql sources --status damaged --status failed'],
    ['hashes of the evidence', 'trailql sources --json'],
    ['whether the objects are still what they were', 'trailql sources --format sha256 | sha256sum --check'],
  ]);
  command.action((options: Options) => act((io) => run(io, options)));
}

function oneStatus(value: string, before: readonly SourceStatus[] | undefined): readonly SourceStatus[] {
  const status = STATUSES.find((one) => one === value);
  if (status === undefined) throw new InvalidArgumentError(`Allowed choices are ${STATUSES.join(', ')}.`);
  return [...(before ?? []), status];
}

async function run(io: Io, options: Options): Promise<ExitCode> {
  const format = formatOf(options, 'table');
  return withStore(options.db, async (store) => {
    const all = store.sources();
    requireBalance(store, all);
    const { status } = options;
    const sources = status === undefined ? all : all.filter((source) => status.includes(source.status));
    await writeSources(io, sources, format, options);
    return EXIT.ok;
  });
}

async function writeSources(io: Io, sources: readonly StoredSource[], format: Format, options: Options): Promise<void> {
  switch (format) {
    case 'json':
      return writeLines(io.stdout, formatSourcesJson(sources));
    case 'ndjson':
      return writeLines(io.stdout, formatSourcesNdjson(sources));
    case 'sha256': {
      await writeData(io.stdout, formatSourcesSha256(sources));
      const unknown = sources.filter(({ sha256 }) => sha256 === null).length;
      if (unknown === 0) return;
      const note = `${counted(unknown, 'object')} could not be read to the end: no hash is known`;
      return writeLines(io.stderr, [`${styleFor(io.stderr, io, options.color).yellow('note')}: ${note}`]);
    }
    case 'table': {
      const style = styleFor(io.stdout, io, options.color);
      const width = options.width ?? terminalWidth(io);
      return writeLines(io.stdout, formatSources(sources, { style, width, fold: options.fold }));
    }
  }
}

/** Every record of every object is an event, a duplicate or a reject, and every event is one of an object. */
function requireBalance(store: EventStore, sources: readonly StoredSource[]): void {
  const broken = sources.find(({ records, events, duplicates, rejects }) => records !== events + duplicates + rejects);
  const stored = store.eventCount();
  const { events } = totalsOf(sources);
  if (broken === undefined && events === stored) return;
  const message =
    broken === undefined
      ? `The database is damaged: its sources have ${counted(events, 'event')}, but ${counted(stored, 'event')} are there.`
      : `The database is damaged: the counts of the source ${broken.id} do not add up.`;
  throw new CliError({
    exitCode: EXIT.unreadable,
    code: 'corrupt',
    message,
    hint: 'Restore the file from a copy or ingest its sources again.',
  });
}
