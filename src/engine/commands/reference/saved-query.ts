/** The reference page of saved-query calls. */
import type { CommandDefinition } from '../definition.ts';

export const savedQueryReference: CommandDefinition = {
  name: '$Name()',
  aliases: [],
  forms: ['$Name([parameter = value, …])', '$`Name with spaces`([parameter = value, …])'],
  summary: 'Puts the commands of a saved query in its place.',
  description: [
    'The text of the saved query takes the place of the call, with each `{{parameter}}` replaced by its value as written: a text keeps its quotes. A parameter with a default value may be left out. Calls can be piped like commands.',
    'A saved query does not call another one, has at most 20 parameters, and the whole text has at most 10,000 characters after the calls are replaced.',
    '`trailql saved add` puts a saved query into a database; `trailql saved import` takes what `aws logs describe-query-definitions` prints.',
  ],
  options: [],
  examples: [
    {
      title: 'With the default values.',
      query: '$`Denied calls`() | fields @timestamp, eventName, requestParameters.key',
    },
    {
      title: 'With values of its own.',
      query: '$TopN(field = sourceIPAddress, count = 2)',
    },
  ],
};
