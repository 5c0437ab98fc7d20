/** The reference page of `filter`, `where` and `filterIndex`. */
import type { CommandDefinition } from '../definition.ts';

export const filterReference: CommandDefinition = {
  name: 'filter',
  aliases: ['where', 'filterIndex'],
  forms: [
    'filter condition',
    'where condition',
    'filterIndex field = value',
    'filterIndex field in [value, …]',
    'filter field in (subquery)',
  ],
  summary: 'Keeps the rows for which a condition is true.',
  description: [
    'Conditions are comparisons (`= != < <= > >=`), `like`, `=~` and `in`, joined by `and`, `or` and `not`. `field like "text"` looks for a part of the text, with case; `field like /re/` and `field =~ /re/` search a regular expression; `field in ["a", "b"]` compares with each element.',
    'A missing field makes every comparison false, and so `!=`, `not like`, `not in` and `not (…)` true: `errorCode != "AccessDenied"` keeps the successful calls too. Add `and ispresent(errorCode)` to leave them out.',
    'Several filters must all be true. Behind a `stats` a filter works on the groups.',
    '`where` is the same command. `filterIndex` gives the same rows; on CloudWatch it skips log groups that have no index on the field, and allows only `=` and `in`, so TrailQL warns of other conditions.',
    'A subquery in parentheses is a whole pipeline that is run once, before the query. The value is compared with the column of its result that has the same name as the field, else with its first column. Subqueries do not nest and cannot see the rows outside.',
    'Times cannot be compared with texts such as `"2024-05-01"`; compare `toMillis(@timestamp)` with epoch milliseconds, or give the query a time range.',
  ],
  options: [],
  examples: [
    {
      title: 'Calls on S3 that were not denied.',
      query:
        'filter eventSource = "s3.amazonaws.com" and errorCode not like "Denied"\n| fields @timestamp, eventName, requestParameters.key',
    },
    {
      title: 'Regular expressions; `(?i)` ignores case.',
      query: 'filter userAgent =~ /(?i)^AWS-CLI/ and readOnly = 0\n| fields @timestamp, eventName, userAgent',
    },
    {
      title: 'Groups with at least two calls.',
      query: 'stats count(*) as calls by sourceIPAddress\n| where calls >= 2',
    },
    {
      title: 'What those did whose console login failed.',
      query:
        'filter userIdentity.arn in (\n    SOURCE \'cloudtrail\'\n    | filter responseElements.ConsoleLogin = "Failure"\n    | fields userIdentity.arn\n  )\n| fields @timestamp, eventName',
    },
  ],
};
