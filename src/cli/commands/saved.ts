/** `trailql saved`: saved queries, which a query calls as `$Name(…)`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { drawGrid } from '../../report/grid.ts';
import { stringify } from '../../report/json.ts';
import { counted } from '../../report/units.ts';
import { visible } from '../../report/visible.ts';
import type { SavedQueryParameter } from '../../store/types.ts';
import { noSuch, replaceOption, tell, timeText } from '../entries.ts';
import { usageError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Io, styleFor } from '../io.ts';
import {
  type Act,
  collect,
  type DbOptions,
  dbOption,
  examples,
  type OutputOptions,
  outputOptions,
  type TableOptions,
  tableOptions,
} from '../options.ts';
import { writeData, writeLines } from '../output.ts';
import { type QueryRunOptions, queryRunOptions, resultOptions, runQueryText } from '../query-run.ts';
import { queryTextArguments, readQueryText } from '../query-text.ts';
import { terminalWidth } from '../result-output.ts';
import { changeLibrary, requireDb, withStore } from '../stores.ts';

const KIND = 'saved query';
const KINDS = 'saved queries';

type ChangeOptions = DbOptions & OutputOptions & { readonly replace?: true };
type ListOptions = DbOptions & OutputOptions & TableOptions;
type Pair = readonly [name: string, value: string];

interface AddOptions extends ChangeOptions {
  readonly file?: string;
  /** `name` or `name=default`. */
  readonly parameter?: readonly string[];
  readonly description?: readonly Pair[];
}

interface RunOptions extends QueryRunOptions {
  readonly param?: readonly Pair[];
}

export function addSaved(program: Command, act: Act): void {
  const group = program
    .command('saved')
    .summary('keep saved queries in a database')
    .description('Keeps saved queries in a database. A query calls them: $Name(parameter = value).');
  examples(group, [
    [
      'a query with a parameter',
      "trailql saved add denied 'filter errorCode = {{code}}' --parameter code=AccessDenied",
    ],
    ['run it', 'trailql saved run denied --param code=UnauthorizedOperation'],
    ['as a part of another one', "trailql query '$denied() | stats count(*) by eventName'"],
  ]);

  const add = queryTextArguments(group.command('add').argument('<name>', 'name of the query; / makes folders'))
    .summary('save a query')
    .description(
      'Saves a query under a name. {{parameter}} in its text is where a call puts a value. The database is made if it does not exist.',
    )
    .addOption(
      new Option(
        '--parameter <name=default>',
        'default of a parameter; repeatable. Those without one must be given',
      ).argParser(collect),
    )
    .addOption(new Option('--description <name=text>', 'what a parameter is; repeatable').argParser(collectPairs));
  examples(outputOptions(dbOption(replaceOption(add))), [
    ['a query in a folder', 'trailql saved add iam/users \'filter eventName = "CreateUser"\''],
    ['with a parameter', 'trailql saved add top --file top.cwli --parameter n=10 --description n="how many"'],
  ]);
  add.action((name: string, text: string | undefined, options: AddOptions) =>
    act((io) => addQuery(io, name, text, options)),
  );

  const list = group
    .command('list')
    .summary('list the saved queries')
    .description('Lists the saved queries of a database.');
  examples(tableOptions(outputOptions(dbOption(list))), [['all of them', 'trailql saved list']]);
  list.action((options: ListOptions) => act((io) => listQueries(io, options)));

  const show = group
    .command('show')
    .summary('print the text of a saved query')
    .description('Prints the text of a saved query; its parameters go to standard error.')
    .argument('<name>', 'the query');
  examples(outputOptions(dbOption(show)), [['into a file', 'trailql saved show denied > denied.cwli']]);
  show.action((name: string, options: ChangeOptions) => act((io) => showQuery(io, name, options)));

  const run = group
    .command('run')
    .summary('run a saved query')
    .description('Runs a saved query, as the query $Name(…) does. Times without a zone are UTC.')
    .argument('<name>', 'the query')
    .addOption(new Option('--param <name=value>', 'value of a parameter; repeatable').argParser(collectPairs));
  examples(queryRunOptions(run), [
    ['with its defaults', 'trailql saved run denied'],
    ['with a value', 'trailql saved run denied --param code=UnauthorizedOperation --json'],
  ]);
  run.action((name: string, options: RunOptions) => act((io) => runSaved(io, name, options)));

  const remove = group
    .command('remove')
    .summary('remove a saved query')
    .description('Removes a saved query from a database.')
    .argument('<name>', 'the query');
  examples(outputOptions(dbOption(remove)), [['no longer needed', 'trailql saved remove denied']]);
  remove.action((name: string, options: ChangeOptions) => act((io) => removeQuery(io, name, options)));

  const importing = group
    .command('import')
    .summary('save many queries at once')
    .description(
      'Saves all queries of JSON that aws logs describe-query-definitions has printed, or all .cwli and .txt files of a folder by their paths.',
    )
    .argument('<path>', 'the JSON file or the folder; - is standard input');
  examples(outputOptions(dbOption(replaceOption(importing))), [
    ['from the service', 'aws logs describe-query-definitions | trailql saved import -'],
    ['from a folder', 'trailql saved import ./queries --replace'],
  ]);
  importing.action((path: string, options: ChangeOptions) => act((io) => importQueries(io, path, options)));
}

function collectPairs(text: string, pairs: readonly Pair[] | undefined): readonly Pair[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write a name, = and a value.');
  return [...(pairs ?? []), [text.slice(0, at).trim(), text.slice(at + 1)]];
}

