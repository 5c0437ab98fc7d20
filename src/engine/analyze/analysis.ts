/** The state of one analysis: what the commands share while they turn the tree into a plan. */
import type { Query, Span } from '../../parser/ast.ts';
import { type Diagnostic, type DiagnosticCode, diagnostic } from '../../parser/diagnostics.ts';
import type { PlanExpression, PlanStage } from '../plan.ts';
import { Scope, ShownColumns } from './scope.ts';

/** What is known of the events' fields; lets the analysis say which names no event has. */
export interface FieldCatalog {
  has(path: string): boolean;
  /** Whether some event has a JSON boolean there. */
  hasBooleans(path: string): boolean;
  /** All discovered paths. */
  paths(): readonly string[];
}

export class Analysis {
  readonly text: string;
  readonly catalog: FieldCatalog | undefined;
  readonly diagnostics: Diagnostic[] = [];
  readonly stages: PlanStage[] = [];
  scope = new Scope(true);
  shown = new ShownColumns();
  /** Stats commands in the whole query, and those already analyzed. */
  readonly statsInAll: number;
  statsSoFar = 0;
  /** Discovered fields the query has used, with the first place of each. */
  readonly usedFields = new Map<string, Span>();
  #nextColumn = 0;

  constructor(query: Query, catalog: FieldCatalog | undefined) {
    this.text = query.text;
    this.catalog = catalog;
    this.statsInAll = query.stages.filter((stage) => stage.kind === 'stats').length;
  }

  newColumnId(): number {
    return this.#nextColumn++;
  }

  /** True after the last stats, and in a query without stats: where `sort` and `limit` have their effect. */
  get afterLastStats(): boolean {
    return this.statsSoFar === this.statsInAll;
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
