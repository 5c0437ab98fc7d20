/**
 * What of a pipeline the scan does below SQL: filters, the columns that are read, and the `stats` that follow one another, `dedup`, or `sort` with
 * `limit`. The plan decides: stages are taken from the front as long as the scan can compute them.
 */
import type { SegmentView } from '../../store/segment-view.ts';
import type { QueryContext } from '../functions/definition.ts';
import type { AggregateNode, AggregateStage, PlanExpression, PlanStage } from '../plan.ts';
import type { ColumnSource } from './columns.ts';
import { type Condition, compileCondition } from './conditions.ts';
import { type CompiledExpression, compileExpression, isRecord } from './evaluate.ts';
import { Frame } from './frame.ts';
import { needsPositions } from './kernels.ts';
import { PairCaptures } from './pair-captures.ts';

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
  readonly kind: 'group';
  readonly keys: readonly ScanKey[];
  readonly aggregates: readonly ScanAggregate[];
  /** What a `sort` with a `limit` leaves of the groups; SQL sorts these again. */
  readonly top: GroupTop | undefined;
}

/** A further `stats` over the groups of the one before, and what is between the two. */
export interface Regrouping {
  readonly columns: ReadonlyMap<number, ColumnSource>;
  readonly filters: readonly CompiledExpression[];
  readonly grouping: ScanGrouping;
}

/** The first groups by some of their values. */
export interface GroupTop {
  /** `place`: of a value among the keys and, behind them, the aggregates. */
  readonly keys: readonly { readonly place: number; readonly descending: boolean }[];
  readonly count: number;
}

/** `sort` and `limit`. */
export interface ScanTop {
  readonly kind: 'top';
  readonly keys: readonly { readonly value: CompiledExpression; readonly descending: boolean }[];
  readonly count: number;
}

export interface ScanDedup {
  readonly kind: 'dedup';
  /** What tells the values of each key apart. */
  readonly keys: readonly CompiledExpression[];
}

export interface ScanPlan {
  readonly filters: readonly ScanFilter[];
  /** The columns of a segment, made once for all who read them. */
  readonly frameOf: (view: SegmentView) => Frame;
  /** Forgets the columns of a segment that has been scanned: those of all segments at once would be too many. */
  readonly release: (view: SegmentView) => void;
  /** The columns that SQL may read, by their names. */
  readonly made: readonly { readonly id: number; readonly name: string }[];
  /** What the scan makes of the rows that pass its filters. */
  readonly ending: ScanGrouping | ScanTop | ScanDedup | undefined;
  /** What follows where it ends in groups. */
  readonly regroupings: readonly Regrouping[];
  /** The stages that the scan does. Planning these again gives this plan, in another thread too. */
  readonly taken: readonly PlanStage[];
  readonly context: QueryContext;
  /** The stages that SQL does. */
  readonly rest: readonly PlanStage[];
}

/**
 * Splits the stages of a pipeline, columns placed, between the scan and SQL.
 * @param isRemote whether what segments come to is sent to another thread, which shares no memory
 */
export function planScan(stages: readonly PlanStage[], context: QueryContext, isRemote = false): ScanPlan {
  const columns = new Map<number, ColumnSource>();
  const compile = (expression: PlanExpression): CompiledExpression | undefined => {
    const compiled = compileExpression(expression, context);
    const known = compiled?.leaves.every((leaf) => leaf.kind === 'field' || columns.has(leaf.id));
    return known ? compiled : undefined;
  };
  const frames = new WeakMap<SegmentView, Frame>();
  const frameOf = (view: SegmentView): Frame => {
    const frame = frames.get(view) ?? new Frame(view, columns, !isRemote);
    frames.set(view, frame);
    return frame;
  };
  const release = (view: SegmentView): void => {
    frames.delete(view);
  };
  const filters: ScanFilter[] = [];
  const made: { id: number; name: string }[] = [];
  const planned = (ending: ScanPlan['ending'], own: number): ScanPlan => {
    const regroupings = ending?.kind === 'group' ? planRegroupings(stages.slice(own), ending, context) : [];
    const count = regroupings.reduce((sum, { stages: further }) => sum + further, own);
    return {
      filters,
      frameOf,
      release,
      made,
      ending,
      regroupings,
      taken: stages.slice(0, count),
      context,
      rest: stages.slice(count),
    };
  };
  let taken = 0;
  for (const stage of stages) {
    if (stage.op === 'filter') {
      const condition = compileCondition(stage.condition, compile);
      if (!condition) break;
      filters.push({ condition, countsMatches: stage.countsMatches });
    } else if (stage.op === 'extend' || stage.op === 'parse') {
      if (!addColumns(columns, stage, compile)) break;
      made.push(...stage.columns.map(({ id, name }) => ({ id, name })));
    } else if (!isDefaultOrder(stage)) {
      const end = compileEnding(stages.slice(taken), compile);
      if (end) return planned(end.ending, taken + end.stages);
      break;
    }
    taken++;
  }
  return planned(undefined, taken);
}

