/** The example of each function, run as a query, gives the text that the documentation prints. */
import { expect, it } from 'vitest';
import { allFunctions } from '../../src/engine/functions/registry.ts';
import { eventsOf, tableOf, withTrail } from './support.ts';

/** Aggregates are shown over these rows, in time order. */
const ROWS = eventsOf([1, 2, 3, 4].map((x) => ({ x })));

const examples = allFunctions().map(({ kind, example }) => ({ ...example, kind }));

it.each(examples)('$expression gives $result', async ({ kind, expression, result }) => {
  const query = `${kind === 'aggregate' ? 'stats' : 'fields'} ${expression} as r | limit 1`;
  await withTrail(ROWS, async (trail) => {
    for (const pushdown of [true, false]) {
      expect((await tableOf(trail, query, { pushdown })).rows, query).toEqual([[result]]);
    }
  });
});
