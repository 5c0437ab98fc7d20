/** How long is the way of a query from text to SQL? Milliseconds per stage, for each query of the article. */
import { analyze } from '../../src/engine/analyze/analyze.ts';
import { compileSqlite } from '../../src/engine/compile/sqlite.ts';
import { lex } from '../../src/parser/lexer.ts';
import { parse } from '../../src/parser/parse.ts';
import { median, timeRuns } from '../measure/statistics.ts';
import { articleQueries } from '../queries.ts';

const RUNS = 200;
const context = { now: 0, start: 0, end: 0 };
const stage = (work: () => unknown): string => median(timeRuns(RUNS, work)).toFixed(3);

const rows = articleQueries().map(({ name, text }) => {
  const { query } = parse(text);
  const plan = query && analyze(query).plan;
  if (query === undefined || plan === undefined) throw new Error(`${name} has errors`);
  const compile = () => compileSqlite(plan, { context, start: undefined, end: undefined, pushdown: true });
  return {
    query: name,
    'lex ms': stage(() => lex(text)),
    'lex and parse ms': stage(() => parse(text)),
    'analyze ms': stage(() => analyze(query)),
    'compile ms': stage(compile),
  };
});
console.table(rows);
