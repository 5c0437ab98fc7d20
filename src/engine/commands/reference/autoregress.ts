/** The reference page of `autoregress`. */
import type { CommandDefinition } from '../definition.ts';

export const autoregressReference: CommandDefinition = {
  name: 'autoregress',
  aliases: [],
  forms: ['autoregress field [as name] [p=N]', 'autoregress field [as name] p=N-M'],
  summary: 'Adds the values that a field had in earlier rows.',
  description: [
    'Earlier means before in the current order; sort before. The first rows have none. The column is `field_p1` for the row before, or the name after `as`; a range of rows makes `field_p1`, `field_p2` and so on, or `name_p1`, `name_p2`.',
  ],
  options: [{ name: 'p', doc: 'How many rows back: a number, or a range `1-3`; default 1.' }],
  examples: [
    {
      title: 'Each hour with the hour before.',
      query:
        'stats count(*) as calls by bin(1h) as hour\n| sort hour asc\n| autoregress calls as before\n| fields calls - before as change',
    },
    {
      title: 'The last two values.',
      query: 'stats count(*) as calls by bin(1h) as hour\n| sort hour asc\n| autoregress calls p=1-2',
    },
  ],
};
