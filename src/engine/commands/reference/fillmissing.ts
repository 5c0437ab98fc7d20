/** The reference page of `fillmissing`. */
import type { CommandDefinition } from '../definition.ts';

export const fillmissingReference: CommandDefinition = {
  name: 'fillmissing',
  aliases: [],
  forms: ['fillmissing [with value for name, value for name, …]'],
  summary: 'Adds rows for the bins in which nothing happened.',
  description: [
    'Stands behind `stats … by bin(…)`. Every bin from the first to the last of the time range of the query gets a row; where the `stats` has other keys, every combination of them gets one in every bin. New rows lack the other columns, unless `with` gives them a constant.',
    'Rows come newest bin first, or oldest first if they came in so. A result of more than 1,000,000 rows is refused.',
  ],
  options: [{ name: 'with', doc: 'Constants for columns of the new rows: `with 0 for n`.' }],
  examples: [
    {
      title: 'Hours without a call count 0.',
      query:
        'filter eventSource = "signin.amazonaws.com" or eventName = "RunInstances"\n| stats count(*) as n by bin(1h) as hour\n| fillmissing with 0 for n\n| sort hour asc',
    },
  ],
};
