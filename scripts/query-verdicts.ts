/**
 * What TrailQL says of a collection of queries, as a Markdown table: `npx tsx scripts/query-verdicts.ts FILE.jsonl`. Each line of the
 * file is an object with a `query`, and may have an `id`, a `source`, and a flag that says that the query is no evidence of the language:
 * `templated`, when something was put in for a variable, or `doubtful`, with reasons.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { check, type Diagnostic } from '../src/index.ts';

export interface CollectedQuery {
  readonly id: string;
  /** Where it was found. */
  readonly source: string;
  readonly query: string;
  /** Why it says nothing about the language; empty for a query as somebody wrote it. */
  readonly flags: readonly string[];
}

/** `portability`: it runs, but CloudWatch might not run it, or give another result. */
export type Verdict = 'runs' | 'portability' | 'refused';

export interface Judged extends CollectedQuery {
  readonly verdict: Verdict;
  /** What decided the verdict: errors of a refused query, warnings of a portable one. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a collection, one JSON object for each line.
 * @throws SyntaxError for a line that is no JSON, TypeError for one without a query
 */
export function readQueries(path: string): CollectedQuery[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [collected(JSON.parse(line), `line ${index + 1}`)]));
}

function collected(value: unknown, place: string): CollectedQuery {
  const { id, source, query, templated, doubtful } = Object(value);
  if (typeof query !== 'string') throw new TypeError(`${place} has no query.`);
  const doubts: unknown[] = Array.isArray(doubtful) ? doubtful : doubtful ? ['doubtful'] : [];
  return {
    id: typeof id === 'string' ? id : place,
    source: typeof source === 'string' ? source : '',
    query,
    flags: [...(templated ? ['templated'] : []), ...doubts.map(String)],
  };
}

/** Judges a query without events. */
export function judge(query: CollectedQuery): Judged {
  const diagnostics = check(query.query);
  for (const [severity, verdict] of [
    ['error', 'refused'],
    ['portability', 'portability'],
  ] as const) {
    const decisive = diagnostics.filter((diagnostic) => diagnostic.severity === severity);
    if (decisive.length > 0) return { ...query, verdict, diagnostics: decisive };
  }
  return { ...query, verdict: 'runs', diagnostics: [] };
}

/** The totals, then a row for each query. */
export function drawVerdicts(judged: readonly Judged[]): string[] {
  const verdicts = totals(judged.map((one) => [one.verdict, one.flags.length > 0]));
  const codes = totals(judged.flatMap((one) => codesOf(one).map((code) => [code, one.flags.length > 0] as const)));
  return [
    ...table(['Verdict', 'Queries', 'of them flagged'], verdicts),
    '',
    ...table(['Code', 'Queries', 'of them flagged'], codes),
    '',
    ...table(['Query', 'Source', 'Flags', 'Verdict', 'Codes', 'Reasons'], judged.map(rowOf)),
  ];
}

function codesOf({ diagnostics }: Judged): string[] {
  return [...new Set(diagnostics.map(({ code }) => code))];
}

function totals(entries: readonly (readonly [name: string, flagged: boolean])[]): string[][] {
  const counts = new Map<string, { all: number; flagged: number }>();
  for (const [name, flagged] of entries) {
    const { all, flagged: before } = counts.get(name) ?? { all: 0, flagged: 0 };
    counts.set(name, { all: all + 1, flagged: before + (flagged ? 1 : 0) });
  }
  const rows = [...counts].sort(([a, x], [b, y]) => y.all - x.all || (a < b ? -1 : 1));
  return rows.map(([name, { all, flagged }]) => [name, String(all), String(flagged)]);
}

function rowOf(judged: Judged): string[] {
  const { id, source, flags, verdict, diagnostics } = judged;
  const reasons = [...new Set(diagnostics.map(({ message }) => message))];
  return [id, shortSource(source), flags.join(', '), verdict, codesOf(judged).join(', '), reasons.join('; ')];
}

/** The repository and the file's own name. */
function shortSource(source: string): string {
  const [repository = '', path = ''] = source.split(/:(.*)/s);
  return path === '' ? repository : `${repository}: ${path.split('/').at(-1)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function escaped(cell: string): string {
  return cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function main(path: string | undefined): void {
  if (path === undefined) {
    console.error('Usage: npx tsx scripts/query-verdicts.ts FILE.jsonl');
    process.exitCode = 2;
    return;
  }
  console.log(drawVerdicts(readQueries(path).map(judge)).join('\n'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv[2]);
