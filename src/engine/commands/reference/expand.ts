/** The reference page of `expand`. */
import type { CommandDefinition } from '../definition.ts';

export const expandReference: CommandDefinition = {
  name: 'expand',
  aliases: [],
  forms: ['expand field'],
  summary: 'Makes a row of each element of an array, in place of the field.',
  description: [
    'The field holds the text of a JSON array, a list, or is an array of the events, whose elements are the fields `field.0`, `field.1` and so on. In each row the field is one element: its value, or JSON text if it is an object or an array. All else is kept.',
    'A row whose field is no array stays as it is. CloudWatch expands only arrays that are text; lists of `split` and arrays of the events stay one row there.',
  ],
  options: [],
  examples: [
    {
      title: 'An array that `parse` cut out of the record.',
      query:
        'filter eventName = "PutObject"\n| parse @message /"resources":(?<resources>\\[.*?\\])/\n| expand resources\n| display resources',
    },
    {
      title: 'Elements are JSON text, which `jsonParse` reads.',
      query:
        'filter eventName = "RunInstances"\n| expand responseElements.instancesSet.items\n| fields jsonParse(responseElements.instancesSet.items) as item\n| display eventName, item.instanceId',
    },
  ],
};
