/** Pieces of Markdown that the pages of the language reference are made of. */

/** Text between backticks, which may hold backticks itself. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}

/** Text for a table's cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

export function block(language: string, lines: readonly string[]): string {
  const text = lines.join('\n');
  const fence = text.includes('```') ? '````' : '```';
  return `${fence}${language}\n${text}\n${fence}`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A generated page: parts with an empty line between them. */
export function page(parts: readonly string[]): string {
  const note = '<!-- Made by `npm run docs -- --write` from the definitions; change those. -->';
  return `${[note, ...parts].join('\n\n')}\n`;
}
