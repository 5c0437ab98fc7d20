/** Values of rows as the language computes with them. */
import type { RowValue, Value } from '../functions/definition.ts';

/** Booleans are 1 and 0; a map or list is no value. */
export function scalarOf(value: RowValue): Value {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? null : value;
}
