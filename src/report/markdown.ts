/** A query result as a Markdown table. Cells are text: nothing in them becomes markup, a link or HTML. */
import type { ResultTable } from '../engine/result.ts';
import { isNumericColumn, shownColumns } from './table.ts';
import { visible } from './visible.ts';

// An underscore between word characters is no emphasis and stays readable.
const MARKUP = /[\\|`*[\]~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
const HTML: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

function cellText(text: string): string {
  return text
    .split(/\r\n|\n/)
    .map((line) =>
      visible(line)
        .replace(MARKUP, '\\$&')
        .replace(/[&<>]/g, (c) => HTML.get(c) ?? c),
    )
    .join('<br>');
}

/** The lines of a pipe table with a header rule; numbers are aligned right. */
export function* formatMarkdown(table: ResultTable): Generator<string> {
  const shown = shownColumns(table);
  if (shown.length === 0) return;
  yield line(shown.map(({ column }) => cellText(column.name)));
  yield line(shown.map(({ index }) => (isNumericColumn(table, index) ? '---:' : '---')));
  for (const row of table.rows) yield line(shown.map(({ index }) => cellText(row[index] ?? '')));
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
