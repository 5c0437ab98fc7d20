/** The reference page of `sort` and `order`. */
import type { CommandDefinition } from '../definition.ts';

export const sortReference: CommandDefinition = {
  name: 'sort',
  aliases: ['order'],
  forms: ['sort [by] name [asc|desc], …'],
  summary: 'Orders the rows.',
  description: [
    'Keys are names of fields or columns, ascending unless `desc` follows. Rows with equal keys keep their order.',
    'The order is natural: missing values, then texts, then numbers. In texts, runs of digits compare as numbers (`item9` before `item10`), everything else by code point. Descending is the exact reverse.',
    'An expression is no key: define a name for it with `fields` or `stats`. A column without a name of its own is reached between backticks, `` sort `count(*)` desc ``; TrailQL also takes `sort count(*) desc`, with a portability warning.',
    'A `sort` in front of a single `stats` has no effect and gives a portability warning; with several `stats` it stands behind the last one. Behind `dedup` it is an error. After `stats … by bin(…)`, `sort @timestamp` means the bin.',
  ],
  options: [
    { name: 'asc', doc: 'Smallest first; the default.' },
    { name: 'desc', doc: 'Largest first.' },
  ],
  examples: [
    {
      title: 'By two keys.',
      query: 'fields sourceIPAddress, eventName\n| sort sourceIPAddress asc, eventName desc\n| limit 5',
    },
    {
      title: 'A column without a name of its own.',
      query: 'stats count(*) by eventName\n| sort `count(*)` desc, eventName\n| limit 3',
    },
  ],
};
