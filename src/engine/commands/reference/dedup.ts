/** The reference page of `dedup`. */
import type { CommandDefinition } from '../definition.ts';

export const dedupReference: CommandDefinition = {
  name: 'dedup',
  aliases: [],
  forms: ['dedup name, …'],
  summary: 'Keeps the first row of each combination of values.',
  description: [
    'First means first in the current order: without `sort` that is the newest event.',
    'Rows in which one of the values is missing are all kept. Only `limit` may follow.',
  ],
  options: [],
  examples: [
    {
      title: 'The latest call of each user; the call without a user name stays.',
      query: 'fields @timestamp, userIdentity.userName, eventName\n| dedup userIdentity.userName',
    },
    {
      title: 'The first call of each kind from each address.',
      query:
        'fields @timestamp, sourceIPAddress, eventName\n| sort @timestamp asc\n| dedup sourceIPAddress, eventName\n| limit 4',
    },
  ],
};
