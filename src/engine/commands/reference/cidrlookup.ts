/** The reference page of `cidrlookup`. */
import type { CommandDefinition } from '../definition.ts';

export const cidrlookupReference: CommandDefinition = {
  name: 'cidrlookup',
  aliases: [],
  forms: ['cidrlookup table field [as column] OUTPUT|OUTPUTNEW column [as name], …'],
  summary: 'Adds columns of the lookup table row whose network contains an address.',
  description: [
    'The column after `as` holds CIDR blocks, IPv4 or IPv6; left out, it is the first column of the table that does. Of several networks the smallest counts. A field that is no address matches nothing.',
    'Which column CloudWatch takes without `as`, and which of several networks, is not documented.',
  ],
  options: [
    { name: 'OUTPUT', doc: 'The columns replace what the row has; without a match they are missing.' },
    {
      name: 'OUTPUTNEW',
      doc: 'The columns fill only what the row lacks; without a match nothing changes.',
    },
  ],
  examples: [
    {
      title: 'Where calls came from.',
      query:
        'cidrlookup networks sourceIPAddress as cidr OUTPUT site\n| stats count(*) as calls by sourceIPAddress, site\n| sort calls desc, sourceIPAddress',
    },
    {
      title: 'Calls from no known network.',
      query:
        'cidrlookup networks sourceIPAddress OUTPUTNEW owner as networkOwner\n| filter not ispresent(networkOwner)\n| stats count(*) as calls by sourceIPAddress',
    },
  ],
};
