/**
 * What compiled SQL reads besides rows: the results of subqueries, lookup tables, the elements of lists, and how many records matched.
 * One runtime belongs to a connection; a query fills it before it runs.
 */
import type { Database } from 'better-sqlite3';
import type { RowValue, Value } from '../functions/definition.ts';
import type { LookupRow } from '../lookups.ts';
import { OperatorLimit } from '../operators/operator-limit.ts';
import type { UnnestNode } from '../plan.ts';
import { equals } from '../values/compare.ts';
import { scalarOf } from '../values/scalar.ts';
import { elementsOf, isList, structureOf } from '../values/structure.ts';
import { MembershipSet } from './membership.ts';

/** What one statement hands out at most: lists unnested over and over have more elements than anybody can wait for. */
const MAX_ELEMENTS = 10_000_000;

export class Runtime {
  /** How often `ql_tally()` was called. */
  tally = 0;
  /** For each subquery of the plan, its rows. */
  subqueries: (readonly (readonly RowValue[])[])[] = [];
  /** For each lookup of the plan, the row of its table that keys match. */
  lookups: ((keys: readonly string[]) => LookupRow | undefined)[] = [];
  /** Elements handed out by the current statement. */
  elements = 0;
  readonly #sets: (MembershipSet | undefined)[] = [];

  /** Forgets what an earlier query has left. */
  reset(): void {
    this.tally = 0;
    this.subqueries = [];
    this.lookups = [];
    this.#sets.length = 0;
  }

  /** The values in the first column of a subquery's rows. */
  valuesOf(subquery: number): MembershipSet {
    let set = this.#sets[subquery];
    if (!set) {
      set = new MembershipSet((this.subqueries[subquery] ?? []).map(([value = null]) => value));
      this.#sets[subquery] = set;
    }
    return set;
  }
}

const runtimes = new WeakMap<Database, Runtime>();

/** The runtime of a connection, whose functions are registered at the first call. */
export function runtimeOf(database: Database): Runtime {
  const known = runtimes.get(database);
  if (known) return known;
  const runtime = new Runtime();
  runtimes.set(database, runtime);
  register(database, runtime);
  return runtime;
}

function register(database: Database, runtime: Runtime): void {
  database.function('ql_tally', { deterministic: false }, () => {
    runtime.tally++;
    return 1;
  });
  // Beside a time, texts are equal to nothing (language specification, section 5.2).
  database.function(
    'ql_in_subquery',
    { deterministic: false },
    (value: unknown, subquery: unknown, numbers: unknown) => {
      const values = runtime.valuesOf(Number(subquery));
      return (numbers === 0 ? values.has(scalar(value)) : values.hasNumber(scalar(value))) ? 1 : 0;
    },
  );
  database.function('ql_in_list', { deterministic: true }, (value: unknown, list: unknown, numbers: unknown) => {
    const found = elements(list).map(scalarOf);
    return found.some((element) => (numbers === 0 || typeof element === 'number') && equals(scalar(value), element))
      ? 1
      : 0;
  });
  database.function(
    'ql_lookup',
    { deterministic: false, varargs: true },
    (lookup: unknown, column: unknown, ...keys: unknown[]) => {
      const texts = keys.flatMap((key) => (typeof key === 'string' ? [key] : []));
      if (texts.length < keys.length) return null;
      return runtime.lookups[Number(lookup)]?.(texts)?.get(String(column)) ?? null;
    },
  );
  const table = (name: string, rowsOf: (list: unknown) => readonly RowValue[]): void => {
    database.table(name, {
      columns: ['element', 'number'],
      parameters: ['list'],
      // What is no list is an element itself, and may be a JSON boolean.
      safeIntegers: true,
      *rows(list: unknown) {
        for (const element of rowsOf(list)) {
          if (runtime.elements >= MAX_ELEMENTS) throw new OperatorLimit('its lists have more than 10,000,000 elements');
          yield [element, runtime.elements++];
        }
      },
    });
  };
  for (const [mode, rowsOf] of Object.entries(ELEMENTS)) table(`ql_elements_${mode}`, rowsOf);
}

function scalar(value: unknown): Value {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** The elements that each way of unnesting finds in a value of SQL. */
export const ELEMENTS: { readonly [Mode in UnnestNode['mode']]: (value: unknown) => readonly RowValue[] } = {
  unnest: elements,
  expand: (value) => {
    const structure = typeof value === 'string' ? structureOf(value) : null;
    return orNull(structure !== null && isList(structure) ? elementsOf(structure) : elements(value));
  },
  matches: (value) => orNull(elements(value)),
};

function orNull(found: readonly RowValue[]): readonly RowValue[] {
  return found.length > 0 ? found : [null];
}

/** The elements of a list; what is no list is its only one. */
function elements(value: unknown): readonly RowValue[] {
  if (value instanceof Uint8Array) return value.length === 0 ? [] : elementsOf(Buffer.from(value).toString());
  const only = typeof value === 'bigint' ? value : scalar(value);
  return only === null ? [] : [only];
}
