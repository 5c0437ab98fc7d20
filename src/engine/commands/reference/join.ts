/** The reference page of `join`. */
import type { CommandDefinition } from '../definition.ts';

export const joinReference: CommandDefinition = {
  name: 'join',
  aliases: [],
  forms: ['join [type=inner|left] left=L right=R where L.field=R.field (subquery)'],
  summary: 'Puts rows of a second pipeline beside the rows with the same value.',
  description: [
    'The rows of the pipeline in parentheses are the right side. Behind the command, `L.field` is a field of the left side, `R.field` one of the right side, and a plain name one of the left side.',
    'Values are equal when they look the same; a missing value equals nothing. Each match gives a row: one left row with three matches gives three, in the order of the right side. A left row without a match goes away, or stays with `type=left` and lacks the fields of the right side.',
    'A query has one `join`, and its subquery has no subquery of its own. The right side has at most 50,000 different values.',
  ],
  options: [
    { name: 'type', doc: '`inner` (the default) or `left`.' },
    { name: 'left', doc: 'The name of the left side.' },
    { name: 'right', doc: 'The name of the right side.' },
  ],
  examples: [
    {
      title: 'What was done with new access keys.',
      query:
        'filter eventName = "CreateAccessKey"\n| join type=inner left=made right=used\n    where made.responseElements.accessKey.accessKeyId=used.userIdentity.accessKeyId\n    (SOURCE \'cloudtrail\' | filter eventSource = "s3.amazonaws.com")\n| fields made.userIdentity.userName, used.eventName, used.requestParameters.key',
    },
    {
      title: '`type=left` keeps the rows without a match.',
      query:
        "stats count(*) as calls by userIdentity.userName as user\n| join type=left left=all right=denied where all.user=denied.user\n    (SOURCE 'cloudtrail' | filter ispresent(errorCode) | stats count(*) as n by userIdentity.userName as user)\n| display user, calls, denied.n",
    },
  ],
};
