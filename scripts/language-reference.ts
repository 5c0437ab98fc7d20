/** The language reference as it should be: every page made from the definitions, its examples run over the sample events. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPages, commandTable } from './language-commands.ts';
import { diagnosticsPage } from './language-diagnostics.ts';
import { functionPages, functionTable } from './language-functions.ts';
import { LANGUAGE_FOLDER, openSample } from './language-sample.ts';

export interface LanguageReference {
  /** Text by path, in order; undefined for a page on which something fails. */
  readonly pages: ReadonlyMap<string, string | undefined>;
  /** What fails, by name of page and example. */
  readonly failures: readonly string[];
}

/** Makes all pages. The index keeps its prose; only what stands between `<!-- name -->` and `<!-- end -->` is made. */
export async function languageReference(): Promise<LanguageReference> {
  const trail = openSample();
  try {
    const made = [...(await commandPages(trail)), ...functionPages(), await diagnosticsPage(trail)];
    const index = join(LANGUAGE_FOLDER, 'README.md');
    const pages = new Map([[index, withGeneratedParts(readFileSync(index, 'utf8'))]]) as Map<
      string,
      string | undefined
    >;
    for (const { path, text } of made) pages.set(join(LANGUAGE_FOLDER, path), text);
    return { pages, failures: made.flatMap(({ failures }) => failures) };
  } finally {
    trail.close();
  }
}

function withGeneratedParts(text: string): string {
  const parts: ReadonlyMap<string, () => string> = new Map([
    ['commands', commandTable],
    ['functions', functionTable],
  ]);
  return text.replace(/<!-- (\w+) -->\n[\s\S]*?<!-- end -->/g, (whole, name: string) => {
    const part = parts.get(name);
    return part ? `<!-- ${name} -->\n\n${part()}\n\n<!-- end -->` : whole;
  });
}
