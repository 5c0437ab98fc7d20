/** Numbers: which texts count as numbers, and how numbers are written in cells (language specification, sections 5.2 and 6.2). */
import type { Value } from '../functions/definition.ts';

const NUMERIC = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** True when the whole text, without trimming, is a decimal number. */
export function isNumericText(text: string): boolean {
  // Most texts of a log start with a letter: decide those without the regular expression.
  const first = text.charCodeAt(0);
  if (!(first <= 0x39 && first >= 0x2b)) return false;
  return NUMERIC.test(text);
}

/** The number a value stands for: surrounding white space is allowed, any other text and numbers beyond the double range are null. */
export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (value === null) return null;
  const text = value.trim();
  return isNumericText(text) ? finiteOrNull(Number(text)) : null;
}

/** Overflow and domain errors have no value in the language. */
export function finiteOrNull(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}

/**
 * Rounds half away from zero at a decimal place (negative: tens, hundreds …). Works on the decimal digits a reader sees, so that
 * 2.345 at 2 places is 2.35 although the double nearest to 2.345 is smaller.
 */
export function roundDecimal(x: number, places: number): number {
  const shifted = shiftDecimal(Math.abs(x), places);
  // Beyond 2^53 a double has no digits there that could be rounded.
  if (shifted > Number.MAX_SAFE_INTEGER) return x;
  const rounded = shiftDecimal(Math.round(shifted), -places);
  return (x < 0 ? -rounded : rounded) + 0;
}

function shiftDecimal(x: number, places: number): number {
  const [mantissa = '0', exponent = '0'] = String(x).split('e');
  return Number(`${mantissa}e${Number(exponent) + places}`);
}

/**
 * Cell text of a number computed by the query: whole numbers as digits, fractions with at most 4 decimals, below 0.1 with
 * 4 significant digits and without exponent. Expects a finite number.
 */
export function numberText(x: number): string {
  if (Number.isInteger(x)) return String(x);
  const magnitude = Math.abs(x);
  if (magnitude >= 0.1) return String(roundDecimal(x, 4));
  const exponent = Number(magnitude.toExponential().split('e')[1]);
  return plainText(roundDecimal(x, 3 - exponent));
}

/** Writes a number of magnitude below 1 without an exponent. */
function plainText(x: number): string {
  const text = String(x);
  const [mantissa = '', exponent] = text.split('e-');
  if (exponent === undefined) return text;
  const sign = x < 0 ? '-' : '';
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${mantissa.replace(/[-.]/g, '')}`;
}

/** Text of a number as it was logged: the fewest digits that read back as the same double, small ones in plain notation; zero has no sign. */
export function loggedNumberText(x: number): string {
  return Math.abs(x) < 1 ? plainText(x) : String(x);
}

/**
 * The value of a JSON number: the nearest double if that prints as the same number again (`1.10` and `1e3` do), else the digits as a text,
 * as at ingest: integers beyond ±2^53 and long fractions keep all their digits.
 */
export function exactNumber(json: string): number | string {
  const value = Number(json);
  if (!Number.isFinite(value)) return json;
  const written = String(value);
  if (written === json || sameDecimal(json, written)) return value + 0;
  return json;
}

/** Whether two decimal notations have the same significant digits at the same places. */
function sameDecimal(a: string, b: string): boolean {
  return significant(a) === significant(b);
}

function significant(decimal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? [];
  const digits = whole + fraction;
  // By hand, because /0+$/ takes quadratic time over zeros inside.
  let start = 0;
  while (digits.charAt(start) === '0') start++;
  let end = digits.length;
  while (end > start && digits.charAt(end - 1) === '0') end--;
  if (end === start) return '0';
  return `${sign}${digits.slice(start, end)}e${Number(exponent) - fraction.length + (digits.length - end)}`;
}
