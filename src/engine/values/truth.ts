/** The boolean context: operands of `and`, `or`, `not`, conditions of `filter`, `if` and `case` (language specification, section 5.3). */
import type { Value } from '../functions/definition.ts';

/** True for numbers other than 0. Null and every text are false. */
export function isTrue(value: Value): boolean {
  return typeof value === 'number' && value !== 0;
}
