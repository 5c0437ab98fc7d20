/** `trailql lookup`: the tables that the commands lookup and cidrlookup read. */
import type { Command } from 'commander';
import { drawGrid } from '../../report/grid.ts';
import { stringify } from '../../report/json.ts';
import { bytes, counted, thousands } from '../../report/units.ts';
import { noSuch, replaceOption, tell, timeText } from '../entries.ts';
import { usageError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readTextFile, readTextStream, type TextKind } from '../input.ts';
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
import { changeLibrary, requireDb, withStore } from '../stores.ts';

const KIND = 'lookup table';
const CSV_FILE: TextKind = { what: KIND, maxMegabytes: 10 };

type ChangeOptions = DbOptions & OutputOptions & { readonly replace?: true };
type ListOptions = DbOptions & OutputOptions & TableOptions;

export function addLookup(program: Command, act: Act): void {
  const group = program
    .command('lookup')
    .summary('keep lookup tables in a database')
    .description('Keeps tables in a database that the commands lookup and cidrlookup read.');
  examples(group, [
    ['names of accounts', 'trailql lookup add accounts accounts.csv'],
    ['put to use', "trailql query 'lookup accounts id as recipientAccountId OUTPUT owner | stats count(*) by owner'"],
  ]);

  const add = group
    .command('add')
    .summary('store a CSV file as a lookup table')
    .description(
      'Stores a CSV file with a header row (UTF-8, at most 10 MB) as a lookup table. The database is made if it does not exist.',
    )
    .argument('<name>', 'name of the table: letters, digits and _')
    .argument('<file>', 'the CSV file; - is standard input');
  examples(outputOptions(dbOption(replaceOption(add))), [
    ['names of accounts', 'trailql lookup add accounts accounts.csv'],
    ['a newer version of them', 'trailql lookup add accounts accounts.csv --replace'],
  ]);
  add.action((name: string, file: string, options: ChangeOptions) => act((io) => addTable(io, name, file, options)));

  const list = group
    .command('list')
    .summary('list the lookup tables')
    .description('Lists the lookup tables of a database.');
  examples(tableOptions(outputOptions(dbOption(list))), [['all tables', 'trailql lookup list']]);
  list.action((options: ListOptions) => act((io) => listTables(io, options)));

  const show = group
    .command('show')
    .summary('show a lookup table')
    .description('Shows the rows of a lookup table.')
    .argument('<name>', 'the table');
  examples(tableOptions(outputOptions(dbOption(show))), [['what is in it', 'trailql lookup show accounts']]);
  show.action((name: string, options: ListOptions) => act((io) => showTable(io, name, options)));

  const remove = group
    .command('remove')
    .summary('remove a lookup table')
    .description('Removes a lookup table from a database.')
    .argument('<name>', 'the table');
  examples(outputOptions(dbOption(remove)), [['no longer needed', 'trailql lookup remove accounts']]);
  remove.action((name: string, options: ChangeOptions) => act((io) => removeTable(io, name, options)));
}

async function addTable(io: Io, name: string, file: string, options: ChangeOptions): Promise<ExitCode> {
  const [{ CsvError, parseCsvTable }, { checkLookupTable }] = await Promise.all([
    import('../../engine/values/csv.ts'),
    import('../../store/lookup-table-row.ts'),
  ]);
  const read = file === '-' ? await readTextStream(io.stdin, CSV_FILE) : await readTextFile(file, CSV_FILE);
  const table = { name, ...parse(read.text) };
  // Before the database is made.
  checkLookupTable(table, read.bytes);
  const replace = options.replace ?? false;
  const replaced = await changeLibrary(io, options, (library) =>
    library.addLookupTable(table, read.bytes, { replace }),
  );
  const { columns, rows } = table;
  const line = `Lookup table ${name} ${replaced ? 'replaced' : 'added'}: ${counted(rows.length, 'row')} of ${columns.join(', ')}`;
  await tell(io, options.json, line, { name, columns, rows: rows.length, size: read.bytes, replaced });
  return EXIT.ok;

  function parse(text: string) {
    try {
      return parseCsvTable(text);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      throw usageError(`The CSV of the lookup table ${name} cannot be read: ${error.message}.`);
    }
  }
}

async function listTables(io: Io, options: ListOptions): Promise<ExitCode> {
  return withStore(options.db, async (store) => {
    const tables = store.lookupTables();
    if (options.json) {
      await writeLines(io.stdout, [stringify({ tables })]);
      return EXIT.ok;
    }
    const cells = tables.map(({ name, columns, rows, size, modified }) => [
      name,
      columns.join(', '),
      thousands(rows),
      bytes(size),
      timeText(modified),
    ]);
    const columns = [
      { title: 'table', align: 'left' },
      { title: 'columns', align: 'left' },
      { title: 'rows', align: 'right' },
      { title: 'size', align: 'right' },
      { title: 'stored (UTC)', align: 'left' },
    ] as const;
    await writeLines(io.stdout, drawGrid(columns, cells, gridOptions(io, options)));
    await writeLines(io.stdout, [counted(tables.length, KIND)]);
    return EXIT.ok;
  });
}

async function showTable(io: Io, name: string, options: ListOptions): Promise<ExitCode> {
  return withStore(options.db, async (store) => {
    const table = store.lookupTable(name);
    if (table === undefined) throw noSuch(KIND, name, store.lookupTableNames());
    const { columns, rows } = table;
    if (options.json) {
      await writeLines(io.stdout, [stringify({ name, columns, rows })]);
      return EXIT.ok;
    }
    const titles = columns.map((title) => ({ title, align: 'left' }) as const);
    await writeLines(io.stdout, drawGrid(titles, rows, gridOptions(io, options)));
    await writeLines(io.stdout, [counted(rows.length, 'row')]);
    return EXIT.ok;
  });
}

async function removeTable(io: Io, name: string, options: ChangeOptions): Promise<ExitCode> {
  requireDb(options.db);
  await changeLibrary(io, options, (library) => {
    if (!library.removeLookupTable(name)) throw noSuch(KIND, name, library.lookupTableNames());
  });
  await tell(io, options.json, `Lookup table ${name} removed`, { removed: name });
  return EXIT.ok;
}

function gridOptions(io: Io, { color, width, fold }: ListOptions) {
  return { style: styleFor(io.stdout, io, color), width: width ?? terminalWidth(io), fold };
}
