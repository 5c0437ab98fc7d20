/** The reference page of `display`. */
import type { CommandDefinition } from '../definition.ts';

export const displayReference: CommandDefinition = {
  name: 'display',
  aliases: [],
  forms: ['display item [as name], …'],
  summary: 'Says which columns the result has; only the last one in a query counts.',
  description: [
    'The result has exactly the columns of the last `display`, in its order, whatever `fields`, `parse` and `stats` would show. Items are fields and expressions, with or without a name, as in `fields`.',
    'Unlike `fields` it may list names that earlier commands made, here and on CloudWatch.',
  ],
  options: [],
  examples: [
    {
      title: 'The parts of an ARN, without the columns that `parse` alone would show.',
      query:
        'parse userIdentity.arn "arn:aws:sts::*:assumed-role/*/*" as account, role, session\n| filter ispresent(role)\n| display @timestamp, role, session, eventName',
    },
    {
      title: 'A condition is a column of 1 and 0.',
      query: 'filter eventName = "GetObject"\n| display requestParameters.key, errorCode = "AccessDenied" as denied',
    },
  ],
};
