/** The reference page of `relevantfields`. */
import type { CommandDefinition } from '../definition.ts';

export const relevantfieldsReference: CommandDefinition = {
  name: 'relevantfields',
  aliases: [],
  forms: ['relevantfields [name, …] where condition'],
  summary: 'Ranks fields by how much they tell rows that meet a condition from the others.',
  description: [
    'The result has a row per field, the most telling first. `@relevanceScore` goes from 0 (tells nothing) to 1 (tells all). `@topRelevanceContributors` is JSON of the values that rows meeting the condition have more often. For fields of numbers `@conditionalMedian` and `@baselineMedian` are the medians of the rows that meet the condition and of the others. Without names, the 200 fields that most events have are ranked.',
    'CloudWatch does not say how it scores; this is what TrailQL does. A field with more than ten different values, all numbers, scores by the largest difference between its two distributions (Kolmogorov-Smirnov), any other field by the share of the uncertainty about the condition that its value removes. What chance alone would give is taken off, and values of fewer than three rows count as one, so that an identifier does not score.',
    'The fields are fields of the events; a column that the query made is refused, here and on CloudWatch.',
  ],
  options: [{ name: 'where', doc: 'The condition; it must be there.' }],
  examples: [
    {
      title: 'What denied calls have in common.',
      query:
        'relevantfields eventName, userIdentity.userName, awsRegion where errorCode = "AccessDenied"\n| display @fieldName, @relevanceScore',
    },
  ],
};
