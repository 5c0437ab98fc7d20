/** The example of each function, run as a query, gives the text that the documentation prints. */
import { expect, it } from 'vitest';
import type { FunctionDefinition } from '../../src/engine/functions/definition.ts';
import { allFunctions } from '../../src/engine/functions/registry.ts';
import { eventsOf, tableOf, withTrail } from './support.ts';

/** Aggregates are shown over these rows, in time order. */
const ROWS = eventsOf([1, 2, 3, 4].map((x) => ({ x })));

const examples = allFunctions().map((definition) => ({ ...definition.example, command: commandOf(definition) }));

function commandOf(definition: FunctionDefinition): string {
  if (definition.kind === 'aggregate') return 'stats';
  return definition.kind === 'scalar' && definition.place === 'key' ? 'stats count(*) by' : 'fields';
}

it.each(examples)('$expression gives $result', async ({ command, expression, result }) => {
  const query = `${command} ${expression} as r | limit 1 | display r`;
  await withTrail(ROWS, async (trail) => {
    for (const pushdown of [true, false]) {
      expect((await tableOf(trail, query, { pushdown })).rows, query).toEqual([[result]]);
    }
  });
});
