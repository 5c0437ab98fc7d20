/** The reference page of `pattern`. */
import type { CommandDefinition } from '../definition.ts';

export const patternReference: CommandDefinition = {
  name: 'pattern',
  aliases: [],
  forms: ['pattern expression'],
  summary: 'Finds the patterns that texts have in common, and counts them.',
  description: [
    'The text is `@message`, a field or an expression; rows without it do not count. The result has a row per pattern, the most frequent first. `@pattern` is the text with its variable parts as `<Type-N>`, N counting from 1; `@ratio` the share of the rows; `@sampleCount` their number; `@severityLabel`; `@PatternId`; `@tokens`, JSON of the parts and their most frequent values; `@logSamples`, JSON of some of the texts.',
    'How CloudWatch groups texts is not public; this is what TrailQL does. A text is cut into parts at blanks and punctuation, a JSON object into its members. Parts whose shape tells their type (`Time`, `ID`, `IP`, `ARN`, `Number`, `UUID`, `Hex`, `Email`, `URL`) are variable at once. Texts that are then equal are one pattern. Patterns with the same punctuation, or the same members with the same `eventSource`, `eventName` and `errorCode`, are compared: places in which different words stand become `<Token-N>`.',
    'Memory is bounded. Beyond 5,000 patterns, further texts fall into coarser ones. Counts are exact in any case.',
    'CloudWatch documents that `pattern` must not come after `sort`; TrailQL runs it with a portability warning.',
  ],
  options: [],
  examples: [
    {
      title: 'Error messages without what varies in them.',
      query: 'filter ispresent(errorMessage)\n| pattern errorMessage\n| display @sampleCount, @ratio, @pattern',
    },
  ],
};
