/** `anomaly`: patterns that are unusual for a time (language specification, section 3.14). */
import type { Operator, OutputRow } from './operator.ts';
import { anomaliesOf } from './patterns/anomalies.ts';
import { patternColumns, patternsOf } from './patterns/columns.ts';
import { addRow } from './patterns/input.ts';
import { PatternMiner } from './patterns/miner.ts';
import { WindowCounts } from './patterns/window-counts.ts';

export interface AnomalySpec {
  readonly name: 'anomaly';
}

/**
 * Inputs: the text and the time of the events, as for `pattern`. New rows, one for each anomaly, with the values of the columns of `pattern`,
 * `@anomalyType`, `@anomalyDescription` and `@anomalyScore`; all are texts. A pattern without anomalies has no row, one with several has
 * several.
 *
 * The method is our own: the five kinds of anomaly that the service names, each told by a statistic with a fixed threshold
 * (`patterns/anomalies.ts`). The time between the first and the last event is cut into up to 128 windows of equal length, a minute or that
 * doubled so often that they suffice. The score goes from 0.50, just unusual, to 1.00; highest first, of equal ones
 * the pattern with more events.
 */
export function createAnomaly(_spec: AnomalySpec): Operator {
  const miner = new PatternMiner(true);
  let total = 0;
  return {
    add(inputs) {
      if (addRow(miner, inputs)) total++;
    },
    *finish(): Iterable<OutputRow> {
      const patterns = patternsOf(miner.finish()).toSorted((a, b) => b.template.total - a.template.total);
      const all = new WindowCounts();
      for (const { template } of patterns) if (template.windows) all.addAll(template.windows);
      const found = patterns.flatMap((pattern) =>
        anomaliesOf(pattern.template, all).map((anomaly) => ({ pattern, anomaly })),
      );
      for (const { pattern, anomaly } of found.toSorted((a, b) => b.anomaly.score - a.anomaly.score)) {
        const { type, description, score } = anomaly;
        const columns = Object.values(patternColumns(pattern, total));
        yield { source: undefined, values: [...columns, type, description, score.toFixed(2)] };
      }
    },
  };
}
