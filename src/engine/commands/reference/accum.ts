/** The reference page of `accum`. */
import type { CommandDefinition } from '../definition.ts';

export const accumReference: CommandDefinition = {
  name: 'accum',
  aliases: [],
  forms: ['accum field [as name]'],
  summary: 'Adds the running sum of a field.',
  description: [
    'The sum goes from the first row to the last in their current order; sort before. A missing value adds 0. Without a name the column is `accum_` and the field.',
  ],
  options: [],
  examples: [
    {
      title: 'Calls so far, hour by hour.',
      query: 'stats count(*) as calls by bin(1h) as hour\n| sort hour asc\n| accum calls as sofar',
    },
  ],
};
