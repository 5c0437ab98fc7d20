/** Operators in the second executor: the simple ones written anew, the others as they are. */
import type { RowValue } from '../../src/engine/functions/definition.ts';
import type { OutputRow } from '../../src/engine/operators/operator.ts';
import { createOperator } from '../../src/engine/operators/operators.ts';
import type { OperatorNode } from '../../src/engine/plan.ts';
import { finiteOrNull } from '../../src/engine/values/number.ts';
import { RunningSum } from '../../src/engine/values/running-sum.ts';
import { type Environment, evaluate, type Row } from './reference-expressions.ts';

type Values = readonly RowValue[];

/** The rows that an operator makes of rows in their current order. */
export function operated(stage: OperatorNode, rows: readonly Row[], environment: Environment): Row[] {
  const inputs = rows.map((row) => stage.inputs.map((input) => evaluate(input, row, environment)));
  const subqueries = stage.subqueries.map((place) => environment.subqueries[place] ?? []);
  return outputs(stage, inputs, subqueries, environment).map(({ source, values }, position) => {
    const before = source === undefined || stage.rows === 'new' ? undefined : rows[source];
    const made = stage.columns.map(({ id }, index): [number, RowValue] => [id, values[index] ?? null]);
    return { fields: before?.fields ?? new Map(), columns: new Map([...(before?.columns ?? []), ...made]), position };
  });
}

function outputs(
  { spec, columns }: OperatorNode,
  inputs: readonly Values[],
  subqueries: readonly (readonly Values[])[],
  { context }: Environment,
): OutputRow[] {
  const [right = []] = subqueries;
  switch (spec.name) {
    case 'accum': {
      const sum = new RunningSum();
      return inputs.map(([value], source) => {
        if (typeof value === 'number') sum.add(value);
        return { source, values: [finiteOrNull(sum.total())] };
      });
    }
    case 'autoregress':
      return inputs.map((_, source) => ({ source, values: spec.lags.map((lag) => inputs[source - lag]?.[0] ?? null) }));
    case 'filldown':
      return inputs.map((row, source) => ({
        source,
        values: row.map(
          (_, column) => inputs.slice(0, source + 1).findLast((above) => above[column] !== null)?.[column] ?? null,
        ),
      }));
    case 'join':
      return inputs.flatMap(([key], source): OutputRow[] => {
        const matches = right.filter(([other]) => other !== null && other === key);
        if (matches.length === 0) return spec.type === 'left' ? [{ source, values: columns.map(() => null) }] : [];
        return matches.map(([, ...values]) => ({ source, values }));
      });
    case 'appendcols': {
      const others = right.slice(0, spec.max);
      return Array.from({ length: Math.max(inputs.length, others.length) }, (_, index) => ({
        source: index < inputs.length ? index : undefined,
        values: spec.taken.map((column) => others[index]?.[column] ?? null),
      }));
    }
    default: {
      const operator = createOperator(spec, { ...context, subqueries, columns: columns.length });
      for (const row of inputs) operator.add(row);
      return [...operator.finish()];
    }
  }
}
