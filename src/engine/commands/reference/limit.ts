/** The reference page of `limit`, `head` and `tail`. */
import type { CommandDefinition } from '../definition.ts';

export const limitReference: CommandDefinition = {
  name: 'limit',
  aliases: ['head', 'tail'],
  forms: ['limit [any] N', 'head N', 'tail N'],
  summary: 'Keeps the first or the last rows of the current order.',
  description: [
    'N is a whole number from 1 to 100,000. Without any `limit` a result has at most 10,000 rows, groups included.',
    '`head N` is `limit N`, `tail N` keeps the last rows; CloudWatch calls both deprecated. A `limit` stands behind the last `stats`; commands behind it work on the rows that are left.',
  ],
  options: [
    {
      name: 'any',
      doc: 'Lets CloudWatch stop at any N matches, in no order. Here it is `limit N`.',
    },
  ],
  examples: [
    { title: 'The newest two events.', query: 'fields @timestamp, eventName\n| limit 2' },
    { title: 'The oldest two.', query: 'fields @timestamp, eventName\n| tail 2' },
    {
      title: 'Any event will do.',
      query: 'filter eventName = "GetObject"\n| fields @timestamp, eventName\n| limit any 1',
    },
  ],
};
