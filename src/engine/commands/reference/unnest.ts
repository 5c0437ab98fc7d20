/** The reference page of `unnest`. */
import type { CommandDefinition } from '../definition.ts';

export const unnestReference: CommandDefinition = {
  name: 'unnest',
  aliases: [],
  forms: ['unnest list into name'],
  summary: 'Makes a row of each element of a list.',
  description: [
    'The list is usually a part of what `jsonParse` gives. Each row gets one element under the new name and keeps all else; elements that are maps are read as `name.key`.',
    'A row without the list, or whose list is empty, gives no row. Anything else than a list counts as a list of one element. The result of `split` works as well; CloudWatch refuses it.',
  ],
  options: [],
  examples: [
    {
      title: 'The resources of each call.',
      query:
        'fields jsonParse(@message) as event\n| unnest event.resources into resource\n| stats count(*) as calls by resource.type as type, resource.ARN as arn\n| sort calls desc, arn',
    },
  ],
};
