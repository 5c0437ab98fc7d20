/** Tables for people: as aligned text, and as Markdown. */

export interface Table {
  readonly title: string;
  /** Names of the columns; the first is that of the rows' names. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const NUMBER = /^(-|[\d.,]+ ?(ms|s|×|[KMG]B|MB\/s|\/s)?)?$/;

/** Columns of numbers are right aligned. */
function numericColumns({ columns, rows }: Table): boolean[] {
  return columns.map((_, column) => column > 0 && rows.every((row) => NUMBER.test(row[column] ?? '')));
}

export function textTable(table: Table): string {
  const cells = [table.columns, ...table.rows];
  const widths = table.columns.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const numeric = numericColumns(table);
  const lines = cells.map((line) =>
    widths
      .map((width, column) =>
        numeric[column] ? (line[column] ?? '').padStart(width) : (line[column] ?? '').padEnd(width),
      )
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  return [table.title, head, widths.map((width) => '─'.repeat(width)).join('  '), ...body].join('\n');
}

export function markdownTable(table: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${table.columns.map((_, column) => (cells[column] ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  const marks = numericColumns(table).map((numeric) => (numeric ? '---:' : '---'));
  return [line(table.columns), line(marks), ...table.rows.map(line)].join('\n');
}

export const fixed = (value: number, digits = 1): string => value.toFixed(digits);
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
export const megabytes = (bytes: number): string => `${whole(bytes / 1e6)} MB`;
export const milliseconds = (value: number): string => `${fixed(value)} ms`;
export const seconds = (value: number): string => `${fixed(value, 2)} s`;
/** Two digits that count, so that 0.043 does not become 0.0. */
export const times = (value: number): string =>
  `${value >= 9.95 ? whole(value) : value >= 1 ? fixed(value) : fixed(value, 2)} ×`;
