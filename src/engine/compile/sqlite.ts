/**
 * The SQLite dialect: what the scan leaves of a pipeline becomes SQL, one SELECT for each run of stages between operators, one common
 * table expression per stage. Values reach SQL as parameters only.
 */
import type { SegmentView } from '../../store/segment-view.ts';
import type { Cell } from '../../store/types.ts';
import type { OperatorNode, Pipeline, PlanExpression, PlanStage, SortNode } from '../plan.ts';
import { planScan, type ScanPlan } from '../scan/scan-plan.ts';
import {
  type CompiledColumn,
  type CompiledPipeline,
  type CompiledStep,
  type CompileOptions,
  GROUPS_TABLE,
  type PlainGroups,
} from './compiled.ts';
import { type Producer, placeColumns, readsAny, walkExpression } from './placement.ts';
import { aggregateSql, expressionSql, NEVER, realSql, sortKeySql } from './sqlite-expressions.ts';
import { SqlNames } from './sqlite-names.ts';
import { rangeOf } from './time-range.ts';

/** Compiles the main pipeline of a plan, or one of its subqueries. */
export function compileSqlite(pipeline: Pipeline, options: CompileOptions): CompiledPipeline {
  return new Compiler(pipeline, rangeOf(pipeline.range, options)).compile();
}

class Compiler {
  readonly #pipeline: Pipeline;
  readonly #options: CompileOptions;
  readonly #names: SqlNames;
  readonly #steps: CompiledStep[] = [];
  #ctes: string[] = [];
  /** The relation the next stage reads. */
  #from = 'events';
  /** ORDER BY terms of the current order, most significant first. */
  #order: string[];
  /** Nothing but the scan's own order and rows so far: the first rows of the scan are the first rows. */
  #untouched = true;
  /** Rows come out of the relation in the current order by themselves. */
  #inOrder = true;
  /** No sort has changed the order of the events so far: newest first. */
  #newestFirst = true;
  #tallies = false;
  #groupColumns: readonly string[] = [];
  /** Columns that the next SELECT will add. */
  readonly #newColumns = new Set<number>();
  #newColumnSql: string[] = [];

  constructor(pipeline: Pipeline, options: CompileOptions) {
    this.#pipeline = pipeline;
    this.#options = options;
    this.#names = new SqlNames(options.context);
    this.#order = [this.#names.position()];
  }

