/** Comma-separated values (RFC 4180): whole tables of a file, and single lines of a log. */

/** A text that is no CSV, or no table. `line` counts from 1. */
export class CsvError extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.name = 'CsvError';
    this.line = line;
  }
}

export interface CsvTable {
  readonly columns: readonly string[];
  /** One cell per column. */
  readonly rows: readonly (readonly string[])[];
}

interface CsvRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: string[];
}

/** What cannot be read is an error in a file, and text in a log line. */
type Mode = 'strict' | 'lenient';

/**
 * All records of a text. Records end with CR LF, LF or CR; cells are exact, blanks included. Empty lines are skipped.
 * @throws CsvError where a quoted cell has no end, or text follows its end
 */
export function parseCsv(text: string): string[][] {
  return Array.from(recordsOf(text, 'strict'), ({ cells }) => cells);
}

/**
 * The cells of the first line. Never fails: a quoted cell without an end goes to the end of the text, and what follows a closing
 * quote belongs to the cell. An empty text has one empty cell.
 */
export function parseCsvLine(text: string): string[] {
  for (const { cells } of recordsOf(text, 'lenient')) return cells;
  return [''];
}

/**
 * A table: its header row names the columns, every other row has a cell for each of them.
 * @throws CsvError when there is no header, a name in it is empty or occurs twice, or a row has another number of cells
 */
export function parseCsvTable(text: string): CsvTable {
  let columns: readonly string[] | undefined;
  const rows: string[][] = [];
  // Spreadsheets put a byte order mark at the start.
  for (const { line, cells } of recordsOf(text.replace(/^\ufeff/, ''), 'strict')) {
    if (columns === undefined) {
      checkHeader(cells, line);
      columns = cells;
    } else {
      if (cells.length !== columns.length) {
        const count = `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}`;
        throw new CsvError(line, `the row has ${count}, and the header ${columns.length}`);
      }
      rows.push(cells);
    }
  }
  if (columns === undefined) throw new CsvError(1, 'there is no header row');
  return { columns, rows };
}

function checkHeader(names: readonly string[], line: number): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (name.trim() === '') throw new CsvError(line, `column ${index + 1} has no name in the header`);
    if (seen.has(name)) throw new CsvError(line, `the header has the column ${name} twice`);
    seen.add(name);
  }
}

/** What ends a cell that is not quoted. */
const CELL_END = /[,\r\n]/g;
const LINE_END = /\r\n?|\n/g;

function* recordsOf(text: string, mode: Mode): Generator<CsvRecord> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const start = line;
    const cells: string[] = [];
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        const quoted = quotedAt(text, at, line, mode);
        line += countLines(quoted.cell);
        ({ cell, end: at } = quoted);
      }
      const end = nextIndex(CELL_END, text, at);
      cells.push(cell + text.slice(at, end));
      at = end;
      if (text[at] !== ',') break;
      at++;
    }
    const empty = text[at - 1] !== '"' && cells.length === 1 && cells[0] === '';
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line++;
    if (!empty) yield { line: start, cells };
  }
}

/** The cell whose opening quote is at `start`, and where the text goes on after its closing one. */
function quotedAt(
  text: string,
  start: number,
  line: number,
  mode: Mode,
): { readonly cell: string; readonly end: number } {
  let cell = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) {
      if (mode === 'strict') throw new CsvError(line, 'a quoted cell begins that has no end');
      return { cell: cell + text.slice(from), end: text.length };
    }
    cell += text.slice(from, quote);
    const end = quote + 1;
    if (text[end] !== '"') {
      if (mode === 'strict' && end < text.length && !',\r\n'.includes(text.charAt(end))) {
        throw new CsvError(line + countLines(cell), 'text follows the closing quote of a cell');
      }
      return { cell, end };
    }
    cell += '"';
    from = end + 1;
  }
}

function nextIndex(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function countLines(text: string): number {
  return text.match(LINE_END)?.length ?? 0;
}