async function addQuery(io: Io, name: string, text: string | undefined, options: AddOptions): Promise<ExitCode> {
  const [{ savedQueryOf }, { checkSavedQuery }] = await Promise.all([
    import('../saved-files.ts'),
    import('../../store/saved-query-row.ts'),
  ]);
  const { text: template } = await readQueryText(io, text, options.file);
  const query = savedQueryOf(name, template, parametersOf(options));
  // Before the database is made.
  checkSavedQuery(query);
  const replace = options.replace ?? false;
  const replaced = await changeLibrary(io, options, (library) => library.addSavedQueries([query], { replace }));
  const isReplaced = replaced.length > 0;
  const { parameters } = query;
  const line = `Saved query ${name} ${isReplaced ? 'replaced' : 'added'}: ${describe(parameters)}`;
  await tell(io, options.json, line, { name, parameters, replaced: isReplaced });
  return EXIT.ok;
}

/** @throws CliError for a description of a parameter that is not named */
function parametersOf({ parameter = [], description = [] }: AddOptions): SavedQueryParameter[] {
  const parameters = parameter.map((text) => {
    const [name = '', ...value] = text.split('=');
    return { name: name.trim(), ...(value.length > 0 ? { defaultValue: value.join('=') } : {}) };
  });
  const descriptions = new Map(description);
  for (const [name] of description) {
    if (!parameters.some((one) => one.name === name))
      throw usageError(`There is a description of ${name}, but no --parameter ${name}.`);
  }
  return parameters.map((one) => ({ ...one, description: descriptions.get(one.name) }));
}

/** `no parameters`, `code = "AccessDenied", n` */
function describe(parameters: readonly SavedQueryParameter[]): string {
  if (parameters.length === 0) return 'no parameters';
  return parameters
    .map(({ name, defaultValue }) => (defaultValue === undefined ? name : `${name} = ${defaultValue}`))
    .join(', ');
}

async function listQueries(io: Io, options: ListOptions): Promise<ExitCode> {
  return withStore(options.db, async (store) => {
    const queries = store.savedQueries();
    if (options.json) {
      await writeLines(io.stdout, [stringify({ queries })]);
      return EXIT.ok;
    }
    const { width = terminalWidth(io), fold, color } = options;
    const titles = ['query', 'parameters', 'text', 'stored (UTC)'];
    const columns = titles.map((title) => ({ title, align: 'left' }) as const);
    const rows = queries.map(({ name, parameters, text, modified }) => [
      name,
      parameters.length === 0 ? '' : describe(parameters),
      text.trim().replaceAll(/\s*\n\s*/g, ' '),
      timeText(modified),
    ]);
    await writeLines(io.stdout, drawGrid(columns, rows, { style: styleFor(io.stdout, io, color), width, fold }));
    await writeLines(io.stdout, [counted(queries.length, KIND, KINDS)]);
    return EXIT.ok;
  });
}

async function showQuery(io: Io, name: string, options: ChangeOptions): Promise<ExitCode> {
  return withStore(options.db, async (store) => {
    const query = store.savedQuery(name);
    if (query === undefined) throw noSuch(KIND, name, store.savedQueryNames());
    if (options.json) {
      await writeLines(io.stdout, [stringify(query)]);
      return EXIT.ok;
    }
    await writeData(io.stdout, [query.text.replace(/\n$/, '')]);
    const lines = query.parameters.map((parameter) => {
      const { description = '' } = parameter;
      return visible(`parameter ${describe([parameter])}${description === '' ? '' : ` (${description})`}`);
    });
    await writeLines(io.stderr, lines);
    return EXIT.ok;
  });
}

async function runSaved(io: Io, name: string, options: RunOptions): Promise<ExitCode> {
  const result = resultOptions(options);
  const values = new Map(options.param);
  if (values.size < (options.param?.length ?? 0))
    throw usageError('A parameter has two values.', 'Leave out one of them.');
  const { callText } = await import('../saved-call.ts');
  const query = { text: callText(name, values), source: undefined };
  return withStore(options.db, (store) => runQueryText(store, io, query, options, result));
}

async function removeQuery(io: Io, name: string, options: ChangeOptions): Promise<ExitCode> {
  requireDb(options.db);
  await changeLibrary(io, options, (library) => {
    if (!library.removeSavedQuery(name)) throw noSuch(KIND, name, library.savedQueryNames());
  });
  await tell(io, options.json, `Saved query ${name} removed`, { removed: name });
  return EXIT.ok;
}

async function importQueries(io: Io, path: string, options: ChangeOptions): Promise<ExitCode> {
  const [{ readSavedQueries }, { checkSavedQuery }] = await Promise.all([
    import('../saved-files.ts'),
    import('../../store/saved-query-row.ts'),
  ]);
  const { queries, skipped, notes } = await readSavedQueries(io, path);
  for (const query of queries) checkSavedQuery(query);
  const replace = options.replace ?? false;
  const replaced = await changeLibrary(io, options, (library) => library.addSavedQueries(queries, { replace }));
  const style = styleFor(io.stderr, io, options.color);
  const lines = [...skipped.map(({ name, reason }) => `the saved query ${name} is left out: ${reason}`), ...notes];
  await writeLines(
    io.stderr,
    lines.map((line) => `${style.cyan('note')}: ${visible(line)}.`),
  );
  const count = counted(queries.length, KIND, KINDS);
  const line = `${count} imported${replaced.length > 0 ? `, ${replaced.length} of them replaced` : ''}`;
  await tell(io, options.json, line, { imported: queries.map(({ name }) => name), replaced, skipped, notes });
  return EXIT.ok;
}
