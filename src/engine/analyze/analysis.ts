/** The state of one analysis: what the commands share while they turn the tree into a plan. */
import type { Query, Span, Stage } from '../../parser/ast.ts';
import { type Diagnostic, type DiagnosticCode, diagnostic } from '../../parser/diagnostics.ts';
import type { OutputColumn, OwnRange, Pipeline, PlanExpression, PlanLookup, PlanStage } from '../plan.ts';
import type { Resources } from '../resources.ts';
import { Scope, ShownColumns } from './scope.ts';

/** What is known of the events' fields; lets the analysis say which names no event has. */
export interface FieldCatalog {
  has(path: string): boolean;
  /** Whether some event has a JSON boolean there. */
  hasBooleans(path: string): boolean;
  /** All discovered paths. */
  paths(): readonly string[];
  /** The paths that most events have, so many of them. */
  commonPaths(most: number): readonly string[];
}

/** When the query runs, and the bounds of its time range: epoch milliseconds, undefined for one that is open. */
export interface RunWindow {
  readonly now: number;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** What all pipelines of one query share: the query and those in parentheses. */
interface Shared {
  readonly text: string;
  readonly catalog: FieldCatalog | undefined;
  readonly resources: Resources | undefined;
  readonly window: RunWindow | undefined;
  readonly diagnostics: Diagnostic[];
  readonly subqueries: Pipeline[];
  readonly lookups: PlanLookup[];
  columns: number;
}

/** The analysis of one pipeline. */
export class Analysis {
  readonly text: string;
  readonly catalog: FieldCatalog | undefined;
  readonly resources: Resources | undefined;
  /** Undefined when the query is only checked. */
  readonly window: RunWindow | undefined;
  readonly diagnostics: Diagnostic[];
  /** Whether the pipeline stands in parentheses. */
  readonly nested: boolean;
  readonly stages: PlanStage[] = [];
  range: OwnRange | undefined;
  estimate = false;
  scope = new Scope(true);
  shown = new ShownColumns();
  /** Stats commands in the whole pipeline, and those already analyzed. */
  readonly statsInAll: number;
  statsSoFar = 0;
  /** The commands before the current one. */
  readonly before: Stage[] = [];
  /** Discovered fields the pipeline has used, with the first place of each. */
  readonly usedFields = new Map<string, Span>();
  readonly #shared: Shared;
  readonly #all: readonly Stage[];

  private constructor(shared: Shared, stages: readonly Stage[], nested: boolean) {
    this.#shared = shared;
    this.#all = stages;
    this.text = shared.text;
    this.catalog = shared.catalog;
    this.resources = shared.resources;
    this.window = shared.window;
    this.diagnostics = shared.diagnostics;
    this.nested = nested;
    this.statsInAll = stages.filter((stage) => stage.kind === 'stats').length;
  }

  static of(
    { text, stages }: Query,
    catalog: FieldCatalog | undefined,
    resources: Resources | undefined,
    window: RunWindow | undefined,
  ): Analysis {
    const made = { diagnostics: [], subqueries: [], lookups: [], columns: 0 };
    return new Analysis({ text, catalog, resources, window, ...made }, stages, false);
  }

  /** The analysis of a pipeline in parentheses. */
  inner(stages: readonly Stage[]): Analysis {
    return new Analysis(this.#shared, stages, true);
  }

  /** Takes a finished pipeline that must run before this one. Returns its place among the subqueries of the plan. */
  addSubquery(pipeline: Pipeline): number {
    return this.#shared.subqueries.push(pipeline) - 1;
  }

  /** Returns the place of a lookup among those of the plan. */
  addLookup(lookup: PlanLookup): number {
    return this.#shared.lookups.push(lookup) - 1;
  }

  get subqueries(): readonly Pipeline[] {
    return this.#shared.subqueries;
  }

  get lookups(): readonly PlanLookup[] {
    return this.#shared.lookups;
  }

  /** From here on rows have these columns and no others. */
  replaceRows(columns: readonly OutputColumn[]): void {
    this.scope = new Scope(false);
    this.shown = new ShownColumns();
    for (const column of columns) this.define(column, false);
  }

  /** Gives a name its meaning from here on, and shows it. */
  define({ name, expression, role, bin }: OutputColumn, ephemeral = true): void {
    this.scope.names.set(name, { expression, ephemeral, role, ...(bin && { bin }) });
    this.shown.add({ name, expression, role, ...(bin && { bin }) });
  }

  newColumnId(): number {
    return this.#shared.columns++;
  }

  /** True after the last stats, and in a query without stats: where `sort` and `limit` have their effect. */
  get afterLastStats(): boolean {
    return this.statsSoFar === this.statsInAll;
  }

  /** The commands behind the current one. */
  get ahead(): readonly Stage[] {
    return this.#all.slice(this.before.length + 1);
  }

  source(span: Span): string {
    return this.text.slice(span.start, span.end).trim();
  }

  report(code: DiagnosticCode, span: Span, message: string, hint = ''): void {
    this.diagnostics.push(diagnostic(code, span, message, hint));
  }

  /** Reports a semantic error in the service's general form. */
  reject(code: DiagnosticCode, span: Span, reason: string, hint = ''): void {
    this.report(code, span, `Query cannot be compiled: ${reason}`, hint);
  }
}

/** The range as the service appends it to a message: end inclusive. */
export function messageRange(span: Span): string {
  return `([${span.start},${span.end - 1}])`;
}

/** Stands for an expression that was refused, so that the rest of the query can still be checked. */
export const REFUSED: PlanExpression = { kind: 'literal', value: null, type: 'any', computed: false };
