/** The reference page of `parse`. */
import type { CommandDefinition } from '../definition.ts';

export const parseReference: CommandDefinition = {
  name: 'parse',
  aliases: [],
  forms: [
    'parse [field] "glob * pattern" as name, …',
    'parse [field] /regex (?<name>…)/ [as name, …] [multi]',
    'parse [field] logfmt as name',
    'parse [field] csv as name, …',
    "parse [field] xml '/path' as name",
  ],
  summary: 'Makes new columns from parts of a text.',
  description: [
    'Without a field the text is `@message`. A row whose text does not match stays and lacks the new columns; so does a row without the field. What is extracted is text, and counts as a number where a number is needed.',
    '**Glob.** Each `*` captures as little as it can, one name per `*`; all else stands for itself. A `*` at the end takes the rest of the text. A literal star cannot be written; use a regular expression.',
    '**Regular expression.** Named groups become columns. With `as`, the names after it replace those of the groups in their order, or name plain groups.',
    '**logfmt** reads `key=value` pairs into a map: `parse line logfmt as l`, then `l.key`. **csv** splits at commas as RFC 4180 does: missing values are missing columns, surplus ones are left out. **xml** takes the text of the first element or attribute that a path finds: steps `/name`, `//name` and `*`, conditions `[2]` and `[@name="value"]`, and `/@name` or `/text()` at the end. CloudWatch has `xml`, but does not document it.',
    'Without `fields` and `display` the result shows only the names that `parse` made, here and on CloudWatch. A name may be defined once.',
  ],
  options: [
    {
      name: 'multi',
      doc: 'A row for each match instead of the first one only; a row without a match stays once. CloudWatch needs named groups with it.',
    },
    { name: 'logfmt', doc: 'The text is a line of `key=value` pairs.' },
    { name: 'csv', doc: 'The text is one record of comma-separated values.' },
    { name: 'xml', doc: 'The text is XML; a path says what is wanted.' },
  ],
  examples: [
    {
      title: 'Glob: the parts of an ARN.',
      query:
        'parse userIdentity.arn "arn:aws:sts::*:assumed-role/*/*" as account, role, session\n| filter ispresent(role)',
    },
    {
      title: 'Regular expression: the network of an address.',
      query: 'parse sourceIPAddress /^(?<network>\\d+\\.\\d+)\\./\n| stats count(*) as n by network',
    },
    {
      title: '`multi`: every instance id of the record.',
      query: 'parse @message /"instanceId":"(?<instance>i-[0-9a-f]+)"/ multi\n| filter ispresent(instance)',
    },
    {
      title: '`csv`: the parts of a text between commas.',
      query:
        'filter eventName = "RunInstances"\n| fields concat(eventName, ",", awsRegion) as line\n| parse line csv as call, region\n| display call, region',
    },
    {
      title: '`logfmt`: pairs become a map.',
      query:
        'filter eventName = "PutObject"\n| fields concat("bucket=", requestParameters.bucketName, " acl=", `requestParameters.x-amz-acl`) as line\n| parse line logfmt as pairs\n| display pairs.bucket, pairs.acl',
    },
    {
      title: '`xml`: an element by its path.',
      query:
        'filter eventName = "PutObject"\n| fields concat("<put><key>", requestParameters.key, "</key></put>") as document\n| parse document xml "/put/key" as key\n| display key',
    },
  ],
};
