/** The reference page of `unmask`. */
import type { CommandDefinition } from '../definition.ts';

export const unmaskReference: CommandDefinition = {
  name: 'unmask',
  aliases: [],
  forms: ['unmask field, …'],
  summary: 'Shows fields as they are, where a data protection policy would mask them.',
  description: [
    'On CloudWatch it needs the permission `logs:Unmask`. An archive holds the records themselves and masks nothing, so the command changes nothing.',
    'The function `unmask(field)` does the same in an expression.',
  ],
  options: [],
  examples: [
    {
      title: 'Fields that a policy may mask.',
      query:
        'filter eventName = "CreateAccessKey"\n| fields sourceIPAddress, userIdentity.arn\n| unmask sourceIPAddress, userIdentity.arn',
    },
  ],
};
