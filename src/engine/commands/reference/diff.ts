/** The reference page of `diff`. */
import type { CommandDefinition } from '../definition.ts';

export const diffReference: CommandDefinition = {
  name: 'diff',
  aliases: [],
  forms: ['diff [previousDay|previousWeek|previousMonth]'],
  summary: 'Compares the patterns of the time range with those of an earlier one.',
  description: [
    'Stands directly behind `pattern`. The earlier range has the same length and ends where the range of the query begins, or lies a day, a week or a month before it. A query without a time range covers all events, and then nothing lies before it.',
    'Patterns are found in both ranges together. The result has the columns of `pattern`, counted in the range of the query, and two more: `@diffEventCount`, how many more or fewer rows there are now (`+513`, `-3`), and `@diffDescription`, one of `New pattern`, `Disappeared pattern`, `Increased`, `Decreased` and `Unchanged`. The largest difference comes first, whatever its sign.',
    'CloudWatch does not document its names of these columns.',
  ],
  options: [
    { name: 'previousDay', doc: 'Compares with the same range one day earlier.' },
    { name: 'previousWeek', doc: 'Compares with the same range one week earlier.' },
    { name: 'previousMonth', doc: 'Compares with the same range one month earlier.' },
  ],
  examples: [
    {
      title: 'What is new compared with the same time of the day before.',
      query:
        'filter ispresent(errorMessage)\n| pattern errorMessage\n| diff previousDay\n| display @diffEventCount, @diffDescription, @pattern',
    },
    {
      title: 'Compared with a week before.',
      query: 'pattern eventName\n| diff previousWeek\n| display @pattern, @diffEventCount\n| sort @pattern',
    },
    {
      title: 'Compared with a month before.',
      query: 'pattern eventSource\n| diff previousMonth\n| display @pattern, @diffDescription\n| sort @pattern',
    },
  ],
};
