/**
 * What of a pipeline the scan does below SQL: filters, the columns that they and the groups read, and the first `stats`. The plan decides:
 * stages are taken from the front as long as the scan can compute them.
 */
import type { SegmentView } from '../../store/segment-view.ts';
import type { QueryContext } from '../functions/definition.ts';
import type { AggregateNode, AggregateStage, PlanExpression, PlanStage } from '../plan.ts';
import { type CompiledExpression, compileExpression } from './evaluate.ts';
import { type ColumnSource, type Condition, compileCondition, Frame } from './frame.ts';

export interface ScanFilter {
  readonly condition: Condition;
  readonly countsMatches: boolean;
}

export interface ScanKey {
  readonly id: number;
  readonly name: string;
  readonly value: CompiledExpression;
  readonly identity: CompiledExpression | undefined;
}

export interface ScanAggregate {
  readonly id: number;
  readonly name: string;
  readonly aggregate: AggregateNode;
  readonly args: readonly CompiledExpression[];
}

export interface ScanGrouping {
  readonly keys: readonly ScanKey[];
  readonly aggregates: readonly ScanAggregate[];
}

export interface ScanPlan {
  readonly filters: readonly ScanFilter[];
  /** The columns of a segment, made once for all who read them. */
  readonly frameOf: (view: SegmentView) => Frame;
  /** The columns that SQL may read, by their names. */
  readonly made: readonly { readonly id: number; readonly name: string }[];
  /** The first `stats`, where the scan does it. */
  readonly grouping: ScanGrouping | undefined;
  /** The stages that SQL does. */
  readonly rest: readonly PlanStage[];
}

/** Splits the stages of a pipeline, columns placed, between the scan and SQL. */
export function planScan(stages: readonly PlanStage[], context: QueryContext): ScanPlan {
  const columns = new Map<number, ColumnSource>();
  const compile = (expression: PlanExpression): CompiledExpression | undefined => {
    const compiled = compileExpression(expression, context);
    const known = compiled?.leaves.every((leaf) => leaf.kind === 'field' || columns.has(leaf.id));
    return known ? compiled : undefined;
  };
  const frames = new WeakMap<SegmentView, Frame>();
  const frameOf = (view: SegmentView): Frame => {
    const frame = frames.get(view) ?? new Frame(view, columns);
    frames.set(view, frame);
    return frame;
  };
  const filters: ScanFilter[] = [];
  const made: { id: number; name: string }[] = [];
  let taken = 0;
  for (const stage of stages) {
    if (stage.op === 'filter') {
      const condition = compileCondition(stage.condition, compile);
      if (!condition) break;
      filters.push({ condition, countsMatches: stage.countsMatches });
    } else if (stage.op === 'extend' || stage.op === 'parse') {
      if (!addColumns(columns, stage, compile)) break;
      made.push(...stage.columns.map(({ id, name }) => ({ id, name })));
    } else {
      const grouping = stage.op === 'aggregate' ? compileGrouping(stage, compile) : undefined;
      if (grouping) return { filters, frameOf, made, grouping, rest: stages.slice(taken + 1) };
      break;
    }
    taken++;
  }
  return { filters, frameOf, made, grouping: undefined, rest: stages.slice(taken) };
}

function addColumns(
  columns: Map<number, ColumnSource>,
  stage: Extract<PlanStage, { op: 'extend' | 'parse' }>,
  compile: (expression: PlanExpression) => CompiledExpression | undefined,
): boolean {
  if (stage.op === 'extend') {
    const made = stage.columns.map(({ id, expression }) => ({ id, expression: compile(expression) }));
    if (!made.every(({ expression }) => expression !== undefined)) return false;
    for (const { id, expression } of made) if (expression) columns.set(id, { kind: 'expression', expression });
    return true;
  }
  const source = compile(stage.source);
  if (!source) return false;
  for (const { id, capture } of stage.columns) {
    columns.set(id, { kind: 'capture', source, pattern: stage.pattern, capture });
  }
  return true;
}

function compileGrouping(
  { keys, aggregates }: AggregateStage,
  compile: (expression: PlanExpression) => CompiledExpression | undefined,
): ScanGrouping | undefined {
  const scanKeys = keys.flatMap(({ id, name, expression, identity }): ScanKey[] => {
    const value = compile(expression);
    const told = identity && compile(identity);
    return value && (told || !identity) ? [{ id, name, value, identity: told }] : [];
  });
  const scanAggregates = aggregates.flatMap(({ id, name, expression }): ScanAggregate[] => {
    if (expression.kind !== 'aggregate') return [];
    const args = expression.args.map(compile);
    return args.every((arg) => arg !== undefined) ? [{ id, name, aggregate: expression, args }] : [];
  });
  const complete = scanKeys.length === keys.length && scanAggregates.length === aggregates.length;
  return complete ? { keys: scanKeys, aggregates: scanAggregates } : undefined;
}
