/** The reference page of `outlier`. */
import type { CommandDefinition } from '../definition.ts';

export const outlierReference: CommandDefinition = {
  name: 'outlier',
  aliases: [],
  forms: ['outlier [action=transform|remove] [param=N] [uselower=true|false] [mark=true|false] name …'],
  summary: 'Clamps, removes or marks values far outside the usual range.',
  description: [
    'The range of a column goes up to Q3 + param · IQR and, with `uselower`, begins at Q1 − param · IQR; Q1 and Q3 are the quartiles of its values, interpolated, and IQR is their distance. What is no number stays as it is, and counts for nothing.',
    'Options and column names are separated by spaces or commas.',
  ],
  options: [
    { name: 'action', doc: '`transform` (the default) moves a value to the end of the range, `remove` drops its row.' },
    { name: 'param', doc: 'How many IQR the range reaches beyond the quartiles; default 2.5.' },
    { name: 'uselower', doc: 'Whether the range has a lower end; default `false`.' },
    {
      name: 'mark',
      doc: 'Whether a column `name_outlier` says 1 for values outside and 0 for others; default `false`.',
    },
  ],
  examples: [
    {
      title: 'Transferred bytes, the largest moved to the end of the range and marked.',
      query:
        'filter eventSource = "s3.amazonaws.com"\n| fields requestParameters.key as key, additionalEventData.bytesTransferredOut as bytes\n| outlier mark=true bytes',
    },
    {
      title: 'Rows outside the range dropped, on either side.',
      query:
        'filter eventSource = "s3.amazonaws.com"\n| fields requestParameters.key as key, additionalEventData.bytesTransferredOut as bytes\n| outlier action=remove param=1.5 uselower=true bytes',
    },
  ],
};
