/** String functions that encode and decode (language specification, section 4.7). What is not in the code is missing, not half decoded. */
import { wellFormed } from '../values/text.ts';
import type { Parameter, ScalarFunction, Value } from './definition.ts';
import { textFunction, textOf } from './string.ts';

const text: Parameter = { name: 'text', type: 'string' };

/** Bytes that are no UTF-8 are no text. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8Text(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** All but the unreserved characters of RFC 3986; JavaScript's own function leaves five more as they are. */
function urlEncode(value: string): string {
  const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(wellFormed(value)).replace(/[!'()*]/g, percent);
}

function urlDecode(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** The standard alphabet of RFC 4648; the padding may be left out. */
function base64Decode(value: string): string | null {
  const [, digits, padding = ''] = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(value) ?? [];
  if (digits === undefined || digits.length % 4 === 1) return null;
  if (padding !== '' && value.length % 4 !== 0) return null;
  return utf8Text(Buffer.from(digits, 'base64'));
}

function hexText(value: string): string | null {
  const [, digits] = /^(?:0[xX])?([0-9a-fA-F]*)$/.exec(value) ?? [];
  return digits === undefined || digits.length % 2 === 1 ? null : utf8Text(Buffer.from(digits, 'hex'));
}

/** Exact: from 2^53 on a double would silently change the last digits. */
function hexNumber(value: string): number | null {
  const [, sign, digits] = /^\s*(-?)(?:0[xX])?([0-9a-fA-F]+)\s*$/.exec(value) ?? [];
  if (digits === undefined) return null;
  const magnitude = Number.parseInt(digits, 16);
  if (magnitude > Number.MAX_SAFE_INTEGER) return null;
  return sign === '-' ? -magnitude + 0 : magnitude;
}

function hexDigits(value: Value | undefined): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const digits = BigInt(Math.trunc(Math.abs(value))).toString(16);
  return value <= -1 ? `-0x${digits}` : `0x${digits}`;
}

export const codecFunctions: readonly ScalarFunction[] = [
  textFunction({
    name: 'urlencode',
    parameters: [text],
    doc: 'The text with percent encoding, a space as %20.',
    example: { expression: 'urlencode("a b/ü")', result: 'a%20b%2F%C3%BC' },
    evaluate: (value) => urlEncode(textOf(value)),
  }),
  textFunction({
    name: 'urldecode',
    parameters: [text],
    doc: 'The text without percent encoding, + as it is; missing when the encoding is broken.',
    example: { expression: 'urldecode("a%20b%2F%C3%BC")', result: 'a b/ü' },
    evaluate: (value) => urlDecode(textOf(value)),
  }),
  textFunction({
    name: 'base64encode',
    parameters: [text],
    doc: 'The UTF-8 bytes of the text in Base64.',
    example: { expression: 'base64encode("né")', result: 'bsOp' },
    evaluate: (value) => Buffer.from(textOf(value)).toString('base64'),
  }),
  textFunction({
    name: 'base64decode',
    parameters: [text],
    doc: 'The text that was encoded in Base64; missing when that is no Base64 or no UTF-8.',
    example: { expression: 'base64decode("bsOp")', result: 'né' },
    evaluate: (value) => base64Decode(textOf(value)),
  }),
  textFunction({
    name: 'hexToAscii',
    parameters: [text],
    doc: 'The text whose bytes are written as pairs of hexadecimal digits; missing when they are none or no UTF-8.',
    example: { expression: 'hexToAscii("48656c6c6f")', result: 'Hello' },
    evaluate: (value) => hexText(textOf(value)),
  }),
  textFunction({
    name: 'hexToDec',
    parameters: [text],
    returns: 'number',
    doc: 'The number of hexadecimal digits, 0x before them or not; missing from 2^53 on, where numbers are not exact.',
    example: { expression: 'hexToDec("0xff")', result: '255' },
    evaluate: (value) => hexNumber(textOf(value)),
  }),
  textFunction({
    name: 'decToHex',
    parameters: [{ name: 'number', type: 'number' }],
    doc: 'The number in hexadecimal digits after 0x, its fraction cut off.',
    example: { expression: 'decToHex(255)', result: '0xff' },
    evaluate: hexDigits,
  }),
];
