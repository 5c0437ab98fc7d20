/**
 * How long can 10,000 characters keep the parser? Milliseconds per shape of text, in a process that has parsed before and as the first
 * parse of a process, which also makes the lexer and the grammar.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parse } from '../../src/parser/parse.ts';
import { runNode } from '../measure/process.ts';
import { median, timeRuns } from '../measure/statistics.ts';

const LENGTH = 10_000;
const RUNS = 15;
const FIRST_RUNS = 5;

/** As many pieces as fit. */
function fill(start: string, piece: string, end = ''): string {
  return start + piece.repeat(Math.floor((LENGTH - start.length - end.length) / piece.length)) + end;
}

const DEEP = `${'('.repeat(60)}a${')'.repeat(60)}`;

const SHAPES: Readonly<Record<string, string>> = {
  'one short query': 'filter eventName = "ConsoleLogin" | stats count(*) as n by userIdentity.arn | sort n desc',
  fields: fill('fields ', 'a,', 'a'),
  'aliased calls': fill('fields ', 'f(a) as b,', 'a'),
  alternatives: fill('filter ', 'a=1 or ', 'a=1'),
  'mixed alternatives': fill('filter ', 'a=1 or b and ', 'a=1'),
  negations: fill('filter ', '!a or ', 'a'),
  'list of numbers': fill('filter a in [', '1,', '1]'),
  'lists of one': fill('filter ', 'a in[1]or ', 'a'),
  'regular expressions': fill('filter ', 'a like/x/or ', 'a'),
  brackets: fill('fields ', `${DEEP},`, 'a'),
  'nested calls': fill('fields ', `${'f('.repeat(60)}${')'.repeat(60)},`, 'a'),
  indexes: fill('fields ', `${'a['.repeat(60)}0${']'.repeat(60)},`, 'a'),
  'sums at the limit': fill('fields ', `${'a+'.repeat(64)}a,`, 'a'),
  'one long sum': fill('fields ', 'a+', 'a'),
  signs: fill('fields ', '-', 'a'),
  stages: fill('', 'head 1|', 'head 1'),
  'empty stages': fill('', '|'),
  'double separators': fill('', '||'),
  'words that are no commands': fill('', 'fitler|'),
  'broken stages': fill('', 'limit x|'),
  subqueries: fill('', 'filter a in(fields a)|', 'limit 1'),
  'subqueries in one condition': fill('filter ', 'a in(expand a)or ', 'a'),
  'broken subqueries': fill('', 'filter a in(fields *)|', 'limit 1'),
  'subqueries in subqueries': `${'filter a in(filter '.repeat(60)}a${')'.repeat(60)}`,
  'joins that never end': fill('', 'join('),
  'openings of a subquery': fill('', 'filter a in('),
  'openings with separators': fill('filter ', '(|'),
  openings: fill('filter ', '('),
  closings: fill('filter ', ')'),
  'brackets of two kinds': fill('filter ', '(|[|'),
  'quotes, odd': fill('filter a = ', '"', ' "'),
  'quotes of two kinds': fill('filter a = ', '"\'`/'),
  slashes: fill('filter a like ', '/ '),
  'divisions that are no regular expressions': fill('filter ', '= /x'),
  backslashes: fill('filter a = "', '\\'),
  backticks: fill('fields ', '`'),
  'path of one name': fill('fields a', '.a'),
  'one long text': fill('filter a = "', 'x', '"'),
  digits: fill('filter a = ', '9'),
  'unknown characters': fill('filter ', '§ '),
  'other scripts': fill('fields ', '名,', '名'),
  comments: fill('', '#\n', 'limit 1'),
  'white space': fill('limit', ' ', '1'),
  'fills of missing rows': fill('fillmissing with ', '0 for a,', '0 for a'),
  'columns of a table': fill('lookup t a OUTPUT ', 'a as b,', 'a'),
  'source maps': fill('SOURCE logGroupTags([', '{"a":["b"]},', '{}])'),
  'source names': fill('SOURCE ', '"a"', ' start=now'),
  settings: fill('outlier ', 'a=1 ', 'a'),
  'names without commas': fill('filldown ', 'a* ', 'a'),
  'arguments of a saved query': fill('$q(', 'a=1,', 'a=1)'),
};

const folder = mkdtempSync(join(tmpdir(), 'trailql-bench-'));
try {
  const bundle = join(folder, 'parser.mjs');
  const source = join(import.meta.dirname, '../../src/parser/parse.ts');
  await build({ entryPoints: [source], outfile: bundle, bundle: true, format: 'esm', platform: 'node' });
  // As the command loads it: compiled to one file.
  const script = `
    const { parse } = await import(${JSON.stringify(pathToFileURL(bundle).href)});
    const start = performance.now();
    parse(process.argv[1]);
    console.log(performance.now() - start);`;
  const rows = [];
  for (const [shape, text] of Object.entries(SHAPES)) {
    const first: number[] = [];
    for (let i = 0; i < FIRST_RUNS; i++) {
      first.push(Number((await runNode(['--input-type=module', '-e', script, text])).stdout));
    }
    const warm = timeRuns(RUNS, () => parse(text));
    rows.push({ shape, 'warm ms': rounded(median(warm)), 'first ms': rounded(median(first)) });
  }
  console.table(rows.sort((a, b) => b['first ms'] - a['first ms']));
} finally {
  rmSync(folder, { recursive: true });
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
