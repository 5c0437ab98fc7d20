/** The queries that are measured: the twelve of the Knowledge Center article, and others that people write while they look around. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BenchQuery {
  readonly name: string;
  readonly text: string;
}

const ARTICLE = join(import.meta.dirname, '..', 'fixtures', 'knowledge-center');

/** The article's queries as they are: the synthetic archive has the names they ask for. */
export function articleQueries(): BenchQuery[] {
  return readdirSync(ARTICLE)
    .filter((name) => name.endsWith('.cwli'))
    .sort()
    .map((name) => ({ name: name.replace('.cwli', ''), text: readFileSync(join(ARTICLE, name), 'utf8') }));
}

const NEEDLE = '<needle>';

export const AD_HOC_QUERIES: readonly BenchQuery[] = [
  { name: 'newest 20', text: 'fields @timestamp, @message, @logStream, @log | sort @timestamp desc | limit 20' },
  { name: 'count', text: 'stats count(*)' },
  { name: 'group by userAgent', text: 'stats count(*) as n by userAgent | sort n desc | limit 20' },
  { name: 'group by 2 fields', text: 'stats count(*) as n by sourceIPAddress, eventName | sort n desc | limit 20' },
  { name: 'group by access key', text: 'stats count(*) as n by userIdentity.accessKeyId | sort n desc | limit 20' },
  {
    name: 'group by a deep field',
    text: 'stats count(*) as n by requestParameters.bucketName | sort n desc | limit 20',
  },
  {
    name: '3 keys, first and last time',
    text: 'stats count(*) as n, min(@timestamp) as first, max(@timestamp) as last by userIdentity.arn, eventSource, eventName | sort n desc | limit 20',
  },
  { name: 'hours by Region', text: 'stats count(*) by bin(1h), awsRegion' },
  {
    name: 'two stats',
    text: 'stats count(*) as n by userIdentity.arn, eventName | stats max(n) as most, count(*) as names by userIdentity.arn | sort most desc | limit 20',
  },
  {
    name: 'percentiles',
    text: 'stats pct(additionalEventData.bytesTransferredOut, 50) as p50, pct(additionalEventData.bytesTransferredOut, 95) as p95, pct(additionalEventData.bytesTransferredOut, 99) as p99 by eventName',
  },
  { name: 'distinct ids', text: 'stats count_distinct(requestID)' },
  {
    name: 'distinct by group',
    text: 'stats count_distinct(sourceIPAddress) as addresses, count_distinct(eventName) as calls by userIdentity.arn | sort addresses desc | limit 20',
  },
  {
    name: 'parse + stats',
    text: 'parse userAgent "*/* *" as product, version, rest | stats count(*) as n by product | sort n desc',
  },
  {
    name: 'parse @message',
    text: 'parse @message \'"eventName":"*"\' as name | stats count(*) as n by name | sort n desc',
  },
  { name: 'regex on a field', text: 'filter userAgent like /(?i)terraform.*lambda/ | stats count(*) by awsRegion' },
  { name: 'regex on ids', text: 'filter requestID like /^00[0-9a-f]+-(a|b)/ | stats count(*)' },
  {
    name: 'regex in @message',
    text: 'filter @message like /"roleArn":"[^"]+-(prod|staging)-[0-9]+"/ | stats count(*) as n by eventName | sort n desc',
  },
  {
    name: 'text in @message',
    text: 'filter @message like "not authorized to perform" | stats count(*) as n by eventSource | sort n desc',
  },
  {
    name: 'subnet',
    text: 'filter isIpv4InSubnet(sourceIPAddress, "10.0.0.0/10") | stats count(*) by userIdentity.type',
  },
  {
    name: 'deep field',
    text: 'filter userIdentity.sessionContext.sessionIssuer.userName like /^admin/ and ispresent(requestParameters.ipPermissions.items.0.ipRanges.items.0.cidrIp) | fields @timestamp, eventName, requestParameters.ipPermissions.items.0.ipRanges.items.0.cidrIp | limit 50',
  },
  {
    name: 'computed filter',
    text: 'fields strlen(userAgent) as length, concat(eventSource, ":", eventName) as call | filter length > 60 and errorCode != "AccessDenied" | stats avg(length), count(*) as n by call | sort n desc | limit 20',
  },
  {
    name: 'dedup',
    text: 'fields @timestamp, eventName, userIdentity.arn | dedup userIdentity.arn, eventName | limit 100',
  },
  {
    name: 'sort by text',
    text: 'fields @timestamp, eventSource, eventName, userIdentity.arn | sort eventSource desc, eventName asc | limit 100',
  },
  {
    name: 'sort by a number',
    text: 'fields @timestamp, eventName, additionalEventData.bytesTransferredOut as bytes | sort bytes desc | limit 20',
  },
  { name: 'needle in a field', text: `filter eventID = "${NEEDLE}" | fields @timestamp, eventName` },
  { name: 'needle in @message', text: `fields @timestamp, eventName | filter @message like "${NEEDLE}"` },
];

/** A query's text with an event's id where it asks for one. */
export function withNeedle(text: string, eventId: string): string {
  return text.replaceAll(NEEDLE, eventId);
}
