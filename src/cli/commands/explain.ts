/** `trailql explain`: how a query is understood and run. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Explanation, Profile } from '../../engine/query.ts';
import { type ExplainParts, formatExplanation, formatProfile } from '../../report/explain.ts';
import { stringify } from '../../report/json.ts';
import { rounded } from '../../report/units.ts';
import type { EventStore } from '../../store/event-store.ts';
import { queryError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Io, styleFor } from '../io.ts';
import { type Act, DEFAULT_DB, examples, type OutputOptions, outputOptions } from '../options.ts';
import { writeLines } from '../output.ts';
import { type QueryText, queryTextArguments, readQueryText } from '../query-text.ts';
import { withStore } from '../stores.ts';

interface Options extends OutputOptions {
  readonly file?: string;
  readonly db?: string;
  readonly ast?: true;
  readonly plan?: true;
  readonly sql?: true;
  readonly profile?: true;
}

export function addExplain(program: Command, act: Act): void {
  const command = queryTextArguments(program.command('explain'))
    .summary('show how a query is run')
    .description('Shows the stages of a query: syntax tree, plan and SQL, unless some of them are chosen.')
    .option('--ast', 'show the syntax tree')
    .option('--plan', 'show the plan')
    .option('--sql', 'show the SQL and what it scans')
    .option('--profile', 'run the query and show where the time goes')
    .option('--db <file>', `the database, needed for --profile (default: ${DEFAULT_DB}, where there is one)`);
  examples(outputOptions(command), [
    ['the SQL of a query', "trailql explain 'filter readOnly = 0 | stats count(*) by eventName' --sql"],
    ['where the time goes', "trailql explain 'stats count(*) by eventName' --profile --db trail.db"],
  ]);
  command.action((text: string | undefined, options: Options) => act((io) => run(io, text, options)));
}

async function run(io: Io, text: string | undefined, options: Options): Promise<ExitCode> {
  const query = await readQueryText(io, text, options.file);
  const path = options.db ?? (options.profile || existsSync(DEFAULT_DB) ? DEFAULT_DB : undefined);
  const work = (store: EventStore | undefined) => explain(io, store, query, options);
  return path === undefined ? work(undefined) : withStore(path, work);
}

async function explain(io: Io, store: EventStore | undefined, query: QueryText, options: Options): Promise<ExitCode> {
  const [{ explainQuery, profileQuery }, { QueryError }, { poolFor }] = await Promise.all([
    import('../../engine/query.ts'),
    import('../../engine/query-error.ts'),
    import('../../engine/scan/scan-pool.ts'),
  ]);
  const pool = options.profile && store !== undefined ? poolFor(store, io.scanWorkerUrl) : undefined;
  const all = !(options.ast || options.plan || options.sql || options.profile);
  const parts: ExplainParts = { ast: all || !!options.ast, plan: all || !!options.plan, sql: all || !!options.sql };
  let explanation: Explanation;
  let profile: Profile | undefined;
  try {
    explanation = explainQuery(store, query.text, { now: io.clock() });
    if (options.profile && store !== undefined) {
      profile = profileQuery(store, query.text, { now: io.clock() }, pool).profile;
    }
  } catch (error) {
    if (error instanceof QueryError) throw queryError({ ...query, diagnostics: error.diagnostics });
    throw error;
  } finally {
    pool?.close();
  }
  if (options.json) {
    const { ast, plan, sql, parameters, scan, subqueries } = explanation;
    const chosen = {
      ...(parts.ast ? { ast } : {}),
      ...(parts.plan ? { plan } : {}),
      ...(parts.sql ? { sql, parameters, scan, subqueries } : {}),
      ...(profile === undefined ? {} : { profile: roundedTimes(profile) }),
    };
    await writeLines(io.stdout, [stringify(chosen)]);
    return EXIT.ok;
  }
  const style = styleFor(io.stdout, io, options.color);
  await writeLines(io.stdout, formatExplanation(explanation, parts, style));
  if (profile !== undefined) await writeLines(io.stdout, formatProfile(profile, style));
  return EXIT.ok;
}

function roundedTimes(profile: Profile): Profile {
  return { ...profile, stages: profile.stages.map(({ stage, ms }) => ({ stage, ms: rounded(ms) })) };
}
