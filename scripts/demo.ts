/**
 * The tour: ingests the fixture archive into a fresh database and runs the twelve queries of the Knowledge Center article on it, each
 * in its own time window, with the same command a user has.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface ArticleQuery {
  readonly number: number;
  readonly title: string;
  readonly query: string;
  readonly start: string;
  readonly end: string;
  readonly chart?: 'line';
}

const folder = 'fixtures/knowledge-center';
const queries: ArticleQuery[] = JSON.parse(readFileSync(join(folder, 'tables.json'), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'trailql-demo-'));
const database = join(scratch, 'demo.db');

/** Runs the command, showing the user what it is. The database has another name than in the line shown. */
function trailql(...args: string[]): void {
  const shown = args.map((arg) => (arg === database ? 'demo.db' : arg)).join(' ');
  console.log(`$ trailql ${shown}`);
  const { status } = spawnSync(process.execPath, ['dist/cli.js', ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`trailql ${shown} ended with exit code ${status}`);
}

try {
  trailql('ingest', 'fixtures/archive', '--db', database);
  for (const { number, title, query: name, start, end, chart } of queries) {
    const file = join(folder, name);
    console.log(`\n${'─'.repeat(80)}\nQuery ${number}: ${title}\n`);
    console.log(`${readFileSync(file, 'utf8').trimEnd()}\n`);
    const query = ['query', '--file', file, '--start', start, '--end', end, '--db', database];
    trailql(...query);
    if (chart) trailql(...query, '--chart');
  }
} finally {
  rmSync(scratch, { recursive: true });
}
