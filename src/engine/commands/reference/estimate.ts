/** The reference page of `estimate`. */
import type { CommandDefinition } from '../definition.ts';

export const estimateReference: CommandDefinition = {
  name: 'estimate',
  aliases: [],
  forms: ['estimate'],
  summary: 'Tells how many bytes the query would scan, without running it.',
  description: [
    'The last command of a query. The result is one row, `@estimatedBytes`: the size of the records in the time range. CloudWatch does not document its name of the column.',
  ],
  options: [],
  examples: [{ title: 'The size of the records.', query: 'filter eventName = "GetObject"\n| estimate' }],
};
