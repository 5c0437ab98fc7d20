/** From the text of a query to its plan: saved queries are put in, then it is parsed and analyzed. */
import type { Query, SavedQueryStage } from '../parser/ast.ts';
import type { Diagnostic, DiagnosticCode } from '../parser/diagnostics.ts';
import { type ParseResult, parse } from '../parser/parse.ts';
import type { EventStore } from '../store/event-store.ts';
import type { FieldCatalog, RunWindow } from './analyze/analysis.ts';
import { analyze } from './analyze/analyze.ts';
import type { Plan } from './plan.ts';
import type { Resources } from './resources.ts';
import { expandSavedQueries, type Invocation } from './saved-queries.ts';
import { originalDiagnostic } from './saved-query-messages.ts';

export interface Prepared {
  /** The tree of what is run: with the text of saved queries. */
  readonly query: Query | undefined;
  /** Undefined when there are errors. */
  readonly plan: Plan | undefined;
  /** In order of place; their spans are those of the text that was given. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Prepares a query. With a store, names and resources that it does not have are told; with a window, time ranges that it makes empty. */
export function prepare(text: string, store?: EventStore, window?: RunWindow): Prepared {
  const written = parse(text);
  const invocations = invocationsOf(written.query);
  if (invocations.length === 0) return analyzed(written, store, window);
  const expansion = expandSavedQueries(text, invocations, store ?? NO_RESOURCES);
  if (written.diagnostics.length > 0 || expansion.diagnostics.length > 0) {
    const diagnostics = inOrder([...written.diagnostics, ...expansion.diagnostics]);
    return { query: written.query, plan: undefined, diagnostics };
  }
  const prepared = analyzed(parse(expansion.text), store, window);
  const diagnostics = prepared.diagnostics.map((one) => originalDiagnostic(one, expansion, text));
  return { ...prepared, diagnostics: inOrder(diagnostics) };
}

const NO_RESOURCES: Pick<Resources, 'savedQuery' | 'savedQueryNames'> = {
  savedQuery: () => undefined,
  savedQueryNames: () => [],
};

function invocationsOf(query: Query | undefined): Invocation[] {
  if (!query) return [];
  return savedQueryStages(query.stages).map((stage) => invocationOf(query.text, stage));
}

/** All calls in a part of the tree: they may stand in queries in parentheses as well. */
function savedQueryStages(node: unknown): SavedQueryStage[] {
  if (typeof node !== 'object' || node === null) return [];
  if (isSavedQuery(node)) return [node];
  return Object.values(node).flatMap(savedQueryStages);
}

function isSavedQuery(node: object): node is SavedQueryStage {
  return 'kind' in node && node.kind === 'savedQuery';
}

function invocationOf(text: string, { name, span, args }: SavedQueryStage): Invocation {
  return {
    name: name.path,
    nameSpan: name.span,
    span,
    args: args.map((argument) => ({
      name: argument.name.path,
      valueText: text.slice(argument.value.span.start, argument.value.span.end),
      span: argument.span,
    })),
  };
}

function analyzed(parsed: ParseResult, store: EventStore | undefined, window: RunWindow | undefined): Prepared {
  const { query } = parsed;
  const result = query && analyze(query, store && catalogOf(store), store, window);
  const plan = parsed.diagnostics.length === 0 ? result?.plan : undefined;
  return { query, plan, diagnostics: together(parsed, result?.diagnostics ?? []) };
}

/** What depends on the names and the order of all commands before. */
const DEPENDS_ON_EARLIER: ReadonlySet<DiagnosticCode> = new Set([
  'unknown-name-after-stats',
  'redefined-name',
  'not-aggregated',
  'stage-order',
  'bin-out-of-scope',
  'sort-before-stats',
  'relisted-name',
  'unknown-field',
  'parent-field',
  'subquery-column',
]);

/** All diagnostics in order of place. Where names are not known, nothing is said that depends on them. */
function together({ diagnostics, uncertain }: ParseResult, analyzed: readonly Diagnostic[]): Diagnostic[] {
  const sound = analyzed.filter(({ code, span }) => {
    const known = uncertain.every(({ start, end }) => span.start < start || span.start >= end);
    return known || !DEPENDS_ON_EARLIER.has(code);
  });
  return inOrder([...diagnostics, ...sound]);
}

function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.span.start - b.span.start);
}

function catalogOf(store: EventStore): FieldCatalog {
  return {
    has: (path) => store.hasField(path),
    hasBooleans: (path) => store.fields(path).some((field) => field.path === path && field.booleans > 0),
    paths: () => store.fields().map((field) => field.path),
    commonPaths: (most) =>
      store
        .fields()
        .toSorted((a, b) => b.events - a.events)
        .slice(0, most)
        .map((field) => field.path),
  };
}
