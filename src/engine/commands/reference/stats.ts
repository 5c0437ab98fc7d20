/** The reference page of `stats`. */
import type { CommandDefinition } from '../definition.ts';

export const statsReference: CommandDefinition = {
  name: 'stats',
  aliases: [],
  forms: ['stats item [as name], … [by key [as name], …] [offset period]'],
  summary: 'Groups the rows and computes values of each group.',
  description: [
    'Items are built from aggregate functions, arithmetic over them and the names of items before them. Keys are any expressions, often `bin(period)`. The result has a column per key, then one per item. Without `by` all rows are one group.',
    'Rows that lack a key make a group of their own, in which the cell of that key is missing. An aggregate over values of which a group has none is missing too, also `count(field)`; `count(*)` is at least 1. No rows at all give no group, so there is no row with 0.',
    'Behind a `stats` only its own names exist. A query may have up to ten; each takes the groups of the one before. `sort` and `limit` stand behind the last one.',
    'Groups come in the order in which their first rows came, and events come newest first: groups by `bin` are newest first.',
    'TrailQL counts `count_distinct` and `pct` exactly; CloudWatch approximates them for large groups.',
  ],
  options: [
    {
      name: 'offset',
      doc: 'Shifts the boundaries of the bins by a period: `bin(1h) offset 30m` goes from half past to half past.',
    },
  ],
  examples: [
    {
      title: 'Calls, failures and the share of failures per service.',
      query:
        'stats count(*) as calls, sum(ispresent(errorCode)) as failed, failed / calls * 100 as percent by eventSource\n| sort calls desc, eventSource',
    },
    {
      title: 'Calls per hour.',
      query: 'stats count(*) as calls by bin(1h) as hour',
    },
    {
      title: 'The same with hours that begin at half past.',
      query: 'stats count(*) as calls by bin(1h) as hour offset 30m',
    },
    {
      title: 'How many different calls each address made, from two `stats`.',
      query:
        'stats count(*) as n by sourceIPAddress, eventName\n| stats count(*) as apis, sum(n) as calls by sourceIPAddress\n| sort calls desc, sourceIPAddress',
    },
  ],
};
