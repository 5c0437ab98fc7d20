/** The reference page of `filldown`. */
import type { CommandDefinition } from '../definition.ts';

export const filldownReference: CommandDefinition = {
  name: 'filldown',
  aliases: [],
  forms: ['filldown [name …]', 'filldown prefix*'],
  summary: 'Fills missing values with the last one before.',
  description: [
    'Goes through the rows in their current order. Names are separated by spaces; `prefix*` stands for all columns that begin so, and no name for all columns. Values before the first one stay missing.',
  ],
  options: [],
  examples: [
    {
      title: 'Rows without a user take the one of the row before.',
      query:
        'fields @timestamp, eventName, userIdentity.userName as user\n| sort @timestamp asc\n| filldown user\n| tail 4',
    },
  ],
};
