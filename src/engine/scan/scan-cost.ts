/** How much work a scan is, roughly: whether it is worth more than one thread. */
import { expressionsOf, walkExpression } from '../compile/placement.ts';
import type { PlanExpression, PlanStage } from '../plan.ts';

/** Nanoseconds on one core, by order of magnitude: they only tell a scan of milliseconds from one of seconds. */
const RECORD_BYTE = 2.5;
const COLUMN_ROW = 12;
const COMPUTED_ROW = 60;
const KEY_ROW = 25;
const AGGREGATE_ROW = 20;
/** How much less the stages behind a filter have to do, as a guess. */
const FILTERED = 0.25;

/**
 * The time that one thread needs, in milliseconds.
 * @param extent events of the time range and the bytes of their records
 */
export function scanCost(
  stages: readonly PlanStage[],
  extent: { readonly events: number; readonly bytes: number },
): number {
  const fields = new Set<string>();
  let perRow = 0;
  let share = 1;
  for (const stage of stages) {
    for (const expression of expressionsOf(stage)) {
      const read = fieldsOf(expression);
      for (const field of read) fields.add(field);
      // Of one field, an expression is computed once per value.
      if (read.size > 1) perRow += COMPUTED_ROW * share;
    }
    if (stage.op === 'filter') share = FILTERED;
    else perRow += share * ownCost(stage);
  }
  const records = fields.delete('@message') ? extent.bytes * RECORD_BYTE : 0;
  return (records + extent.events * (fields.size * COLUMN_ROW + perRow)) / 1e6;
}

function ownCost(stage: PlanStage): number {
  switch (stage.op) {
    case 'aggregate':
      return stage.keys.length * KEY_ROW + stage.aggregates.length * AGGREGATE_ROW;
    case 'dedup':
    case 'sort':
      return stage.keys.length * KEY_ROW;
    default:
      return 0;
  }
}

function fieldsOf(expression: PlanExpression): Set<string> {
  const fields = new Set<string>();
  walkExpression(expression, (node) => {
    if (node.kind === 'field') fields.add(node.path);
  });
  return fields;
}
