/**
 * Golden files of messages: text files of queries, each with all that is said about it as the command line draws it. A case is
 *
 *     ## code: what is wrong
 *     the query
 *     --
 *     the messages
 *
 * with a line `why: …` under the title of messages that should become better. In a query, `«x×20»` is twenty times x, and `«1..20»` are
 * the numbers with commas.
 */

import { drawMessages, runExample } from '../../scripts/language-example.ts';
import type { Trail } from '../../src/index.ts';

export interface GoldenCase {
  readonly code: string;
  readonly title: string;
  /** Why the message is unloved; empty for one that is good. */
  readonly why: string;
  /** As it is written in the file. */
  readonly query: string;
}

/** The cases of a file's text, and what stands above the first one. */
export function readGolden(text: string): { readonly head: string; readonly cases: readonly GoldenCase[] } {
  const [head = '', ...sections] = text.split(/^## /m);
  return { head, cases: sections.map(caseOf) };
}

function caseOf(section: string): GoldenCase {
  const [heading = '', ...lines] = section.split('\n');
  const [code = '', title = ''] = heading.split(/: (.*)/s);
  const why = lines[0]?.startsWith('why: ') ? (lines.shift() ?? '') : '';
  const end = lines.indexOf('--');
  return {
    code,
    title,
    why,
    query: lines
      .slice(0, end < 0 ? undefined : end)
      .join('\n')
      .trimEnd(),
  };
}

/** The case with the messages that its query gives now. */
export async function drawGolden(trail: Trail, { code, title, why, query }: GoldenCase): Promise<string> {
  const text = written(query);
  const { diagnostics } = await runExample(trail, text, code);
  const lines = [`## ${code}: ${title}`, ...(why === '' ? [] : [why]), query, '--', ...drawMessages(diagnostics, text)];
  return `${lines.join('\n')}\n`;
}

function written(query: string): string {
  return query
    .replace(/«(.*?)×(\d+)»/gs, (_, part: string, times: string) => part.repeat(Number(times)))
    .replace(/«(\d+)\.\.(\d+)»/g, (_, first: string, last: string) => {
      const start = Number(first);
      return Array.from({ length: Number(last) - start + 1 }, (_, i) => start + i).join(',');
    });
}
