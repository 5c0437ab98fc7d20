/** Whether a double holds a JSON number as it was written. */

/**
 * True if the double nearest to `text`, a valid JSON number, prints as the same number again: `1.10` and `1e3` do, `0.1234567890123456789`,
 * `1e400` and integers beyond ±2^53 do not.
 */
export function isExact(text: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (/^-?\d+$/.test(text)) return String(value) === text || text === '-0';
  return normalise(text) === normalise(String(value));
}

/** Significant digits and exponent, e.g. `-12.50` → `-125e-1`, so that equal numbers have equal texts. */
function normalise(text: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  // Not by a regular expression, which would try every run of zeros to its end.
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  const significant = digits.slice(0, end);
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + (digits.length - significant.length)}`;
}
