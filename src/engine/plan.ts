/**
 * The plan: what a query does, every name resolved and every conversion explicit. It knows no SQL and no store, prints as JSON,
 * and is the only thing a dialect or a scan has to understand.
 */
import type { ComparisonOperator, PeriodUnit } from '../parser/ast.ts';
import type { ValueType } from './functions/definition.ts';
import type { OperatorSpec } from './operators/operators.ts';

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
  | LookupNode
  | InSubqueryNode
  | InListNode;

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

/** A cell of a lookup table, by the table's place in `Plan.lookups`: of the row that the keys (texts) match, null where none does. */
export interface LookupNode extends ExpressionBase {
  readonly kind: 'lookup';
  readonly lookup: number;
  readonly keys: readonly PlanExpression[];
  readonly column: string;
}

/**
 * Equal to an element of a list that is computed: 1 or 0, never null. What is no list is its only element. A value that is a time equals
 * numbers only.
 */
export interface InListNode extends ExpressionBase {
  readonly kind: 'inList';
  readonly value: PlanExpression;
  readonly list: PlanExpression;
}

/**
 * Equal to a value of the first column of a subquery, by its place in `Plan.subqueries`: 1 or 0, never null. Where one of the two is a time,
 * texts are equal to nothing.
 */
export interface InSubqueryNode extends ExpressionBase {
  readonly kind: 'inSubquery';
  readonly value: PlanExpression;
  readonly subquery: number;
  /** Whether the values of the subquery are times. */
  readonly times: boolean;
}

// --- stages ----------------------------------------------------------------------------------------------------------

export interface NewColumn {
  readonly id: number;
  readonly name: string;
  readonly expression: PlanExpression;
}

export type PlanStage =
  | FilterNode
  | ExtendNode
  | ParseNode
  | AggregateStage
  | SortNode
  | LimitNode
  | DedupNode
  | UnnestNode
  | OperatorNode;

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

/**
 * Takes a text apart.
 * - `glob`, `regex`: the captures of the first match; null in all columns without one
 * - `regexAll`: one column, the list of all matches, each a list of its captures; null without a match
 * - `csv`: the cells of the line
 * - `logfmt`: one column, a map
 * - `xml`: one column, the text that the XPath names
 */
export interface ParseNode {
  readonly op: 'parse';
  /** Text. */
  readonly source: PlanExpression;
  readonly pattern: { readonly kind: ParseKind; readonly text: string };
  readonly columns: readonly { readonly id: number; readonly name: string; readonly capture: number }[];
}

export type ParseKind = 'glob' | 'regex' | 'regexAll' | 'csv' | 'logfmt' | 'xml';

/**
 * A row for each element of a list; its other columns are copied. What is no list is its only element.
 * - `unnest`: a row whose list is null or empty is dropped
 * - `expand`: a text that is a JSON array is a list as well; a row whose list is null or empty stays, once, with null
 * - `matches`: a row whose list is null or empty stays, once, with null
 */
export interface UnnestNode {
  readonly op: 'unnest';
  readonly list: PlanExpression;
  readonly column: { readonly id: number; readonly name: string };
  readonly mode: 'unnest' | 'expand' | 'matches';
}

/** A command whose result depends on many rows at once; `operators/` holds what each does. */
export interface OperatorNode {
  readonly op: 'operator';
  readonly spec: OperatorSpec;
  readonly inputs: readonly PlanExpression[];
  readonly columns: readonly { readonly id: number; readonly name: string }[];
  /**
   * - `same`: rows of the input, each once, fewer or several times, with their columns and the new ones
   * - `more`: these, and rows that have the new columns only
   * - `new`: rows that have the new columns only
   */
  readonly rows: 'same' | 'more' | 'new';
  /** The subqueries it reads, by their place in `Plan.subqueries`. */
  readonly subqueries: readonly number[];
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

/** The period of a `bin` key, and how far `offset` moves its boundaries. */
export interface Bin {
  readonly count: number;
  readonly unit: PeriodUnit;
  readonly offsetMs?: number;
}

export interface OutputColumn {
  readonly name: string;
  readonly expression: PlanExpression;
  readonly role: 'field' | 'key' | 'aggregate' | 'pointer';
  readonly bin?: Bin;
}

/** The events a pipeline reads, where it is not the time range of the query. */
export type PlanRange =
  | OwnRange
  /** A range, the query's when left out, so much earlier. */
  | { readonly kind: 'earlier'; readonly by: PlanPeriod; readonly of?: OwnRange }
  /** The range of equal length that ends where another begins, the query's when left out. */
  | { readonly kind: 'preceding'; readonly of?: OwnRange };

/** Bounds of `SOURCE … start= end=`; one that is left out is the query's. */
export interface OwnRange {
  readonly kind: 'own';
  readonly start?: PlanTime;
  readonly end?: PlanTime;
}

export interface PlanPeriod {
  readonly count: number;
  readonly unit: PeriodUnit;
}

/** Epoch milliseconds, or so long before the query starts. */
export type PlanTime =
  | { readonly kind: 'epoch'; readonly ms: number }
  | { readonly kind: 'ago'; readonly by: PlanPeriod }
  | { readonly kind: 'now' };

export interface Pipeline {
  readonly stages: readonly PlanStage[];
  readonly output: readonly OutputColumn[];
  /** True while rows are events: no stage makes rows of its own. */
  readonly rowsAreEvents: boolean;
  readonly range: PlanRange | undefined;
}

export interface PlanLookup {
  readonly table: string;
  /** Columns of the table that the keys equal, or the column of address ranges that holds the key. */
  readonly match:
    | { readonly kind: 'equal'; readonly columns: readonly string[] }
    | { readonly kind: 'cidr'; readonly column: string };
}

export interface Plan extends Pipeline {
  /** Run before the rest, in this order; all of their rows are kept. */
  readonly subqueries: readonly Pipeline[];
  readonly lookups: readonly PlanLookup[];
  /** The query only asks how much it would read. */
  readonly estimate: boolean;
}
