/** `pattern`: the rows by the form of a text (language specification, section 3.12). */
import type { Operator, OutputRow } from './operator.ts';
import { patternColumns, patternsOf } from './patterns/columns.ts';
import { addRow } from './patterns/input.ts';
import { PatternMiner } from './patterns/miner.ts';

export interface PatternSpec {
  readonly name: 'pattern';
}

/**
 * Inputs: the text, the time (epoch milliseconds or null). New rows, one for each pattern, with the values of
 * `@pattern`, `@ratio`, `@sampleCount`, `@severityLabel`, `@PatternId`, `@tokens`, `@logSamples` (`patterns/columns.ts`).
 *
 * How patterns are found is told at `PatternMiner`. Rows whose text is null count for nothing. Most frequent pattern first, of equally
 * frequent ones the first to appear.
 */
export function createPattern(_spec: PatternSpec): Operator {
  const miner = new PatternMiner();
  let total = 0;
  return {
    add(inputs) {
      if (addRow(miner, inputs)) total++;
    },
    *finish(): Iterable<OutputRow> {
      const patterns = patternsOf(miner.finish()).toSorted((a, b) => b.template.counts[0] - a.template.counts[0]);
      for (const pattern of patterns) {
        yield { source: undefined, values: Object.values(patternColumns(pattern, total)) };
      }
    },
  };
}
