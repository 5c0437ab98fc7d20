/** The reference page of `countFrequent`. */
import type { CommandDefinition } from '../definition.ts';

export const countFrequentReference: CommandDefinition = {
  name: 'countFrequent',
  aliases: ['count_frequent'],
  forms: ['countFrequent name, …'],
  summary: 'Counts the combinations of values, the most frequent first.',
  description: [
    'The result has the fields and the count, in the column `_approxcount`. CloudWatch approximates it; here it is exact. Equal counts come in the order in which the combinations first came.',
  ],
  options: [],
  examples: [
    {
      title: 'The most frequent calls.',
      query: 'countFrequent eventName, awsRegion\n| limit 3',
    },
  ],
};
