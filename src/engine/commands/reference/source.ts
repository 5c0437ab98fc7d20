/** The reference page of `SOURCE`. */
import type { CommandDefinition } from '../definition.ts';

export const sourceReference: CommandDefinition = {
  name: 'SOURCE',
  aliases: [],
  forms: [
    "SOURCE 'log group' … [start=time] [end=time]",
    "SOURCE logGroups([namePrefix: ['…', …]] [, accountIdentifier: ['…', …]] [, class: ['…']])",
    "SOURCE dataSource(['…', …])",
    'SOURCE logGroupTags([{"key": "…", "values": ["…", …]}, …])',
  ],
  summary: 'Says which log groups a query or a subquery reads.',
  description: [
    'The first command of a query or of a subquery. The log groups are those of the database: `--log-group` names one at ingest, `cloudtrail` if left out. A name is that of a log group, its ARN, or `account:log group` as in `@log`. What the database does not have is an error, as on CloudWatch. Several `SOURCE` commands in a row, as dashboards have them, select the log groups of all.',
    '`dataSource` knows `aws_cloudtrail.management`, `aws_cloudtrail.data`, `aws_cloudtrail.insight` and `aws_cloudtrail.networkactivity`. `logGroupTags` selects by tags; a database has none, so it is refused.',
    'A time is `now`, a period before now such as `-1d`, or an epoch time in seconds or milliseconds. It takes the place of the time range of the query, in a subquery for that alone.',
    'On CloudWatch `SOURCE` is for queries by API; the console has a menu for it.',
  ],
  options: [
    { name: 'start', doc: 'Where the time range begins.' },
    { name: 'end', doc: 'Where the time range ends, inclusive.' },
    { name: 'logGroups', doc: 'Selects log groups; without arguments all of them.' },
    { name: 'namePrefix', doc: 'Of `logGroups`: up to 5 beginnings of names.' },
    { name: 'accountIdentifier', doc: 'Of `logGroups`: up to 20 account ids.' },
    { name: 'class', doc: "Of `logGroups`: `['STANDARD']` or `['INFREQUENT_ACCESS']`." },
    { name: 'dataSource', doc: "Selects by data source: `['aws_cloudtrail.management']`." },
  ],
  examples: [
    {
      title: 'A log group by name.',
      query: "SOURCE 'cloudtrail'\n| stats count(*) as n by @log",
    },
    {
      title: 'All log groups of an account whose names begin alike.',
      query:
        "SOURCE logGroups(namePrefix: ['cloud'], accountIdentifier: ['444455556666'], class: ['STANDARD'])\n| fields @log, eventName",
    },
    {
      title: 'Management events.',
      query: "SOURCE dataSource(['aws_cloudtrail.management'])\n| stats count(*) as n by eventCategory",
    },
    {
      title: 'A time range of its own, in epoch milliseconds.',
      query: "SOURCE 'cloudtrail' start=1714557600000 end=1714558140000\n| fields @timestamp, eventName",
    },
  ],
};
