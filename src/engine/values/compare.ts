/**
 * The comparison operators on run-time values (language specification, section 5.2). A comparison with null is false, except
 * `!=`, which is the plain negation of `=`.
 */
import type { Value } from '../functions/definition.ts';
import { toNumber } from './number.ts';
import { compareCodePoints } from './text.ts';

/** Two texts are equal when they are the same text; a number equals a text that reads as the same number. */
export function equals(a: Value, b: Value): boolean {
  if (a === null || b === null) return false;
  if (typeof a === typeof b) return a === b;
  return toNumber(a) === toNumber(b);
}

export function notEquals(a: Value, b: Value): boolean {
  return !equals(a, b);
}

export function less(a: Value, b: Value): boolean {
  const order = ordering(a, b);
  return order !== undefined && order < 0;
}

export function lessOrEqual(a: Value, b: Value): boolean {
  const order = ordering(a, b);
  return order !== undefined && order <= 0;
}

export function greater(a: Value, b: Value): boolean {
  return less(b, a);
}

export function greaterOrEqual(a: Value, b: Value): boolean {
  return lessOrEqual(b, a);
}

/** Sign of the comparison, or undefined where two values have no order: null, and a number beside a text that is none. */
function ordering(a: Value, b: Value): number | undefined {
  if (a === null || b === null) return undefined;
  const x = toNumber(a);
  const y = x === null && typeof b === 'string' ? null : toNumber(b);
  if (x !== null && y !== null) return x - y;
  return typeof a === 'string' && typeof b === 'string' ? compareCodePoints(a, b) : undefined;
}
