/** What the documentation says of each diagnostic: an example that raises it, why it is raised, and the way out. */

export interface DiagnosticDescription {
  readonly query: string;
  readonly meaning: string;
  readonly wayOut: string;
}

export const DIAGNOSTIC_PAGES: ReadonlyMap<string, DiagnosticDescription> = new Map([
  [
    'unexpected-symbol',
    {
      query: 'stats count(*) by eventName | sort bin(5m)',
      meaning: 'The place is the first token that cannot be read on; the mistake may lie before it.',
      wayOut: 'The hint says what could stand there, or what the words of another query language are called here.',
    },
  ],
  [
    'unrecognized-token',
    {
      query: 'filter readOnly = 1 && awsRegion = "us-east-1"',
      meaning: 'Also a text, a regular expression or a name in backticks that has no end.',
      wayOut:
        'Close what is open; put names with other characters than letters, digits, `_`, `@` and `.` between backticks.',
    },
  ],
  [
    'not-implemented',
    {
      query: 'search "AccessDenied"',
      meaning: 'CloudWatch knows it, perhaps without documenting it. It is refused as a whole rather than left out.',
      wayOut: 'Say it in another way: `filter @message like "AccessDenied"`.',
    },
  ],
  [
    'query-too-long',
    {
      query: `filter eventName = "GetObject" # ${'x'.repeat(10_000)}`,
      meaning: 'The limit is that of CloudWatch, and counts after saved queries are put into their places.',
      wayOut: 'Leave out comments, or put long lists of values into a lookup table.',
    },
  ],
  [
    'too-complex',
    {
      query: `fields ${Array.from({ length: 2_001 }, (_, i) => i).join(',')}`,
      meaning: 'A limit of the database engine, not of the language.',
      wayOut: 'Split the query, or use fewer columns and terms.',
    },
  ],
  [
    'nesting-too-deep',
    {
      query: `fields ${'('.repeat(65)}1${')'.repeat(65)}`,
      meaning: 'Parentheses, calls and operators may be 64 levels deep.',
      wayOut: 'Define parts of the expression in an earlier `fields`.',
    },
  ],
  [
    'unknown-function',
    {
      query: 'stats count(*) by lower(eventName)',
      meaning: 'The pages of the functions list all names; case does not matter.',
      wayOut: 'Take the name that the hint offers.',
    },
  ],
  [
    'wrong-arguments',
    {
      query: 'filter isIpv4InSubnet(sourceIPAddress, "10.0.0.0/99")',
      meaning: 'Also a value that can be seen to be wrong before the query runs, and an unknown option of a command.',
      wayOut: 'The hint shows how the function is called.',
    },
  ],
  [
    'redefined-name',
    {
      query: 'fields eventName as name | fields eventSource as name',
      meaning: 'A name made with `as` or by `parse` can be made once.',
      wayOut: 'Choose another name. To show a name again, just list it.',
    },
  ],
  [
    'unknown-name-after-stats',
    {
      query: 'stats count(*) as n by eventName | filter eventSource = "s3.amazonaws.com"',
      meaning: 'Behind a `stats` there are groups and no events: only its keys and items exist.',
      wayOut: 'Use the name before the `stats`, or make it a key.',
    },
  ],
  [
    'aggregate-outside-stats',
    {
      query: 'fields eventName, count(*) as n',
      meaning: 'An aggregate is about many rows; only the items of `stats` have them.',
      wayOut: 'Write `stats count(*) as n by eventName`.',
    },
  ],
  [
    'not-aggregated',
    {
      query: 'stats count(*) as n, eventName',
      meaning: 'A group has many rows, and so no single value of a field.',
      wayOut: 'Make it a key with `by`, or say which value is meant: `latest(eventName)`.',
    },
  ],
  [
    'stage-order',
    {
      query: 'limit 5 | stats count(*) as n by eventName',
      meaning: 'Some commands have a fixed place: the page of each says which.',
      wayOut: 'Move the command.',
    },
  ],
  [
    'too-many-stats',
    {
      query: Array.from({ length: 11 }, (_, i) => `stats count(*) as n${i}`).join(' | '),
      meaning: 'The limit is that of CloudWatch.',
      wayOut: 'Compute more in one `stats`: an item may use the items before it.',
    },
  ],
  [
    'limit-range',
    {
      query: 'limit 0',
      meaning: 'The range is that of CloudWatch.',
      wayOut: 'Give a number in the range. For counts, use `stats count(*)`.',
    },
  ],
  [
    'glob-aliases',
    {
      query: 'parse userIdentity.arn "arn:aws:iam::*:user/*" as account',
      meaning: 'Each `*` of a glob and each group of a regular expression needs one name.',
      wayOut: 'Name them all; what is not needed need not be shown.',
    },
  ],
  [
    'invalid-regex',
    {
      query: 'filter eventName like /(?!Get)Object/',
      meaning: 'Expressions are those of RE2, here and on CloudWatch: no look-around and no back-references.',
      wayOut: 'Match what is wanted, and leave out the rest with a second filter and `not like`.',
    },
  ],
  [
    'invalid-xpath',
    {
      query: 'parse @message xml "/a[b=1]" as x',
      meaning: 'Only a part of XPath can be used.',
      wayOut: 'Extract the element, and take the rest with `filter` or a second `parse`.',
    },
  ],
  [
    'extracted-field',
    {
      query: 'parse eventName /^(?<verb>[A-Z][a-z]+)/ | relevantfields verb where readOnly = 1',
      meaning: '`relevantfields` compares events, and knows only what they hold. CloudWatch refuses it too.',
      wayOut: 'Name fields of the events, or none for all of them.',
    },
  ],
  [
    'bin-out-of-scope',
    {
      query: 'stats count(*) as n by eventName | stats sum(n) by bin(1h)',
      meaning: '`bin` is about the `@timestamp` of events, and a `stats` leaves no events.',
      wayOut: 'Keep a time, `stats max(@timestamp) as t … | stats … by datefloor(t, 1h)`.',
    },
  ],
  [
    'unknown-saved-query',
    {
      query: '$Denied(user = "alice")',
      meaning: 'The database has no saved query of this name; names are matched with case.',
      wayOut:
        '`trailql saved list` shows their names, `trailql saved add` makes one. Names with spaces stand between backticks.',
    },
  ],
  [
    'saved-query-call',
    {
      query: '$TopN(n = 5)',
      meaning:
        'A parameter is unknown, given twice, or missing without a default value; or the saved query calls another one, or is too long.',
      wayOut: '`trailql saved show` lists the parameters of a saved query.',
    },
  ],
  [
    'unknown-resource',
    {
      query: "SOURCE 'production' | limit 1",
      meaning: 'The database has no log group, data source, lookup table or column of a lookup table of this name.',
      wayOut: '`trailql lookup list` shows the lookup tables; the log group is named when events are ingested.',
    },
  ],
  [
    'structure-not-allowed',
    {
      query: 'fields jsonParse(@message) as event | stats count(*) as n by event',
      meaning: 'Maps and lists are no values for `sort`, `dedup`, `stats` and `pattern`.',
      wayOut: 'Use one of their values, `event.eventName`, or their text, `jsonStringify(event)`.',
    },
  ],
  [
    'subquery-nesting',
    {
      query:
        "filter eventName in (SOURCE 'cloudtrail' | filter awsRegion in (SOURCE 'cloudtrail' | fields awsRegion) | fields eventName)",
      meaning: 'A query in parentheses has none of its own. The limit is that of CloudWatch.',
      wayOut: 'Join the conditions inside the parentheses into one pipeline.',
    },
  ],
  [
    'time-range',
    {
      query: "SOURCE 'cloudtrail' start=1714564800 end=1714557600 | stats count(*)",
      meaning: 'No event can be in such a range. A bound that `SOURCE` leaves out is that of the query.',
      wayOut: 'Exchange the bounds, or leave one out.',
    },
  ],
  [
    'subquery-column',
    {
      query: "filter eventName in (SOURCE 'cloudtrail' | filter readOnly = 1)",
      meaning:
        'Without `fields`, `display` or `stats` the rows of the query in parentheses are events, and no single values.',
      wayOut: 'End it with `fields` and the name of the column.',
    },
  ],
  [
    'join-condition',
    {
      query: "join left=a right=b where a.eventName=c.eventName (SOURCE 'cloudtrail')",
      meaning: 'The condition of a `join` is one equation between a field of the left and one of the right side.',
      wayOut: 'Write `where L.field=R.field` with the names given to `left` and `right`.',
    },
  ],
  [
    'double-equals',
    {
      query: 'filter eventName == "GetObject"',
      meaning: 'It is read as `=`; CloudWatch takes it for a syntax error.',
      wayOut: 'Write `=`.',
    },
  ],
  [
    'sort-before-stats',
    {
      query: 'sort @timestamp desc | stats count(*) as n by eventName',
      meaning: 'Groups do not keep the order of rows.',
      wayOut: 'Sort behind the `stats`.',
    },
  ],
  [
    'sort-by-call',
    {
      query: 'stats count(*) by eventName | sort count(*) desc',
      meaning: 'Here the column of that name is meant; CloudWatch takes it for a syntax error.',
      wayOut: 'Give the column a name with `as`, or put its text between backticks.',
    },
  ],
  [
    'bin-cap',
    {
      query: 'stats count(*) as n by bin(300s)',
      meaning:
        'Milliseconds count up to 1000, seconds and minutes up to 60, hours up to 24; more is cut, here and on CloudWatch.',
      wayOut: 'Use the next unit: `bin(5m)`.',
    },
  ],
  [
    'relisted-name',
    {
      query: 'parse sourceIPAddress /^(?<network>\\d+)/ | fields @timestamp, network',
      meaning: 'CloudWatch takes a plain name in `fields` for a definition, and refuses to define it twice.',
      wayOut: 'Use `display`.',
    },
  ],
  [
    'alias-of-field',
    {
      query: 'fields toupper(awsRegion) as awsRegion',
      meaning: 'Here the alias has the computed value; CloudWatch was seen to leave it blank.',
      wayOut: 'Choose a name that no field has.',
    },
  ],
  [
    'quoted-segment',
    {
      query: 'fields requestParameters.`x-amz-acl`',
      meaning: 'That form is for maps; for a field of the events CloudWatch leaves the column blank.',
      wayOut: 'Put the whole path between backticks.',
    },
  ],
  [
    'boolean-literal',
    {
      query: 'filter readOnly = true',
      meaning: 'Fields hold 1 and 0. Here the words stand for these; on CloudWatch they do not select them.',
      wayOut: 'Write `1` or `0`.',
    },
  ],
  [
    'boolean-text',
    {
      query: 'filter readOnly = "false"',
      meaning: 'Here it selects the boolean as well as the text; CloudWatch compares with 1 and 0 only.',
      wayOut: 'Write `1` or `0`. Fields that really hold the text, such as `mfaAuthenticated`, are not meant.',
    },
  ],
  [
    'text-order',
    {
      query: 'filter @timestamp > "2024-05-01"',
      meaning: 'Times are not compared with texts, and whether CloudWatch orders texts as TrailQL does is not certain.',
      wayOut: 'Compare numbers: `toMillis(@timestamp) > 1714521600000`.',
    },
  ],
  [
    'filter-index-form',
    {
      query: 'filterIndex eventName like "Get"',
      meaning: 'An index finds whole values only.',
      wayOut: 'Use `filter`.',
    },
  ],
  [
    'service-differs',
    {
      query: 'filter ispresent(errorMessage) | pattern errorMessage | display @sampleCount',
      meaning: 'How CloudWatch computes this command is not public; ours is a method of our own.',
      wayOut: 'Nothing to do; do not expect the same numbers from both.',
    },
  ],
  [
    'sort-before-pattern',
    {
      query: 'sort @timestamp desc | pattern eventName | display @pattern',
      meaning:
        'Patterns do not keep the order of rows, and CloudWatch documents that `pattern` must not follow `sort`.',
      wayOut: 'Sort behind the `pattern`, by `@sampleCount` or another of its columns.',
    },
  ],
  [
    'unknown-field',
    {
      query: 'filter evntName = "GetObject"',
      meaning: 'Names are matched with case. The query runs, and the field is missing in every event.',
      wayOut: 'Take the name that the hint offers; `trailql fields` lists all.',
    },
  ],
  [
    'no-earlier-window',
    {
      query: 'pattern eventName | diff',
      meaning:
        '`diff` compares with the range of equal length before the time range. Without a time range the query reads everything, and nothing comes before it.',
      wayOut: 'Give a time range, or write `diff previousDay`, `previousWeek` or `previousMonth`.',
    },
  ],
  [
    'parent-field',
    {
      query: 'fields userIdentity',
      meaning: 'Fields are the leaves of the JSON of an event.',
      wayOut: 'Name the leaves, or read the JSON: `jsonParse(@message)`, then `.userIdentity`.',
    },
  ],
]);
