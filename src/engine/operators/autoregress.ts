/** `autoregress`: values of earlier rows beside those of the current one (language specification, section 3.22). */

import type { RowValue } from '../functions/definition.ts';
import type { Operator, OutputRow } from './operator.ts';

export interface AutoregressSpec {
  readonly name: 'autoregress';
  /** How many rows back each column looks: whole numbers from 1. */
  readonly lags: readonly number[];
}

/** Inputs: the value. Values: for each lag, the value of the row so many rows before; null where there is none. */
export function createAutoregress(spec: AutoregressSpec): Operator {
  const column: RowValue[] = [];
  return {
    add([value = null]) {
      column.push(value);
    },
    *finish(): Iterable<OutputRow> {
      for (const source of column.keys()) {
        yield { source, values: spec.lags.map((lag) => column[source - lag] ?? null) };
      }
    },
  };
}
