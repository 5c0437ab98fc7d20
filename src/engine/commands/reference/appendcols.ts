/** The reference page of `appendcols`. */
import type { CommandDefinition } from '../definition.ts';

export const appendcolsReference: CommandDefinition = {
  name: 'appendcols',
  aliases: [],
  forms: ['appendcols [override=true|false] [max=N] (subquery)'],
  summary: 'Puts the columns of a second pipeline beside the rows, by position.',
  description: [
    'The first row gets the columns of the first row of the pipeline in parentheses, the second those of the second, whatever they hold: sort both sides by the same key. Rows that one side has more of stay, and lack the columns of the other.',
    'A column that both sides have keeps the values of the left side. Over events, the columns of the left side are those that the query shows or has made; a field of the events that it does not name is none, and is hidden behind a column of that name from there on.',
  ],
  options: [
    { name: 'override', doc: '`true` takes the values of the right side where both have a column; default `false`.' },
    { name: 'max', doc: 'Rows that are taken from the right side, 1 to 100,000; default 10,000.' },
  ],
  examples: [
    {
      title: 'Calls and addresses per service; the right side ends after three rows.',
      query:
        "stats count(*) as calls by eventSource | sort eventSource\n| appendcols max=3 (SOURCE 'cloudtrail' | stats count_distinct(sourceIPAddress) as addresses by eventSource | sort eventSource)",
    },
    {
      title: 'A column of the right side that replaces one.',
      query:
        "stats count(*) as n by readOnly | sort readOnly\n| appendcols override=true (SOURCE 'cloudtrail' | stats count_distinct(eventName) as n by readOnly | sort readOnly)",
    },
  ],
};
