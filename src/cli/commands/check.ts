/** `trailql check`: what is wrong with a query, without running it. */
import type { Command } from 'commander';
import type { Diagnostic } from '../../parser/diagnostics.ts';
import { drawDiagnostics } from '../../report/diagnostics.ts';
import { stringify } from '../../report/json.ts';
import { counted } from '../../report/units.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Io, styleFor } from '../io.ts';
import { type Act, examples, type OutputOptions, outputOptions } from '../options.ts';
import { writeLines } from '../output.ts';
import { type QueryText, queryTextArguments, readQueryText } from '../query-text.ts';
import { withStore } from '../stores.ts';

interface Options extends OutputOptions {
  readonly file?: string;
  readonly db?: string;
  readonly lenient?: true;
}

export function addCheck(program: Command, act: Act): void {
  const command = queryTextArguments(program.command('check'))
    .summary('check a query without running it')
    .description(
      `Says everything that is wrong with a query. Exits with ${EXIT.query} when it has errors, or when CloudWatch would reject it or answer otherwise.`,
    )
    .option('--lenient', 'differences to CloudWatch are no failure')
    .option('--db <file>', 'also note fields that no event of this database has');
  examples(outputOptions(command, 'print {ok, diagnostics} as JSON'), [
    ['a query at hand', "trailql check 'stats count(*) by eventName'"],
    ['a file in a pipeline', 'trailql check --file denied.cwli --json'],
    ['misspelt fields too', "trailql check 'filter eventNam = 1' --db trail.db"],
  ]);
  command.action((text: string | undefined, options: Options) => act((io) => run(io, text, options)));
}

async function run(io: Io, text: string | undefined, options: Options): Promise<ExitCode> {
  const query = await readQueryText(io, text, options.file);
  const { checkQuery } = await import('../../engine/query.ts');
  const diagnostics =
    options.db === undefined
      ? checkQuery(query.text)
      : await withStore(options.db, async (store) => checkQuery(query.text, store));
  const failed = diagnostics.some((d) => d.severity === 'error' || (d.severity === 'portability' && !options.lenient));
  if (options.json) await writeLines(io.stdout, [stringify({ ok: !failed, diagnostics })]);
  else await draw(io, diagnostics, query, options);
  return failed ? EXIT.query : EXIT.ok;
}

async function draw(io: Io, diagnostics: readonly Diagnostic[], query: QueryText, options: Options): Promise<void> {
  const style = styleFor(io.stdout, io, options.color);
  await writeLines(io.stdout, drawDiagnostics(diagnostics, query.text, { style, source: query.source }));
  const count = (severity: Diagnostic['severity']) => diagnostics.filter((d) => d.severity === severity).length;
  const summary = [
    [count('error'), 'error', 'errors'],
    [count('portability'), 'difference to CloudWatch', 'differences to CloudWatch'],
    [count('note'), 'note', 'notes'],
  ] as const;
  const found = summary.filter(([n]) => n > 0).map(([n, one, many]) => counted(n, one, many));
  await writeLines(io.stdout, found.length === 0 ? ['No problems found'] : ['', found.join(', ')]);
}