  compile(): CompiledPipeline {
    const placed = placeColumns(this.#pipeline);
    const scanPlan = this.#options.pushdown ? planScan(placed, this.#options.context) : undefined;
    if (scanPlan) this.#readScan(scanPlan);
    else this.#filterTime();
    const stages = scanPlan?.rest ?? placed;
    const last = stages.at(-1);
    // A limit at the end needs no expression of its own.
    const finalLimit = last?.op === 'limit' && last.from === 'start' ? last.count : undefined;
    for (const stage of finalLimit === undefined ? stages : stages.slice(0, -1)) this.#stage(stage);
    this.#flushColumns();

    const columns: string[] = [];
    const add = (sql: string): number => columns.push(sql) - 1;
    const rowIndex = this.#pipeline.rowsAreEvents ? add(this.#names.row()) : -1;
    const output = this.#pipeline.output.map((column): CompiledColumn => {
      const { expression } = column;
      // Where rows are no events, nothing leads back to the events: the patterns that diff compares with.
      const isLate = this.#pipeline.rowsAreEvents && expression.kind === 'field';
      if (isLate && !this.#names.hasField(expression.path)) {
        return { column, from: { kind: 'event', path: expression.path } };
      }
      return { column, from: { kind: 'sql', index: add(expressionSql(expression, this.#names)) } };
    });
    const orderBy = this.#untouched && finalLimit !== undefined ? '' : `\nORDER BY ${this.#order.join(', ')}`;
    const limit = finalLimit === undefined ? '' : `\nLIMIT ${this.#names.parameter(finalLimit)}`;
    const select = `SELECT ${columns.length > 0 ? columns.join(', ') : '1'}\nFROM ${this.#from}${orderBy}${limit}`;
    return {
      steps: this.#steps,
      sql: this.#withTables(select),
      parameters: this.#names.parameters(),
      scan: { columns: this.#names.eventColumns(), ...this.#timeRange() },
      scanPlan,
      groupColumns: this.#groupColumns,
      plainGroups: scanPlan && this.#plainGroups(scanPlan, finalLimit),
      range: { start: this.#options.start, end: this.#options.end },
      context: this.#options.context,
      output,
      rowIndex,
      talliesMatches: this.#tallies,
    };
  }

  /** SQL goes on where the scan ends: from the groups that it makes, or from the events that pass its filters. */
  #readScan({ ending: first, regroupings, made, frameOf }: ScanPlan): void {
    const ending = regroupings.at(-1)?.grouping ?? first;
    const names = this.#names;
    if (ending?.kind === 'group') {
      this.#from = `"${GROUPS_TABLE}"`;
      const columns = [...ending.keys, ...ending.aggregates].map(({ id, name }) => names.define(id, name));
      const position = names.newPosition();
      this.#groupColumns = [...columns, position].map(unquoted);
      this.#order = [position];
      this.#untouched = false;
      return;
    }
    for (const { id, name } of made) {
      const reads = (view: SegmentView): ((row: number) => Cell | Uint8Array) => {
        const vector = frameOf(view).column(id);
        return (row) => vector.at(row);
      };
      names.defineComputed(id, name, { kind: 'computed', reads });
    }
  }

  /** The groups of the scan, if nothing is done to them but a limit at the end. */
  #plainGroups({ ending: first, regroupings, rest }: ScanPlan, limit: number | undefined): PlainGroups | undefined {
    const ending = regroupings.at(-1)?.grouping ?? first;
    if (ending?.kind !== 'group' || rest.length > (limit === undefined ? 0 : 1)) return undefined;
    const ids = [...ending.keys, ...ending.aggregates].map(({ id }) => id);
    const places = this.#pipeline.output.map(({ expression }) => {
      return expression.kind === 'column' ? ids.indexOf(expression.id) : -1;
    });
    return places.includes(-1) ? undefined : { places, limit };
  }

  #timeRange(): { start?: number; end?: number } {
    const { start, end, pushdown } = this.#options;
    return pushdown ? { ...(start !== undefined && { start }), ...(end !== undefined && { end }) } : {};
  }

