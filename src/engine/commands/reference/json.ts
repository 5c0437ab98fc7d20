/** The reference page of `json`. */
import type { CommandDefinition } from '../definition.ts';

export const jsonReference: CommandDefinition = {
  name: 'json',
  aliases: [],
  forms: ['json field=name "key.subkey" as name'],
  summary: 'Takes one value out of a field that holds JSON text.',
  description: [
    'The field may be a text that `parse` extracted, any other text with JSON in it, or a map made by `jsonParse`. The path has keys and positions in lists, with dots between them: `items.0.id`.',
    'A row whose field holds no JSON, or has nothing at the path, stays and lacks the column.',
  ],
  options: [{ name: 'field', doc: 'The field that holds the JSON text.' }],
  examples: [
    {
      title: 'A key of a JSON text that `parse` cut out.',
      query:
        'parse @message /"requestParameters":(?<parameters>\\{.*?\\}),"responseElements"/\n| json field=parameters "bucketName" as bucket\n| filter ispresent(bucket)\n| stats count(*) as n by bucket',
    },
  ],
};
