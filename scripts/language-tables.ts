/** The tables of docs/language.md that are made from the definitions: functions by family, and diagnostic codes. */
import { signature } from '../src/engine/analyze/call.ts';
import type { FunctionDefinition } from '../src/engine/functions/definition.ts';
import { allFunctions } from '../src/engine/functions/registry.ts';
import { DIAGNOSTIC_CODES } from '../src/parser/diagnostics.ts';

const TITLES: Record<FunctionDefinition['family'], string> = {
  numeric: 'Numbers',
  datetime: 'Dates and times',
  general: 'General',
  json: 'JSON',
  ip: 'IP addresses',
  string: 'Texts',
  hash: 'Hashes',
  aggregate: 'Aggregates, in `stats`',
};

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

function functionRow(definition: FunctionDefinition): string {
  const { aliases, doc, example } = definition;
  const also = aliases.length > 0 ? ` (also ${aliases.map(code).join(', ')})` : '';
  return `| ${code(signature(definition))}${also} | ${doc} | ${code(example.expression)} | ${code(example.result)} |`;
}

function functionTables(): string {
  const families = new Map<FunctionDefinition['family'], FunctionDefinition[]>();
  for (const definition of allFunctions()) {
    families.set(definition.family, [...(families.get(definition.family) ?? []), definition]);
  }
  return [...families]
    .map(([family, definitions]) => {
      const rows = definitions.map(functionRow).join('\n');
      return `### ${TITLES[family]}\n\n| function | meaning | example | gives |\n| --- | --- | --- | --- |\n${rows}`;
    })
    .join('\n\n');
}

function diagnosticTable(): string {
  const rows = Object.entries(DIAGNOSTIC_CODES).map(
    ([name, { severity, title }]) => `| ${code(name)} | ${severity} | ${title} |`,
  );
  return `| code | kind | meaning |\n| --- | --- | --- |\n${rows.join('\n')}`;
}

/** The page with its generated parts brought up to date; they stand between `<!-- name -->` and `<!-- end -->`. */
export function withLanguageTables(page: string): string {
  const parts: Record<string, () => string> = { functions: functionTables, diagnostics: diagnosticTable };
  return page.replace(/<!-- (\w+) -->\n[\s\S]*?<!-- end -->/g, (whole, name: string) => {
    const part = parts[name];
    return part ? `<!-- ${name} -->\n\n${part()}\n\n<!-- end -->` : whole;
  });
}
