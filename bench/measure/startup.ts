/** One-shot commands: whole processes, set against a Node.js that does nothing. */
import { duckDbArguments } from '../peers/load.ts';
import { PEER_QUERIES, statementOf } from '../peers/queries.ts';
import { type BenchQuery, withNeedle } from '../queries.ts';
import { runNode, runNodeMeasured } from './process.ts';
import { median } from './statistics.ts';

export interface ProcessFigures {
  /** Milliseconds of the runs, and the largest resident set of another one by the operating system's account. */
  readonly runsMs: readonly number[];
  readonly medianMs: number;
  readonly peakRssBytes: number;
}

export interface StartupFigures {
  readonly name: string;
  /** A Node.js that does nothing, the command, and the same query in DuckDB: each time one after the other. */
  readonly nothing: ProcessFigures;
  readonly trailql: ProcessFigures;
  readonly duckdb?: ProcessFigures;
}

/** Some that read little, some that hold much, some that read every record. */
const MEASURED = [
  'count',
  'newest 20',
  '06-s3-put-object',
  'group by 2 fields',
  'two stats',
  'distinct ids',
  'parse @message',
  'needle in @message',
];

export interface Databases {
  readonly cli: string;
  readonly database: string;
  /** DuckDB's file, when it is installed. */
  readonly duckdb?: string | undefined;
}

export async function measureStartup(
  { cli, database, duckdb }: Databases,
  queries: readonly BenchQuery[],
  needle: string,
  count: number,
): Promise<StartupFigures[]> {
  const figures = [await measureCommands('--version', { trailql: [cli, '--version'] }, count)];
  for (const { name, text } of queries.filter((query) => MEASURED.includes(query.name))) {
    const peer = PEER_QUERIES.get(name);
    const commands = {
      trailql: [cli, 'query', withNeedle(text, needle), '--db', database],
      ...(duckdb && peer && { duckdb: duckDbArguments(duckdb, withNeedle(statementOf(peer), needle)) }),
    };
    figures.push(await measureCommands(name, commands, count));
  }
  return figures;
}

interface Commands {
  readonly trailql: readonly string[];
  readonly duckdb?: readonly string[];
}

async function measureCommands(name: string, { trailql, duckdb }: Commands, count: number): Promise<StartupFigures> {
  const commands = [['-e', '0'], trailql, ...(duckdb === undefined ? [] : [duckdb])];
  // The run that tells the memory is not timed, and reads what is not in the system's cache yet.
  const peaks: number[] = [];
  for (const args of commands) peaks.push((await runNodeMeasured(args)).peakRssBytes);
  const runsMs: number[][] = commands.map(() => []);
  for (let run = 0; run < count; run++)
    for (const [index, args] of commands.entries()) runsMs[index]?.push((await runNode(args)).seconds * 1000);
  const figuresOf = (index: number): ProcessFigures => {
    const runs = runsMs[index] ?? [];
    return { runsMs: runs, medianMs: median(runs), peakRssBytes: peaks[index] ?? 0 };
  };
  return {
    name,
    nothing: figuresOf(0),
    trailql: figuresOf(1),
    ...(duckdb !== undefined && { duckdb: figuresOf(2) }),
  };
}
