/**
 * The syntax tree of a Logs Insights query: plain readonly data, one interface per node, told apart by `kind`.
 * Every node carries the span of source text it was read from. The parser knows nothing of tables, fields or functions:
 * names are kept as written and resolved later.
 */

/** A half-open range `[start, end)` of UTF-16 offsets into the query text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Query {
  readonly kind: 'query';
  /** The text that was parsed; column names of unaliased items are slices of it. */
  readonly text: string;
  readonly stages: readonly Stage[];
  readonly span: Span;
}

// --- names ---------------------------------------------------------------------------------------------------------

/**
 * A field name or alias. `path` is the flattened name with the backticks removed: `` requestParameters.`x-amz-acl` `` and
 * `` `requestParameters.x-amz-acl` `` have the same path.
 */
export interface Name {
  readonly kind: 'name';
  readonly path: string;
  /** How backticks were used: not at all, around the whole name, or around single segments of a path. */
  readonly quoting: 'none' | 'whole' | 'segment';
  readonly span: Span;
}

// --- stages --------------------------------------------------------------------------------------------------------

export type Stage =
  | FieldsStage
  | DisplayStage
  | FilterStage
  | StatsStage
  | SortStage
  | LimitStage
  | DedupStage
  | ParseStage;

/** An expression with an optional alias, as in `fields`, `display` and `stats`. */
export interface Item {
  readonly kind: 'item';
  readonly expression: Expression;
  readonly alias: Name | undefined;
  readonly span: Span;
}

interface StageBase {
  /** The command word as written, for messages. */
  readonly keyword: Span;
  readonly span: Span;
}

export interface FieldsStage extends StageBase {
  readonly kind: 'fields';
  readonly items: readonly Item[];
}

export interface DisplayStage extends StageBase {
  readonly kind: 'display';
  readonly items: readonly Item[];
}

export interface FilterStage extends StageBase {
  readonly kind: 'filter';
  readonly command: 'filter' | 'where' | 'filterIndex';
  readonly condition: Expression;
}

export interface StatsStage extends StageBase {
  readonly kind: 'stats';
  readonly items: readonly Item[];
  readonly by: readonly Item[];
}

export interface SortStage extends StageBase {
  readonly kind: 'sort';
  readonly command: 'sort' | 'order';
  readonly keys: readonly SortKey[];
}

/** The grammar takes any postfix expression as a key; that only names (or the text of an earlier column) sort is checked later. */
export interface SortKey {
  readonly kind: 'sortKey';
  readonly expression: Expression;
  readonly direction: 'asc' | 'desc' | undefined;
  readonly span: Span;
}

export interface LimitStage extends StageBase {
  readonly kind: 'limit';
  readonly command: 'limit' | 'head' | 'tail';
  readonly any: boolean;
  readonly count: NumberLiteral;
}

export interface DedupStage extends StageBase {
  readonly kind: 'dedup';
  readonly keys: readonly Name[];
}

export interface ParseStage extends StageBase {
  readonly kind: 'parse';
  /** `undefined` means `@message`. */
  readonly source: Expression | undefined;
  readonly spec: GlobSpec | RegexSpec;
}

export interface GlobSpec {
  readonly kind: 'glob';
  readonly pattern: StringLiteral;
  readonly aliases: readonly Name[];
  readonly span: Span;
}

export interface RegexSpec {
  readonly kind: 'regex';
  readonly pattern: RegexLiteral;
  /** Empty when the names come from the named groups. */
  readonly aliases: readonly Name[];
  readonly span: Span;
}

// --- expressions ---------------------------------------------------------------------------------------------------

export type Expression =
  | StringLiteral
  | NumberLiteral
  | PeriodLiteral
  | FieldReference
  | CallExpression
  | UnaryExpression
  | ArithmeticExpression
  | LogicalExpression
  | ComparisonExpression
  | LikeExpression
  | InExpression
  | MemberExpression
  | IndexExpression;

export interface StringLiteral {
  readonly kind: 'string';
  /** The value, escapes resolved. */
  readonly value: string;
  readonly span: Span;
}

export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  readonly span: Span;
}

export type PeriodUnit = 'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'mo' | 'q' | 'y';

export interface PeriodLiteral {
  readonly kind: 'period';
  readonly count: number;
  readonly unit: PeriodUnit;
  readonly span: Span;
}

export interface RegexLiteral {
  readonly kind: 'regex';
  /** The text between the slashes, `\/` turned into `/`. */
  readonly source: string;
  readonly span: Span;
}

export interface FieldReference {
  readonly kind: 'field';
  readonly name: Name;
  readonly span: Span;
}

export interface CallExpression {
  readonly kind: 'call';
  /** The function name as written. */
  readonly callee: string;
  readonly calleeSpan: Span;
  readonly args: readonly Expression[];
  /** `count(*)`. */
  readonly star: boolean;
  readonly span: Span;
}

export interface UnaryExpression {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'not';
  readonly operand: Expression;
  readonly span: Span;
}

export interface ArithmeticExpression {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-' | '*' | '/' | '%' | '^';
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface LogicalExpression {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface ComparisonExpression {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  /** Where the operator stands; `==` is read as `=` and told apart by the length of this span. */
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `x like "text"`, `x like /re/`, `x not like …` and `x =~ /re/`. */
export interface LikeExpression {
  readonly kind: 'like';
  readonly negated: boolean;
  readonly value: Expression;
  readonly pattern: Expression | RegexLiteral;
  readonly span: Span;
}

/** `x in ["a", 1]`; `operand` instead of a list for `x in <list expression>`. */
export interface InExpression {
  readonly kind: 'in';
  readonly negated: boolean;
  readonly value: Expression;
  readonly list: readonly Expression[] | Expression;
  readonly span: Span;
}

/** `f(x).name`: access to a map that is not a plain dotted path. */
export interface MemberExpression {
  readonly kind: 'member';
  readonly object: Expression;
  readonly property: Name;
  readonly span: Span;
}

/** `x[0]`. */
export interface IndexExpression {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
  readonly span: Span;
}
