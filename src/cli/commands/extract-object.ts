/** `trailql extract-object`: an ingested object, byte for byte. */
import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { bytes as size } from '../../report/units.ts';
import { visible } from '../../report/visible.ts';
import type { StoredSource } from '../../store/types.ts';
import { CliError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Io, styleFor } from '../io.ts';
import { type Act, type DbOptions, dbOption, examples } from '../options.ts';
import { refuseTerminal, writeBytes, writeLines } from '../output.ts';
import { oneSource } from '../source-argument.ts';
import { withStore } from '../stores.ts';

interface Options extends DbOptions {
  readonly output?: string;
  readonly force?: true;
}

export function addExtractObject(program: Command, act: Act): void {
  const command = program
    .command('extract-object')
    .summary('write an ingested object byte for byte')
    .description(
      'Writes an object as it was ingested, after checking its SHA-256 hash. Digest files are kept in any case, others by ingest --keep-objects.',
    )
    .argument('<source>', 'the id of the source, its URI or the end of it')
    .option('-o, --output <file>', 'write it to this file (default: standard output)')
    .option('--force', 'take the place of a file that exists');
  examples(dbOption(command), [
    ['an object that was kept', 'trailql extract-object 17 --output log.json.gz'],
    ['into a pipe', 'trailql extract-object log.json.gz | gunzip -c'],
  ]);
  command.action((name: string, options: Options) => act((io) => run(io, name, options)));
}

async function run(io: Io, name: string, options: Options): Promise<ExitCode> {
  if (options.output === undefined) refuseTerminal(io.stdout, 'Redirect it, or name a file with --output.');
  return withStore(options.db, async (store) => {
    const source = oneSource(store.sources(), name);
    const object = store.keptObject(source.id);
    if (object === undefined) throw notKept(source);
    requireHash(source, object);
    if (options.output === undefined) await writeBytes(io.stdout, object);
    else {
      const { OutputFile } = await import('../../export/output-file.ts');
      const file = new OutputFile(options.output, { force: options.force ?? false, database: store.file });
      try {
        file.write(object);
        file.finish();
      } finally {
        file.discard();
      }
    }
    const hash =
      source.sha256 === null
        ? 'its hash is not known: it could not be read to its end'
        : `its SHA-256 is ${source.sha256}, as it was at ingest`;
    await writeLines(io.stderr, [
      `${styleFor(io.stderr, io).cyan('note')}: ${visible(source.uri)}, ${size(object.length)}; ${hash}`,
    ]);
    return EXIT.ok;
  });
}

function notKept({ id, uri }: StoredSource): CliError {
  return new CliError({
    exitCode: EXIT.unreadable,
    code: 'not-found',
    message: `The bytes of the source ${id} (${uri}) were not kept.`,
    hint: 'Ingest it with --keep-objects into a new database. Its events can be exported all the same: trailql export.',
  });
}

function requireHash({ id, sha256 }: StoredSource, object: Uint8Array): void {
  if (sha256 === null || createHash('sha256').update(object).digest('hex') === sha256) return;
  throw new CliError({
    exitCode: EXIT.unreadable,
    code: 'corrupt',
    message: `The database is damaged: the kept bytes of the source ${id} do not have the SHA-256 of the object.`,
    hint: 'Restore the file from a copy or ingest its sources again.',
  });
}
