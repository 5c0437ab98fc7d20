/** The reference page of `logcompare`. */
import type { CommandDefinition } from '../definition.ts';

export const logcompareReference: CommandDefinition = {
  name: 'logcompare',
  aliases: [],
  forms: ['logcompare timeshift period'],
  summary: 'Runs the query over its time range and over an earlier one.',
  description: [
    'The commands before it are run twice: over the time range of the query, and over the same range moved back by a period. The rows of the first come first; the column `@window` says `current` or `baseline`.',
    'A query in parentheses runs once, over the time range of the query or its own; both windows read the same rows of it.',
    'CloudWatch does not document which columns it gives.',
  ],
  options: [{ name: 'timeshift', doc: 'How far back the earlier range lies.' }],
  examples: [
    {
      title: 'Calls per service, now and an hour before.',
      query: 'stats count(*) as calls by eventSource\n| sort eventSource\n| logcompare timeshift 1h',
    },
  ],
};
