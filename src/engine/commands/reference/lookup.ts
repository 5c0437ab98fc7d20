/** The reference page of `lookup`. */
import type { CommandDefinition } from '../definition.ts';

export const lookupReference: CommandDefinition = {
  name: 'lookup',
  aliases: [],
  forms: ['lookup table column [as field], … OUTPUT|OUTPUTNEW column [as name], …'],
  summary: 'Adds columns of a lookup table to the rows.',
  description: [
    'A row gets the columns of the first table row whose columns equal its fields, all of them, as texts and with case. Where column and field have the same name, one name is enough.',
    '`trailql lookup add` puts a CSV file into a database as a table. On CloudWatch tables belong to the account; the limits are the same: 10 MB, a header row, letters, digits and `_` in the name.',
  ],
  options: [
    { name: 'OUTPUT', doc: 'The columns replace what the row has; without a match they are missing.' },
    {
      name: 'OUTPUTNEW',
      doc: 'The columns fill only what the row lacks; without a match nothing changes.',
    },
  ],
  examples: [
    {
      title: 'The team of each user.',
      query:
        'lookup people user_name as userIdentity.userName OUTPUT team\n| stats count(*) as calls by team\n| sort calls desc, team',
    },
    {
      title: 'A column that exists already is filled, not replaced.',
      query:
        'fields userIdentity.invokedBy as who\n| lookup people user_name as userIdentity.userName OUTPUTNEW team as who\n| stats count(*) as calls by who\n| sort calls desc, who',
    },
  ],
};
