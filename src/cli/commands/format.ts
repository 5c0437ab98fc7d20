/** `trailql format`: a query in canonical form. */
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { stringify } from '../../report/json.ts';
import { visible } from '../../report/visible.ts';
import { queryError, usageError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { type Act, examples, type OutputOptions, outputOptions } from '../options.ts';
import { writeData, writeLines } from '../output.ts';
import { type QueryText, queryTextArguments, readQueryText } from '../query-text.ts';

interface Options extends OutputOptions {
  readonly file?: string;
  readonly check?: true;
  readonly write?: true;
}

export function addFormat(program: Command, act: Act): void {
  const command = queryTextArguments(program.command('format'))
    .summary('lay a query out in canonical form')
    .description('Prints a query with one command per line, blanks and case in order, and its comments kept.')
    .option('--check', `print nothing; exit with ${EXIT.query} when the query is not in this form`)
    .addOption(new Option('--write', 'put the result into the file of --file').conflicts('check'));
  examples(outputOptions(command, 'print {text, changed} as JSON'), [
    ['a query at hand', "trailql format 'FIELDS a,b|Limit 5'"],
    ['a file in place', 'trailql format --file denied.cwli --write'],
    ['a file in a pipeline', 'trailql format --file denied.cwli --check'],
  ]);
  command.action((text: string | undefined, options: Options) => act((io) => run(io, text, options)));
}

async function run(io: Io, text: string | undefined, options: Options): Promise<ExitCode> {
  if (options.write && options.file === undefined) {
    throw usageError('--write needs a file to write to.', 'Name it with --file FILE.');
  }
  const query = await readQueryText(io, text, options.file);
  const { format } = await import('../../parser/format.ts');
  const formatted = format(query.text);
  if ('diagnostics' in formatted) throw queryError({ ...query, diagnostics: formatted.diagnostics });
  // A line end at the end is a matter of files, not of the query.
  const changed = query.text !== formatted.text && query.text !== `${formatted.text}\n`;
  if (options.write && changed && query.source !== undefined) await writeFile(query.source, `${formatted.text}\n`);
  if (options.json) await writeLines(io.stdout, [stringify({ text: formatted.text, changed })]);
  else if (options.check) await tell(io, changed, query);
  else if (!options.write) await writeData(io.stdout, [formatted.text]);
  return options.check && changed ? EXIT.query : EXIT.ok;
}

async function tell(io: Io, changed: boolean, { source }: QueryText): Promise<void> {
  if (changed) await writeLines(io.stderr, [`${visible(source ?? 'The query')} is not in canonical form`]);
}
