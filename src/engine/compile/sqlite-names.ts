/** Identifiers and parameters of one SQL statement. */
import type { EventColumn, ScanRequest } from '../../store/types.ts';
import type { QueryContext } from '../functions/definition.ts';

/** Names that SQL shows as they are; anything else gets a neutral identifier. SQLite renames columns called true and false itself. */
const READABLE = /^(?!(?:true|false)$)[\w@.,:/ ()*+-]{1,100}$/i;

/** The columns of the table functions that SQL reads lists with. */
const RESERVED = ['list', 'element', 'number'];

export class SqlNames {
  readonly context: QueryContext;
  readonly #taken = new Set<string>(RESERVED);
  /** Columns of `events`, by a key that tells fields from position and row. */
  readonly #events = new Map<string, { readonly name: string; readonly column: EventColumn }>();
  readonly #columns = new Map<number, string>();
  #position: string | undefined;
  readonly #parameterNames = new Map<string | number, string>();

  constructor(context: QueryContext) {
    this.context = context;
  }

  /** A quoted identifier for a new name. SQLite ignores case, the language does not: names that differ only in case are numbered. */
  #allocate(name: string): string {
    let identifier = READABLE.test(name) ? name : `column_${this.#taken.size}`;
    while (this.#taken.has(identifier.toLowerCase())) identifier = `${identifier}_${this.#taken.size}`;
    this.#taken.add(identifier.toLowerCase());
    return identifier;
  }

  /** A column of `events`, asked of the scan at its first use. */
  event(key: string, column: EventColumn): string {
    let known = this.#events.get(key);
    if (!known) {
      const name = this.#allocate(column.kind === 'field' ? column.path : key);
      known = { name, column };
      this.#events.set(key, known);
    }
    return `"${known.name}"`;
  }

  /** The position of a row in the order in which rows came to be: of events newest first, of groups first appearance first. */
  position(): string {
    return this.#position ?? this.event('_pos', { kind: 'position' });
  }

  /** A new position column, which takes the place of the one before. */
  newPosition(): string {
    this.#position = this.helper('_pos');
    return this.#position;
  }

  /** The locator of an event. */
  row(): string {
    return this.event('_row', { kind: 'row' });
  }

  field(path: string): string {
    return this.event(`field ${path}`, { kind: 'field', path });
  }

  /** Whether SQL reads the field already. */
  hasField(path: string): boolean {
    return this.#events.has(`field ${path}`);
  }

  eventColumns(): ScanRequest['columns'] {
    return [...this.#events.values()];
  }

  /** A name for a column that only SQL knows. */
  helper(name: string): string {
    return `"${this.#allocate(name)}"`;
  }

  /** Names a column that a stage makes. */
  define(id: number, name: string): string {
    const identifier = `"${this.#allocate(name)}"`;
    this.#columns.set(id, identifier);
    return identifier;
  }

  /** Names a column that the scan computes. */
  defineComputed(id: number, name: string, column: EventColumn): void {
    const identifier = this.#allocate(name);
    this.#events.set(`computed ${id}`, { name: identifier, column });
    this.#columns.set(id, `"${identifier}"`);
  }

  column(id: number): string {
    const identifier = this.#columns.get(id);
    if (identifier === undefined) throw new Error(`plan column ${id} is read before it is made`);
    return identifier;
  }

  parameter(value: string | number): string {
    let name = this.#parameterNames.get(value);
    if (name === undefined) {
      name = `p${this.#parameterNames.size}`;
      this.#parameterNames.set(value, name);
    }
    return `:${name}`;
  }

  parameters(): Record<string, string | number> {
    return Object.fromEntries([...this.#parameterNames].map(([value, name]) => [name, value]));
  }
}
