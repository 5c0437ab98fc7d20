/** The reference page of `addtotals`. */
import type { CommandDefinition } from '../definition.ts';

export const addtotalsReference: CommandDefinition = {
  name: 'addtotals',
  aliases: [],
  forms: ['addtotals [fieldname=name] [row=true|false] [col=true|false] [name, …]'],
  summary: 'Adds the sum of each row, and of each column.',
  description: [
    'Summed are the columns listed, or else all that can hold numbers; texts that look like numbers count, times do not. Missing values add nothing. A row without any number has no sum.',
    'On CloudWatch the column of sums was seen missing behind `stats … by`; TrailQL adds it.',
  ],
  options: [
    { name: 'fieldname', doc: 'The name of the new column; default `Total`.' },
    { name: 'row', doc: 'Whether each row gets its sum; default `true`.' },
    {
      name: 'col',
      doc: 'Whether a last row has the sum of each column, with `Total` in the first column that is not summed; default `false`.',
    },
  ],
  examples: [
    {
      title: 'Sums of rows and columns.',
      query:
        'stats sum(readOnly = 1) as reads, sum(readOnly = 0) as writes by eventSource\n| sort eventSource\n| addtotals fieldname=Calls col=true reads, writes',
    },
    {
      title: 'A last row only.',
      query: 'stats count(*) as calls by awsRegion\n| sort awsRegion\n| addtotals row=false col=true calls',
    },
  ],
};
