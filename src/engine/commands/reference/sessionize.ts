/** The reference page of `sessionize`. */
import type { CommandDefinition } from '../definition.ts';

export const sessionizeReference: CommandDefinition = {
  name: 'sessionize',
  aliases: [],
  forms: ['sessionize name, … [maxspan period] [as name]'],
  summary: 'Gives events that follow each other closely the id of a session.',
  description: [
    'Events with the same values of the fields are one session while no gap between them is longer than `maxspan`. The id is in the column `session_id` or the one after `as`: a hash of the values, and the number of the session. The ids of CloudWatch look different.',
    'Rows stay in their order. A missing value is a value like others; a row without a time has no session.',
  ],
  options: [{ name: 'maxspan', doc: 'The longest gap inside a session, not its length; default `30m`.' }],
  examples: [
    {
      title: 'Sessions of each address, ended by an hour without a call.',
      query:
        'sessionize sourceIPAddress maxspan 1h as session\n| stats min(@timestamp) as first, max(@timestamp) as last, count(*) as calls by session, sourceIPAddress\n| sort first\n| display first, last, sourceIPAddress, calls',
    },
  ],
};
