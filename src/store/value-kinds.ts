/** The types of stored values. The numbers are part of the format: see docs/format.md. */

export const TEXT = 0;
export const NUMBER = 1;
export const FALSE = 2;
export const TRUE = 3;
/** A JSON number that a double cannot hold, as the text of the number. */
export const EXACT_NUMBER = 4;
