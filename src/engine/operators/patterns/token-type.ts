/** What a token of a log message looks like (language specification, section 3.12). */
import { parseIpv4, parseIpv6 } from '../../values/ip.ts';

/** `Token` is a variable part of no known form. */
export type TokenType = 'Time' | 'ID' | 'IP' | 'ARN' | 'Number' | 'UUID' | 'Hex' | 'Email' | 'URL' | 'Token';

/** A longer token always counts as variable: no word of a message has so many characters. */
export const LONGEST_WORD = 200;

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const CLOCK = '\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?';
const ZONE = '(?: ?(?:Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))?';

/** Source text of a regular expression for times, in the notations of ISO 8601, web servers, syslog and mail. */
export const TIME_SOURCE = [
  `\\d{4}[-/]\\d\\d[-/]\\d\\d(?:[T ]${CLOCK}${ZONE})?`,
  `\\d{8}T\\d{6}Z`,
  `\\d{1,2}/${MONTH}/\\d{4}(?::${CLOCK}${ZONE})?`,
  `(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?\\d{1,2} ${MONTH} \\d{4}(?: ${CLOCK}${ZONE})?`,
  `(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?${MONTH} {1,2}\\d{1,2} ${CLOCK}(?:${ZONE} \\d{4})?`,
  `\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?`,
].join('|');

const TIME = new RegExp(`^(?:${TIME_SOURCE})$`);
const ARN = /^arn:aws[a-z0-9-]*:\S*$/;
const URL = /^[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/\S+$/;
const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}$/;
const UUID = /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/;
const CONTAINS_UUID = /[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const HEX = /^(?:0[xX][0-9A-Fa-f]+|(?=\d*[A-Fa-f])[0-9A-Fa-f]{8,})$/;
const NETWORK = /^(.+)\/\d{1,3}$/;

const ACCOUNT = /^\d{12}$/;
/** `i-0123456789abcdef0`, `subnet-0123abcd`, `eni-attach-0123abcd`. */
const RESOURCE = /^[A-Za-z]{1,12}(?:-[a-z]{1,12}){0,3}[-_](?=[A-Fa-f]*\d)[0-9A-Fa-f]{8,}$/;
/** Access keys and unique identifiers of IAM, which may carry the name of a session. */
const PRINCIPAL = /^A[A-Z]{3}[A-Z0-9]{12,}(?::.*)?$/;
/** Letters and at least two digits without anything between them. */
const MIXED = /^(?=[A-Za-z]*\d[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{12,}$/;
/** As base64 writes random bytes: long, with lower and upper case and at least four digits. */
const RANDOM = /^(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=(?:[^0-9]*[0-9]){4})[A-Za-z0-9+/=_-]{24,}$/;

/** The type of a token by its looks alone; undefined for a word, which is variable only if it varies. */
export function typeOf(token: string): TokenType | undefined {
  if (token.length > LONGEST_WORD) return 'Token';
  if (ARN.test(token)) return 'ARN';
  if (token.includes('://') && URL.test(token)) return 'URL';
  if (token.includes('@') && EMAIL.test(token)) return 'Email';
  if (!/\d/.test(token)) return parseIpv6(token) === null ? undefined : 'IP';
  if (NUMBER.test(token)) return ACCOUNT.test(token) ? 'ID' : 'Number';
  if (TIME.test(token)) return 'Time';
  if (UUID.test(token)) return 'UUID';
  if (isIp(token)) return 'IP';
  if (HEX.test(token)) return 'Hex';
  return isIdentifier(token) ? 'ID' : undefined;
}

function isIp(token: string): boolean {
  const address = NETWORK.exec(token)?.[1] ?? token;
  return parseIpv4(address) !== null || parseIpv6(address) !== null;
}

function isIdentifier(token: string): boolean {
  return [RESOURCE, PRINCIPAL, MIXED, RANDOM, CONTAINS_UUID].some((form) => form.test(token));
}

const IDENTIFYING: ReadonlySet<TokenType> = new Set<TokenType>(['ID', 'UUID', 'Hex', 'Number']);

/** The type that covers both: a random identifier may look like a number or like hexadecimal digits by chance. */
export function commonType(a: TokenType, b: TokenType): TokenType {
  if (a === b) return a;
  return IDENTIFYING.has(a) && IDENTIFYING.has(b) ? 'ID' : 'Token';
}
