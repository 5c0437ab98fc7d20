/** The reference page of `fields`. */
import type { CommandDefinition } from '../definition.ts';

export const fieldsReference: CommandDefinition = {
  name: 'fields',
  aliases: [],
  forms: ['fields item [as name], …'],
  summary: 'Names the columns to show and defines new ones.',
  description: [
    'An item is a field or any expression. Without `as`, the column of an expression is called by its text as written; a later command reaches such a name between backticks.',
    'The columns of several `fields` commands add up. Nothing goes out of scope: a filter behind `fields` still sees every field of the event. After a `stats`, only the names of that `stats` exist.',
    'Items are defined from left to right, and an item may use the name of an earlier one. On CloudWatch, a map made by `jsonParse` can be used only in the next `fields` command.',
    'A name may be defined once. A name that an earlier command made may be listed again, with a portability warning: CloudWatch takes the plain name for a second definition and refuses the query. `display` has no such restriction.',
  ],
  options: [],
  examples: [
    {
      title: 'A column from the event, one with another name and one that is computed.',
      query:
        'fields eventName, userIdentity.arn as who, strlen(userAgent) as agentLength\n| filter awsRegion = "us-east-1"',
    },
    {
      title: 'Columns add up, and a field need not be listed to be used.',
      query: 'fields @timestamp\n| fields eventName\n| filter errorCode = "AccessDenied"',
    },
  ],
};