  /** Without pushdown SQL itself restricts the time. */
  #filterTime(): void {
    const { start, end } = this.#options;
    if (start === undefined && end === undefined) return;
    const time = this.#names.field('@timestamp');
    const bounds: string[] = [];
    if (start !== undefined) bounds.push(`${time} >= ${this.#names.parameter(start)}`);
    if (end !== undefined) bounds.push(`${time} <= ${this.#names.parameter(end)}`);
    this.#push('time', `SELECT * FROM ${this.#from} WHERE ${bounds.join(' AND ')}`);
  }

  /** Adds a common table expression that reads the current relation, and makes it the current one. */
  #push(name: string, select: string, hint = ''): void {
    const cte = `"${name}_${this.#ctes.length + 1}"`;
    this.#ctes.push(`  ${cte} AS ${hint}(${select})`);
    this.#from = cte;
  }

  /** A SELECT with the common table expressions it reads. */
  #withTables(select: string): string {
    return this.#ctes.length > 0 ? `WITH\n${this.#ctes.join(',\n')}\n${select}` : select;
  }

  /** Ends a step: the rows so far go through the operator, and the table that it makes is the current relation. */
  #addStep(stage: OperatorNode): void {
    const names = this.#names;
    const inputs = stage.inputs.map((input) => `${expressionSql(input, names)} AS ${names.helper('_input')}`);
    const kept = stage.rows === 'new' ? [] : ['*'];
    const selected = [...kept, ...inputs].join(', ') || '1';
    const orderBy = this.#inOrder ? '' : `\nORDER BY ${this.#order.join(', ')}`;
    const sql = this.#withTables(`SELECT ${selected}\nFROM ${this.#from}${orderBy}`);
    const table = `step_${this.#steps.length + 1}`;
    const columns = stage.columns.map(({ id, name }) => unquoted(names.define(id, name)));
    const position = names.newPosition();
    this.#steps.push({ sql, operator: stage, table, columns: [...columns, unquoted(position)] });
    this.#ctes = [];
    this.#from = `"${table}"`;
    this.#order = [position];
    this.#untouched = false;
    this.#inOrder = true;
  }

  #stage(stage: PlanStage): void {
    const names = this.#names;
    const sql = (expression: PlanExpression): string => expressionSql(expression, names);
    if (stage.op === 'extend' || stage.op === 'parse') {
      this.#addColumns(stage);
      return;
    }
    this.#flushColumns();
    switch (stage.op) {
      case 'operator':
        this.#addStep(stage);
        break;
      case 'unnest': {
        // Elements are numbered as they come, so the rows must come in order.
        if (!this.#inOrder)
          this.#push('ordered', `SELECT * FROM ${this.#from} ORDER BY ${this.#order.join(', ')} LIMIT -1`);
        // A table function is never asked about NULL; an empty BLOB, which is no structure, stands for it.
        const value = realSql(stage.list, names);
        const list = stage.mode === 'unnest' ? value : `coalesce(${value}, x'')`;
        const element = names.define(stage.column.id, stage.column.name);
        const position = names.newPosition();
        const elements = `ql_elements_${stage.mode}(${list})`;
        const columns = `${this.#from}.*, element AS ${element}, number AS ${position}`;
        this.#push('unnest', `SELECT ${columns} FROM ${this.#from} CROSS JOIN ${elements} LIMIT -1`);
        this.#order = [position];
        this.#untouched = false;
        this.#inOrder = true;
        break;
      }
      case 'filter': {
        this.#untouched = false;
        const condition = sql(stage.condition);
        this.#tallies ||= stage.countsMatches;
        // CASE fixes the order of evaluation: only what passes is counted.
        // SQLite would not read rows at all for a condition that it can see to be false, and nothing would be counted.
        const isSeen = this.#tallies && hasConstantTerm(stage.condition, sql);
        const tested = isSeen ? `ql_opaque(${condition})` : condition;
        const counted = stage.countsMatches ? `CASE WHEN ${tested} THEN ql_tally() ELSE 0 END` : tested;
        this.#push('filter', `SELECT * FROM ${this.#from} WHERE ${counted}`);
        break;
      }
      case 'aggregate': {
        this.#untouched = false;
        const groupBy = stage.keys.map(({ expression, identity }) => sql(identity ?? expression));
        const keys = stage.keys.map(({ id, name, expression, identity }) => {
          const value = sql(expression);
          return `${identity ? `min(${value})` : value} AS ${names.define(id, name)}`;
        });
        const aggregates = stage.aggregates.map(
          ({ id, name, expression }) => `${aggregateSql(expression, names)} AS ${names.define(id, name)}`,
        );
        const position = names.position();
        const grouping = groupBy.length > 0 ? ` GROUP BY ${groupBy.join(', ')}` : '';
        const columns = [...keys, ...aggregates, `min(${position}) AS ${position}`].join(', ');
        // No row gives no group, also without keys.
        this.#push('stats', `SELECT ${columns} FROM ${this.#from}${grouping} HAVING count(*) > 0`);
        this.#order = [position];
        this.#inOrder = false;
        break;
      }
      case 'sort': {
        if (this.#isDefaultOrder(stage)) break;
        this.#untouched = false;
        const keys = stage.keys.map(
          ({ expression, descending }) => `${sortKeySql(expression, names)}${descending ? ' DESC' : ''}`,
        );
        this.#order = [...keys, ...this.#order];
        this.#inOrder = false;
        this.#newestFirst = false;
        break;
      }
      case 'limit': {
        const limit = `LIMIT ${names.parameter(stage.count)}`;
        if (this.#untouched && stage.from === 'start') {
          // Materialized, because SQLite is free to move a limit without an order behind a later ORDER BY.
          this.#push('limit', `SELECT * FROM ${this.#from} ${limit}`, 'MATERIALIZED ');
        } else {
          const order = stage.from === 'end' ? this.#order.map(reversed) : this.#order;
          this.#push('limit', `SELECT * FROM ${this.#from} ORDER BY ${order.join(', ')} ${limit}`);
        }
        this.#untouched = false;
        this.#inOrder = false;
        break;
      }
      case 'dedup': {
        this.#untouched = false;
        this.#inOrder = false;
        const keys = stage.keys.map(sql);
        const rank = names.helper('_rank');
        const partition = `PARTITION BY ${stage.keys.map((key) => distinctSql(key, names)).join(', ')} ORDER BY ${this.#order.join(', ')}`;
        this.#push('rank', `SELECT *, row_number() OVER (${partition}) AS ${rank} FROM ${this.#from}`);
        const missing = keys.map((key) => ` OR ${key} IS NULL`).join('');
        this.#push('dedup', `SELECT * FROM ${this.#from} WHERE ${rank} = 1${missing}`);
        break;
      }
    }
  }

  /** `sort @timestamp desc` over events says what is so already: the positions count from the newest, also behind an operator. */
  #isDefaultOrder({ keys }: SortNode): boolean {
    const [key, ...others] = keys;
    const byTime = key?.expression.kind === 'field' && key.expression.path === '@timestamp' && key.descending;
    return byTime === true && others.length === 0 && this.#newestFirst;
  }

  /** Columns that do not read each other are computed in one SELECT. */
  #addColumns(stage: Producer): void {
    const names = this.#names;
    if (readsAny(stage, this.#newColumns)) this.#flushColumns();
    if (stage.op === 'extend') {
      for (const { id, name, expression } of stage.columns) {
        const sql = expressionSql(expression, names);
        this.#newColumnSql.push(`${sql} AS ${names.define(id, name)}`);
      }
    } else {
      const source = expressionSql(stage.source, names);
      const pattern = names.parameter(stage.pattern.text);
      for (const { id, name, capture } of stage.columns) {
        const sql = `ql_capture_${stage.pattern.kind}(${source}, ${pattern}, ${capture})`;
        this.#newColumnSql.push(`${sql} AS ${names.define(id, name)}`);
      }
    }
    for (const { id } of stage.columns) this.#newColumns.add(id);
  }

  /** LIMIT -1 keeps SQLite from merging the SELECT into its reader, which would compute a column once for each of its uses. */
  #flushColumns(): void {
    if (this.#newColumnSql.length === 0) return;
    this.#push('fields', `SELECT *, ${this.#newColumnSql.join(', ')} FROM ${this.#from} LIMIT -1`);
    this.#newColumnSql = [];
    this.#newColumns.clear();
  }
}

/** Whether one of the conditions that must all be true reads nothing of the row. */
function hasConstantTerm(condition: PlanExpression, sql: (expression: PlanExpression) => string): boolean {
  if (condition.kind === 'logical' && condition.operator === 'and') {
    return condition.operands.some((operand) => hasConstantTerm(operand, sql));
  }
  return isConstant(condition) || sql(condition) === NEVER;
}

/** Whether an expression reads nothing of the row. */
function isConstant(expression: PlanExpression): boolean {
  let constant = true;
  walkExpression(expression, ({ kind }) => {
    if (kind === 'field' || kind === 'column') constant = false;
  });
  return constant;
}

function unquoted(identifier: string): string {
  return identifier.slice(1, -1);
}

function reversed(term: string): string {
  return term.endsWith(' DESC') ? term.slice(0, -' DESC'.length) : `${term} DESC`;
}

/** Values are the same when they look the same. */
function distinctSql(expression: PlanExpression, names: SqlNames): string {
  const exact = expression.type !== 'any' && expression.type !== 'number';
  return expressionSql(
    exact ? expression : { kind: 'convert', to: 'string', operand: expression, type: 'string', computed: false },
    names,
  );
}
