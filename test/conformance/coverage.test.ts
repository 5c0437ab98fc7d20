/** The suite leaves no command and no function of the language out (language specification, appendix C). */
import { describe, expect, it } from 'vitest';
import { CODES } from './codes.ts';
import { rawCaseFiles } from './files.ts';
import { expectsError, readCaseFile } from './schema.ts';

const COMMANDS =
  `accum addtotals anomaly appendcols autoregress cidrlookup countFrequent count_frequent dedup diff display estimate expand
  fields filldown fillmissing filter filterIndex head join json limit logcompare lookup order outlier parse pattern relevantfields
  sessionize sort SOURCE stats tail unmask unnest where`.split(/\s+/);

const FUNCTIONS = `abs ceil floor greatest least log round sqrt haversine toNumber toInt toLong toDouble
  bin datefloor dateceil fromMillis toMillis now parseDate formatDate strftime
  ispresent coalesce case if isNumeric messageSize queryStartTime queryEndTime queryTimeRange unmask
  jsonParse jsonStringify jsonArraySize jsonArrayContains
  isValidIp isValidIpV4 isValidIpV6 isIpInSubnet isIpv4InSubnet isIpv6InSubnet ipv4ToNumber isPrivateIP isPublicIP isReservedIP
  isempty isblank concat ltrim rtrim trim strlen toupper tolower substr replace regexReplace regex_replace strcontains startsWith
  endsWith urlencode urldecode base64encode base64decode split hexToAscii hexToDec decToHex md5 sha256
  avg count countDistinct count_distinct max median min pct stddev sum values collect_values variance topk earliest latest
  sortsFirst sortsLast rate countOverTime count_over_time sumOverTime sum_over_time histogram`.split(/\s+/);

const cases = rawCaseFiles().flatMap(({ file, content }) => readCaseFile(file, content).cases);
const good = cases.filter((testCase) => !expectsError(testCase)).map(({ query }) => query);
const bad = cases.filter(expectsError).map(({ query }) => query);

describe('the suite', () => {
  it.each(COMMANDS)('has %s in a query that runs and in one that fails', (word) => {
    const stage = new RegExp(`(^|[|(])\\s*${word}\\b`, 'm');
    expect(good.some((query) => stage.test(query))).toBe(true);
    expect(bad.some((query) => stage.test(query))).toBe(true);
  });

  it.each(FUNCTIONS)('has %s() in a query that runs', (name) => {
    const call = new RegExp(`\\b${name}\\s*\\(`);
    expect(good.some((query) => call.test(query))).toBe(true);
  });

  it('expects every code that a query can be given', () => {
    const expected = new Set(cases.flatMap(({ diagnostics = [] }) => diagnostics.map(({ code }) => code)));
    expect([...CODES.keys()].filter((code) => !expected.has(code))).toEqual([]);
  });
});
