/**
 * The plan: what a query does, every name resolved and every conversion explicit. It knows no SQL and no store, prints as JSON,
 * and is the only thing a dialect or a scan has to understand.
 */
import type { ComparisonOperator, PeriodUnit } from '../parser/ast.ts';
import type { ValueType } from './functions/definition.ts';

// --- expressions -----------------------------------------------------------------------------------------------------

interface ExpressionBase {
  readonly type: ValueType;
  /** Numbers of this expression are computed here and shown with at most four decimals; otherwise they are shown as logged. */
  readonly computed: boolean;
}

export type PlanExpression =
  | LiteralNode
  | FieldNode
  | ColumnNode
  | ConstantNode
  | CallNode
  | AggregateNode
  | ArithmeticNode
  | CompareNode
  | ContainsNode
  | MatchesNode
  | InNode
  | LogicalNode
  | NotNode
  | ConvertNode
  | AccessNode
  | InSubqueryNode;

export interface LiteralNode extends ExpressionBase {
  readonly kind: 'literal';
  readonly value: string | number | null;
}

/** A field of the event: discovered, or one of the system fields. */
export interface FieldNode extends ExpressionBase {
  readonly kind: 'field';
  readonly path: string;
}

/** A column that an earlier stage made. Ids are unique in the plan, names need not be. */
export interface ColumnNode extends ExpressionBase {
  readonly kind: 'column';
  readonly id: number;
  readonly name: string;
}

/** A function without arguments, fixed when the query starts: `now()`. */
export interface ConstantNode extends ExpressionBase {
  readonly kind: 'constant';
  readonly function: string;
}

export interface CallNode extends ExpressionBase {
  readonly kind: 'call';
  /** The documented name. */
  readonly function: string;
  readonly args: readonly PlanExpression[];
}

/** An aggregate over the rows of a group; only in `AggregateStage.aggregates`. */
export interface AggregateNode extends ExpressionBase {
  readonly kind: 'aggregate';
  readonly function: string;
  /** Empty for `count(*)`. */
  readonly args: readonly PlanExpression[];
}

export interface ArithmeticNode extends ExpressionBase {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-' | '*' | '/' | '%' | '^';
  readonly left: PlanExpression;
  readonly right: PlanExpression;
}

/** Gives 1 or 0, never null. */
export interface CompareNode extends ExpressionBase {
  readonly kind: 'compare';
  readonly operator: ComparisonOperator;
  readonly left: PlanExpression;
  readonly right: PlanExpression;
}

/** `like "text"`: 1 or 0, never null. */
export interface ContainsNode extends ExpressionBase {
  readonly kind: 'contains';
  readonly value: PlanExpression;
  readonly text: PlanExpression;
}

/** `like /re/`: 1 or 0, never null. */
export interface MatchesNode extends ExpressionBase {
  readonly kind: 'matches';
  readonly value: PlanExpression;
  readonly regex: string;
}

/** Equal to one of the list: 1 or 0, never null. */
export interface InNode extends ExpressionBase {
  readonly kind: 'in';
  readonly value: PlanExpression;
  readonly list: readonly PlanExpression[];
}

/** Of conditions: 1 or 0, never null. */
export interface LogicalNode extends ExpressionBase {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly operands: readonly PlanExpression[];
}

export interface NotNode extends ExpressionBase {
  readonly kind: 'not';
  readonly operand: PlanExpression;
}

/**
 * - `string`: the display text
 * - `number`: numeric-looking text as a number, other text null
 * - `condition`: 1 or 0, never null
 * - `scalar`: the value itself; a map or list is null
 */
export interface ConvertNode extends ExpressionBase {
  readonly kind: 'convert';
  readonly to: 'string' | 'number' | 'condition' | 'scalar';
  readonly operand: PlanExpression;
}

/** A member of a map by its name, or an element of a list by its index from 0; null where there is none. */
export interface AccessNode extends ExpressionBase {
  readonly kind: 'access';
  readonly object: PlanExpression;
  readonly key: PlanExpression;
}

/** Equal to a value of the only column of a subquery, by its place in `Plan.subqueries`: 1 or 0, never null. */
export interface InSubqueryNode extends ExpressionBase {
  readonly kind: 'inSubquery';
  readonly value: PlanExpression;
  readonly subquery: number;
}

// --- stages ----------------------------------------------------------------------------------------------------------

export interface NewColumn {
  readonly id: number;
  readonly name: string;
  readonly expression: PlanExpression;
}

export type PlanStage = FilterNode | ExtendNode | ParseNode | AggregateStage | SortNode | LimitNode | DedupNode;

export interface FilterNode {
  readonly op: 'filter';
  readonly condition: PlanExpression;
  /** Set on the filter whose survivors are the records matched. */
  readonly countsMatches: boolean;
}

/** Adds columns; a column may use those before it. */
export interface ExtendNode {
  readonly op: 'extend';
  readonly columns: readonly NewColumn[];
}

export interface ParseNode {
  readonly op: 'parse';
  /** Text. */
  readonly source: PlanExpression;
  readonly pattern: { readonly kind: 'glob' | 'regex'; readonly text: string };
  /** One column per capture, in the order of the captures. */
  readonly columns: readonly { readonly id: number; readonly name: string; readonly capture: number }[];
}

export interface GroupKey extends NewColumn {
  /**
   * What tells groups apart where it is not the value itself: values are the same when they look the same. The key of a group is the
   * least of its values, numbers before texts.
   */
  readonly identity: PlanExpression | undefined;
}

/** Groups the rows. Keys and aggregates become columns; no other column survives. Groups come in order of first appearance. */
export interface AggregateStage {
  readonly op: 'aggregate';
  readonly keys: readonly GroupKey[];
  readonly aggregates: readonly NewColumn[];
}

export interface SortNode {
  readonly op: 'sort';
  readonly keys: readonly { readonly expression: PlanExpression; readonly descending: boolean }[];
}

export interface LimitNode {
  readonly op: 'limit';
  readonly count: number;
  readonly from: 'start' | 'end';
}

export interface DedupNode {
  readonly op: 'dedup';
  readonly keys: readonly PlanExpression[];
}

// --- the whole -------------------------------------------------------------------------------------------------------

export interface OutputColumn {
  readonly name: string;
  readonly expression: PlanExpression;
  readonly role: 'field' | 'key' | 'aggregate' | 'pointer';
  readonly bin?: { readonly count: number; readonly unit: PeriodUnit };
}

export interface Plan {
  readonly stages: readonly PlanStage[];
  readonly output: readonly OutputColumn[];
  /** True while rows are events: no stage aggregates. */
  readonly rowsAreEvents: boolean;
}