/** The `stats` that follow one another, as long as no operator, `limit` or the like is between them. */
function planRegroupings(
  stages: readonly PlanStage[],
  before: ScanGrouping,
  context: QueryContext,
): (Regrouping & { readonly stages: number })[] {
  const known = new Set([...before.keys, ...before.aggregates].map(({ id }) => id));
  const compile: Compile = (expression) => {
    const compiled = compileExpression(expression, context);
    return compiled?.leaves.every((leaf) => leaf.kind === 'column' && known.has(leaf.id)) ? compiled : undefined;
  };
  const columns = new Map<number, ColumnSource>();
  const filters: CompiledExpression[] = [];
  for (const [index, stage] of stages.entries()) {
    if (stage.op === 'filter' && !stage.countsMatches) {
      const filter = compile(stage.condition);
      if (!filter) return [];
      filters.push(filter);
    } else if (stage.op === 'extend' || stage.op === 'parse') {
      if (!addColumns(columns, stage, compile)) return [];
      for (const { id } of stage.columns) known.add(id);
    } else if (stage.op === 'aggregate') {
      const grouping = compileGrouping(stage, groupTop(stage, stages[index + 1], stages[index + 2]), compile);
      if (!grouping || grouping.aggregates.some(({ aggregate }) => needsPositions(aggregate))) return [];
      const further = planRegroupings(stages.slice(index + 1), grouping, context);
      return [{ columns, filters, grouping, stages: index + 1 }, ...further];
    } else {
      return [];
    }
  }
  return [];
}

function addColumns(
  columns: Map<number, ColumnSource>,
  stage: Extract<PlanStage, { op: 'extend' | 'parse' }>,
  compile: Compile,
): boolean {
  if (stage.op === 'extend') {
    const made = stage.columns.map(({ id, expression }) => ({ id, expression: compile(expression) }));
    if (!made.every(({ expression }) => expression !== undefined)) return false;
    for (const { id, expression } of made) if (expression) columns.set(id, { kind: 'expression', expression });
    return true;
  }
  const source = compile(stage.source);
  if (!source) return false;
  const pairs = isRecord(source) ? PairCaptures.of(stage.pattern) : undefined;
  for (const { id, capture } of stage.columns) {
    columns.set(id, { kind: 'capture', source, pattern: stage.pattern, capture, pairs });
  }
  return true;
}

/** `sort @timestamp desc` says what is so already. */
function isDefaultOrder(stage: PlanStage): boolean {
  if (stage.op !== 'sort') return false;
  const [key, ...others] = stage.keys;
  const isTime = key?.expression.kind === 'field' && key.expression.path === '@timestamp';
  return isTime && key.descending && others.length === 0;
}

interface Ending {
  readonly ending: ScanGrouping | ScanTop | ScanDedup;
  /** How many stages it stands for. */
  readonly stages: number;
}

type Compile = (expression: PlanExpression) => CompiledExpression | undefined;

function compileEnding([stage, next, ...later]: readonly PlanStage[], compile: Compile): Ending | undefined {
  switch (stage?.op) {
    case 'aggregate': {
      const grouping = compileGrouping(stage, groupTop(stage, next, later[0]), compile);
      return grouping && { ending: grouping, stages: 1 };
    }
    case 'sort': {
      if (next?.op !== 'limit' || next.from !== 'start') return undefined;
      // Groups stand in the order in which the events came, which the rows would no longer tell.
      if (later.some(({ op }) => op === 'aggregate')) return undefined;
      const keys = stage.keys.map(({ expression, descending }) => ({ value: compile(expression), descending }));
      const compiled = keys.flatMap(({ value, descending }) => (value ? [{ value, descending }] : []));
      return compiled.length < keys.length
        ? undefined
        : { ending: { kind: 'top', keys: compiled, count: next.count }, stages: 2 };
    }
    case 'dedup': {
      const keys = stage.keys.map((key) => compile(identityOf(key)));
      return keys.every((key) => key !== undefined) ? { ending: { kind: 'dedup', keys }, stages: 1 } : undefined;
    }
    default:
      return undefined;
  }
}

/** Values are the same when they look the same. */
function identityOf(key: PlanExpression): PlanExpression {
  if (key.type !== 'any' && key.type !== 'number') return key;
  return { kind: 'convert', to: 'string', operand: key, type: 'string', computed: false };
}

/** The `sort` and the `limit` right behind a `stats`, if they sort by its columns. */
function groupTop(
  { keys, aggregates }: AggregateStage,
  sort: PlanStage | undefined,
  limit: PlanStage | undefined,
): GroupTop | undefined {
  if (sort?.op !== 'sort' || limit?.op !== 'limit' || limit.from !== 'start') return undefined;
  const ids = [...keys, ...aggregates].map(({ id }) => id);
  const order = sort.keys.map(({ expression, descending }) => {
    return { place: expression.kind === 'column' ? ids.indexOf(expression.id) : -1, descending };
  });
  return order.every(({ place }) => place >= 0) ? { keys: order, count: limit.count } : undefined;
}

function compileGrouping(
  { keys, aggregates }: AggregateStage,
  top: GroupTop | undefined,
  compile: Compile,
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
  return complete ? { kind: 'group', keys: scanKeys, aggregates: scanAggregates, top } : undefined;
}
