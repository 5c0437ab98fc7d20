/** What the suite needs of an engine, and TrailQL as one. Another engine is run by a module that exports `engine`. */
import { type LogEvent, QueryError, type Trail, trailFromEvents } from '../../src/index.ts';
import type { CaseResources } from './schema.ts';

export interface EngineInput extends CaseResources {
  readonly query: string;
  /** In the order of the log. */
  readonly events: readonly { readonly timestamp: number; readonly message: string; readonly logGroup: string }[];
  /** Epoch milliseconds, both ends included; left out, the range holds all events. */
  readonly start?: number;
  readonly end?: number;
  /** What `now()` is, epoch milliseconds. */
  readonly now?: number;
}

export interface EngineDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly span: { readonly start: number; readonly end: number };
}

export interface EngineOutput {
  /** Left out when the query failed. Null is an absent cell. */
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] };
  /** Undefined when the engine has none of these codes: then only failing and running are compared. */
  readonly diagnostics?: readonly EngineDiagnostic[];
}

export interface Engine {
  /** Ways to run a query that must agree; each case is run in each. */
  readonly modes: readonly string[];
  run(input: EngineInput, mode: string): Promise<EngineOutput>;
}

/** The part of `trailFromEvents` that the suite uses. */
const openTrail: (events: readonly LogEvent[], resources: CaseResources) => Trail = trailFromEvents;

export const engine: Engine = {
  modes: ['pushdown', 'sql'],
  async run({ query, events, start, end, now, ...resources }, mode) {
    const trail = openTrail(events, resources);
    try {
      const { columns, rows, diagnostics } = await trail.query(query, {
        start,
        end,
        now,
        pushdown: mode === 'pushdown',
      });
      return {
        table: { columns, rows: rows.map((row) => columns.map((column) => row[column] ?? null)) },
        diagnostics,
      };
    } catch (error) {
      if (error instanceof QueryError) return { diagnostics: error.diagnostics };
      throw error;
    } finally {
      trail.close();
    }
  },
};
