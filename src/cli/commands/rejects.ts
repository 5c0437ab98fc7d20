/** `trailql rejects`: what of the objects could not be stored. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatRejects, formatRejectsJson, formatRejectsNdjson } from '../../report/rejects.ts';
import { counted } from '../../report/units.ts';
import type { EventStore } from '../../store/event-store.ts';
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
import { refuseTerminal, writeBytes, writeLines } from '../output.ts';
import { terminalWidth } from '../result-output.ts';
import { oneSource } from '../source-argument.ts';
import { withStore } from '../stores.ts';

const FORMATS = ['table', 'json', 'ndjson'] as const;
type Format = (typeof FORMATS)[number];

/** A source and a record of it, counted from 1. */
interface RejectId {
  readonly source: number;
  readonly record: number;
}

interface Options extends DbOptions, Omit<OutputOptions, 'json'>, TableOptions, FormatOptions<Format> {
  readonly source?: string;
  readonly raw?: RejectId;
}

export function addRejects(program: Command, act: Act): void {
  const command = program
    .command('rejects')
    .summary('list what could not be stored')
    .description(
      'Lists the records that are no events: their place, the reason and what they are. What is in them is shown with escapes; JSON has the bytes as Base64.',
    )
    .option('--source <source>', 'only of this source: its id, its URI or the end of it')
    .addOption(
      new Option('--raw <id>', 'write the bytes of one reject exactly as they are')
        .argParser(rejectId)
        .conflicts(['json', 'format', 'source', 'width', 'fold']),
    );
  examples(tableOptions(formatOptions(dbOption(command), FORMATS)), [
    ['what was rejected, and why', 'trailql rejects --db trail.db'],
    ['of one object', 'trailql rejects --source log.json.gz'],
    ['the bytes of one of them', 'trailql rejects --raw 3:17 > reject.bin'],
  ]);
  command.action((options: Options) => act((io) => run(io, options)));
}

function rejectId(text: string): RejectId {
  const [, source, record] = /^(\d{1,15}):(\d{1,15})$/.exec(text) ?? [];
  if (source === undefined || record === undefined) {
    throw new InvalidArgumentError('Write the id that trailql rejects lists, such as 3:17.');
  }
  return { source: Number(source), record: Number(record) };
}

async function run(io: Io, options: Options): Promise<ExitCode> {
  const format = formatOf(options, 'table');
  return withStore(options.db, async (store) => {
    if (options.raw !== undefined) return writeRaw(io, store, options.raw);
    const all = store.sources();
    const sources = new Map(all.map((source) => [source.id, source]));
    const rejects = store.rejects(options.source === undefined ? undefined : oneSource(all, options.source).id);
    if (format === 'json') await writeLines(io.stdout, formatRejectsJson(rejects, sources));
    else if (format === 'ndjson') await writeLines(io.stdout, formatRejectsNdjson(rejects, sources));
    else {
      const style = styleFor(io.stdout, io, options.color);
      const grid = { style, width: options.width ?? terminalWidth(io), fold: options.fold };
      await writeLines(io.stdout, formatRejects(rejects, sources, grid));
    }
    return EXIT.ok;
  });
}

async function writeRaw(io: Io, store: EventStore, { source, record }: RejectId): Promise<ExitCode> {
  refuseTerminal(io.stdout, 'Redirect it, or leave out --raw to see it with escapes.');
  const reject = store.reject(source, record - 1);
  if (reject === undefined) {
    throw new CliError({
      exitCode: EXIT.unreadable,
      code: 'not-found',
      message: `There is no reject ${source}:${record}.`,
      hint: 'trailql rejects lists them with their ids.',
    });
  }
  await writeBytes(io.stdout, reject.bytes);
  if (reject.bytes.length < reject.length) {
    const note = `of the ${counted(reject.length, 'byte')} only the first ${counted(reject.bytes.length, 'byte')} are kept`;
    await writeLines(io.stderr, [`${styleFor(io.stderr, io).yellow('note')}: ${note}`]);
  }
  return EXIT.ok;
}
