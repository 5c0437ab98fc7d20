/** `diff`: the patterns of two time ranges (language specification, section 3.13). */
import type { Operator, OperatorContext, OutputRow } from './operator.ts';
import { patternColumns, patternsOf } from './patterns/columns.ts';
import { addRow } from './patterns/input.ts';
import { PatternMiner } from './patterns/miner.ts';
import type { Template } from './patterns/template.ts';

export interface DiffSpec {
  readonly name: 'diff';
}

/**
 * Inputs: the text and the time of the events in the query's range, as for `pattern`. The first subquery has the same of the events
 * it is compared with. New rows, one for each pattern, with the values of the columns of `pattern`, `@diffEventCount` and `@diffDescription`.
 *
 * Patterns are found in both ranges together, so that they are the same ones. The columns of `pattern` count the events of the query's range;
 * tokens and samples are of both. `@diffEventCount` is how many more or fewer there are than before, with its sign: `+513`, `-3`, `0`.
 * `@diffDescription` is `New pattern` for one without events before, `Disappeared pattern` for one without events now, else `Increased`,
 * `Decreased` or `Unchanged`. The largest difference comes first, whatever its sign; of equal ones the first to appear, those of
 * the query's range before others.
 */
export function createDiff(_spec: DiffSpec, context: OperatorContext): Operator {
  const miner = new PatternMiner();
  let total = 0;
  return {
    add(inputs) {
      if (addRow(miner, inputs)) total++;
    },
    *finish(): Iterable<OutputRow> {
      for (const row of context.subqueries[0] ?? []) addRow(miner, row, 1);
      const patterns = patternsOf(miner.finish()).toSorted(
        (a, b) => Math.abs(difference(b.template)) - Math.abs(difference(a.template)),
      );
      for (const pattern of patterns) {
        const by = difference(pattern.template);
        const columns = Object.values(patternColumns(pattern, total));
        yield { source: undefined, values: [...columns, by > 0 ? `+${by}` : String(by), describe(pattern.template)] };
      }
    },
  };
}

function difference({ counts: [now, before] }: Template): number {
  return now - before;
}

function describe({ counts: [now, before] }: Template): string {
  if (before === 0) return 'New pattern';
  if (now === 0) return 'Disappeared pattern';
  if (now === before) return 'Unchanged';
  return now > before ? 'Increased' : 'Decreased';
}
