/** Which names a stage can see, and which columns the result shows. */
import type { Name } from '../../parser/ast.ts';
import type { Bin, OutputColumn, PlanExpression } from '../plan.ts';

/** A name made by the query itself: an alias, a parse capture, a stats column. */
export interface Definition {
  readonly expression: PlanExpression;
  /** Named with `as` or by `parse`: the service calls it an ephemeral field and refuses to define it again. */
  readonly ephemeral: boolean;
  /** The column is a `bin` group key. */
  readonly bin?: Bin;
  readonly role: OutputColumn['role'];
}

/** The columns of the right side of a join: their names are resolved in the pipeline in parentheses. */
export interface JoinedSide {
  /** How the query calls the two sides. */
  readonly left: string;
  readonly right: string;
  /** The column of the right side that a name without its alias means. */
  readonly resolveRight: (name: Name) => PlanExpression;
}

/** The names in scope. Before the first stats every field of the event is in scope as well. */
export class Scope {
  readonly names = new Map<string, Definition>();
  readonly events: boolean;
  joined: JoinedSide | undefined;

  constructor(events: boolean) {
    this.events = events;
  }
}

/**
 * The columns to show (language specification 3.0.1): the last `display`, else all that `fields`, `parse` and `stats` named, in order
 * of first appearance.
 */
export class ShownColumns {
  readonly #named = new Map<string, OutputColumn>();
  #displayed: Map<string, OutputColumn> | undefined;

  /** A name keeps the place of its first appearance and the meaning of its last: `fields @ip | parse … as @ip` shows what was parsed. */
  add(column: OutputColumn): void {
    this.#named.set(column.name, column);
    if (this.#displayed?.has(column.name)) this.#displayed.set(column.name, column);
  }

  /** Starts a `display`, which replaces an earlier one. */
  startDisplay(): (column: OutputColumn) => void {
    const displayed = new Map<string, OutputColumn>();
    this.#displayed = displayed;
    return (column) => {
      if (!displayed.has(column.name)) displayed.set(column.name, column);
    };
  }

  columns(): OutputColumn[] {
    return [...(this.#displayed ?? this.#named).values()];
  }
}
