/**
 * Each measured query in DuckDB's SQL, written by hand over the whole record's table: typed columns where the table has them, the
 * record where a field lies deeper. Where there are several ways to say it, the one that is fastest in DuckDB.
 */

export interface PeerQuery {
  /** The rows, in no order and all of them. Columns stand as in the result of the other query. */
  readonly select: string;
  /** Columns of `select` that the rows are ordered by. */
  readonly order?: readonly { readonly column: string; readonly descending: boolean }[];
  readonly limit?: number;
}

const desc = (column: string) => ({ column, descending: true });
const asc = (column: string) => ({ column, descending: false });
const NEWEST_FIRST = [desc('eventTime')];
const MOST_FIRST = [desc('n')];

const ISSUER = 'userIdentity.sessionContext.sessionIssuer';
const CIDR = `(record->>'$.requestParameters.ipPermissions.items[0].ipRanges.items[0].cidrIp')`;
const BYTES_OUT = `CAST(record->>'$.additionalEventData.bytesTransferredOut' AS DOUBLE)`;

export const PEER_QUERIES: ReadonlyMap<string, PeerQuery> = new Map<string, PeerQuery>([
  ['01-most-recent-events', { select: 'SELECT eventTime, record FROM events', order: NEWEST_FIRST, limit: 2 }],
  [
    '02-breakout-individual-fields',
    {
      select:
        'SELECT eventTime, awsRegion, eventCategory, eventSource, eventName, eventType, sourceIPAddress, userIdentity.type FROM events',
      order: NEWEST_FIRST,
      limit: 2,
    },
  ],
  [
    '03-ec2-recently-launched-instances',
    {
      select: `SELECT eventTime, eventName, (record->>'$.responseElements.instancesSet.items[0].instanceId'), ${ISSUER}.type, userIdentity.type, ${ISSUER}.userName
        FROM events WHERE eventName = 'RunInstances'`,
      order: NEWEST_FIRST,
      limit: 2,
    },
  ],
  [
    '04-console-login-most-recent',
    {
      select: `SELECT eventTime, eventName, (record->>'$.responseElements.ConsoleLogin'), userIdentity.arn, userIdentity.type
        FROM events WHERE eventName = 'ConsoleLogin'`,
      order: NEWEST_FIRST,
      limit: 10,
    },
  ],
  [
    '05-console-login-failed',
    {
      select: `SELECT eventTime, eventName, (record->>'$.responseElements.ConsoleLogin'), userIdentity.userName, userIdentity.type, sourceIPAddress, errorMessage
        FROM events WHERE eventName = 'ConsoleLogin' AND (record->>'$.responseElements.ConsoleLogin') = 'Failure'`,
      order: NEWEST_FIRST,
      limit: 10,
    },
  ],
  [
    '06-s3-put-object',
    {
      select: `SELECT eventTime, eventName, (record->>'$.requestParameters.bucketName'), (record->>'$.requestParameters.key'), ${ISSUER}.userName
        FROM events WHERE eventName = 'PutObject' AND (record->>'$.requestParameters.bucketName') = 'test_bucket'`,
      order: NEWEST_FIRST,
      limit: 2,
    },
  ],
  [
    '07-s3-activity',
    {
      select: `SELECT eventName, parts[1], parts[2], count(*) AS n
        FROM (SELECT eventName, json_extract_string(record, ['$.requestParameters.bucketName', '$.requestParameters.key']) AS parts
          FROM events WHERE eventSource = 's3.amazonaws.com') GROUP BY ALL`,
      order: MOST_FIRST,
      limit: 5,
    },
  ],
  [
    '08-kms-decrypt-activity',
    {
      select: `SELECT resources[1].ARN, ${ISSUER}.userName, count(*) AS n
        FROM events WHERE eventSource = 'kms.amazonaws.com' AND eventName = 'Decrypt' GROUP BY ALL`,
      order: MOST_FIRST,
      limit: 2,
    },
  ],
  [
    '09-api-calls-with-errors',
    {
      select:
        'SELECT eventSource, eventName, errorCode, count(*) AS n FROM events WHERE errorCode IS NOT NULL GROUP BY ALL',
      order: MOST_FIRST,
      limit: 5,
    },
  ],
  [
    '10-s3-error-codes',
    {
      select: `SELECT errorCode, errorMessage, count(*) AS n
        FROM events WHERE eventSource = 's3.amazonaws.com' AND errorCode IS NOT NULL GROUP BY ALL`,
      order: MOST_FIRST,
      limit: 5,
    },
  ],
  [
    '11-access-denied',
    {
      select: `SELECT errorCode, eventSource, eventName, userIdentity.type, userIdentity.invokedBy, count(*) AS n
        FROM events WHERE errorCode IN ('AccessDenied', 'UnauthorizedOperation') GROUP BY ALL`,
      order: MOST_FIRST,
      limit: 10,
    },
  ],
  [
    '12-kms-hourly-decrypt-volume',
    {
      select: `SELECT date_trunc('hour', eventTime), count(*)
        FROM events WHERE eventSource = 'kms.amazonaws.com' AND eventName = 'Decrypt' GROUP BY ALL`,
    },
  ],
  [
    'newest 20',
    {
      select: `SELECT eventTime, record, recipientAccountId || '_CloudTrail_' || awsRegion, recipientAccountId || ':cloudtrail' FROM events`,
      order: NEWEST_FIRST,
      limit: 20,
    },
  ],
  ['count', { select: 'SELECT count(*) FROM events' }],
  [
    'group by userAgent',
    { select: 'SELECT userAgent, count(*) AS n FROM events GROUP BY ALL', order: MOST_FIRST, limit: 20 },
  ],
  [
    'group by 2 fields',
    {
      select: 'SELECT sourceIPAddress, eventName, count(*) AS n FROM events GROUP BY ALL',
      order: MOST_FIRST,
      limit: 20,
    },
  ],
  [
    'group by access key',
    {
      select: 'SELECT userIdentity.accessKeyId, count(*) AS n FROM events GROUP BY ALL',
      order: MOST_FIRST,
      limit: 20,
    },
  ],
  [
    'group by a deep field',
    {
      select: `SELECT (record->>'$.requestParameters.bucketName'), count(*) AS n FROM events GROUP BY ALL`,
      order: MOST_FIRST,
      limit: 20,
    },
  ],
  [
    '3 keys, first and last time',
    {
      select: `SELECT userIdentity.arn, eventSource, eventName, count(*) AS n, min(eventTime), max(eventTime)
        FROM events GROUP BY ALL`,
      order: MOST_FIRST,
      limit: 20,
    },
  ],
  ['hours by Region', { select: `SELECT date_trunc('hour', eventTime), awsRegion, count(*) FROM events GROUP BY ALL` }],
  [
    'two stats',
    {
      select: `SELECT arn, max(n) AS most, count(*)
        FROM (SELECT userIdentity.arn AS arn, eventName, count(*) AS n FROM events GROUP BY ALL) GROUP BY arn`,
      order: [desc('most')],
      limit: 20,
    },
  ],
  [
    'percentiles',
    {
      select: `SELECT eventName, p[1], p[2], p[3]
        FROM (SELECT eventName, quantile_disc(${BYTES_OUT}, [0.5, 0.95, 0.99]) AS p FROM events GROUP BY ALL)`,
    },
  ],
  ['distinct ids', { select: 'SELECT count(DISTINCT requestID) FROM events' }],
  [
    'distinct by group',
    {
      select: `SELECT userIdentity.arn, count(DISTINCT sourceIPAddress) AS addresses, count(DISTINCT eventName)
        FROM events GROUP BY ALL`,
      order: [desc('addresses')],
      limit: 20,
    },
  ],
  [
    'parse + stats',
    {
      select: `SELECT CASE WHEN userAgent LIKE '%/% %' THEN split_part(userAgent, '/', 1) END, count(*) AS n
        FROM events GROUP BY ALL`,
      order: MOST_FIRST,
    },
  ],
  [
    'parse @message',
    {
      select: `SELECT regexp_extract(record, '"eventName":"([^"]*)"', 1), count(*) AS n FROM events GROUP BY ALL`,
      order: MOST_FIRST,
    },
  ],
  [
    'regex on a field',
    {
      select: `SELECT awsRegion, count(*)
        FROM events WHERE regexp_matches(userAgent, 'terraform.*lambda', 'i') GROUP BY ALL`,
    },
  ],
  ['regex on ids', { select: `SELECT count(*) FROM events WHERE regexp_matches(requestID, '^00[0-9a-f]+-(a|b)')` }],
  [
    'regex in @message',
    {
      select: `SELECT eventName, count(*) AS n
        FROM events WHERE regexp_matches(record, '"roleArn":"[^"]+-(prod|staging)-[0-9]+"') GROUP BY ALL`,
      order: MOST_FIRST,
    },
  ],
  [
    'text in @message',
    {
      select: `SELECT eventSource, count(*) AS n FROM events WHERE contains(record, 'not authorized to perform') GROUP BY ALL`,
      order: MOST_FIRST,
    },
  ],
  [
    'subnet',
    {
      select: `SELECT userIdentity.type, count(*) FROM events
        WHERE sourceIPAddress LIKE '10.%' AND TRY_CAST(split_part(sourceIPAddress, '.', 2) AS INTEGER) BETWEEN 0 AND 63 GROUP BY ALL`,
    },
  ],
  [
    'deep field',
    {
      select: `SELECT eventTime, eventName, ${CIDR}
        FROM events WHERE ${ISSUER}.userName LIKE 'admin%' AND ${CIDR} IS NOT NULL`,
      order: NEWEST_FIRST,
      limit: 50,
    },
  ],
  [
    'computed filter',
    {
      select: `SELECT concat(eventSource, ':', eventName), avg(length(userAgent)), count(*) AS n
        FROM events WHERE length(userAgent) > 60 AND errorCode IS DISTINCT FROM 'AccessDenied' GROUP BY eventSource, eventName`,
      order: MOST_FIRST,
      limit: 20,
    },
  ],
  [
    'dedup',
    {
      select: `SELECT max(eventTime) AS eventTime, eventName, userIdentity.arn
          FROM events WHERE userIdentity.arn IS NOT NULL GROUP BY ALL
        UNION ALL SELECT eventTime, eventName, NULL FROM events WHERE userIdentity.arn IS NULL`,
      order: NEWEST_FIRST,
      limit: 100,
    },
  ],
  [
    'sort by text',
    {
      select: 'SELECT eventTime, eventSource, eventName, userIdentity.arn FROM events',
      order: [desc('eventSource'), asc('eventName')],
      limit: 100,
    },
  ],
  [
    'sort by a number',
    {
      select: `SELECT eventTime, eventName, ${BYTES_OUT} AS bytes FROM events`,
      order: [desc('bytes')],
      limit: 20,
    },
  ],
  ['needle in a field', { select: `SELECT eventTime, eventName FROM events WHERE eventID = '<needle>'` }],
  ['needle in @message', { select: `SELECT eventTime, eventName FROM events WHERE contains(record, '<needle>')` }],
]);

/** What is measured. */
export function statementOf({ select, order = [], limit }: PeerQuery): string {
  const keys = order.map(({ column, descending }) => `${column} ${descending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'}`);
  return `${select}${keys.length === 0 ? '' : ` ORDER BY ${keys.join(', ')}`}${limit === undefined ? '' : ` LIMIT ${limit}`}`;
}
