/** How fields become columns of a plain SQLite table, which has fewer of them and does not tell upper case from lower case. */

import type { EventStore } from '../store/event-store.ts';
import { columnsOf, MESSAGE_COLUMN, SYSTEM_COLUMNS } from './columns.ts';

/** As SQLite is built by default; programs that read the file have this limit as well. */
export const MAX_COLUMNS = 2000;

export interface SqliteColumn {
  /** The name in the table. */
  readonly name: string;
  readonly field: string;
}

export interface SqliteLayout {
  readonly columns: readonly SqliteColumn[];
  /** Fields for which there is no column: their values go to a table of their own. */
  readonly others: readonly string[];
}

/**
 * The chosen columns in their order, or the system fields and all discovered ones, those first that most events have. When there are
 * more than there is room for, these are the ones that are kept.
 * @throws ExportError `invalid`
 */
export function sqliteLayout(store: EventStore, chosen: readonly string[] | undefined): SqliteLayout {
  const fields = chosen === undefined ? allFields(store) : columnsOf(store, chosen);
  const common = new Set(mostCommonFirst(store, fields).slice(0, MAX_COLUMNS));
  return {
    columns: namesOf(fields.filter((field) => common.has(field))),
    others: fields.filter((field) => !common.has(field)),
  };
}

function allFields(store: EventStore): readonly string[] {
  const fields = mostCommonFirst(store, columnsOf(store, undefined).slice(SYSTEM_COLUMNS.length));
  return [...SYSTEM_COLUMNS, MESSAGE_COLUMN, ...fields];
}

function mostCommonFirst(store: EventStore, fields: readonly string[]): string[] {
  const events = new Map(store.fields().map((field) => [field.path, field.events]));
  // System fields come first: every event has them.
  const rank = (field: string): number => events.get(field) ?? Number.POSITIVE_INFINITY;
  return fields.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
}

/** A name that is taken, but for the case of its letters, gets a number behind it. */
function namesOf(fields: readonly string[]): SqliteColumn[] {
  const taken = new Set<string>();
  return fields.map((field) => {
    // SQL cannot say the character 0.
    const plain = field === '' ? '(empty)' : field.replaceAll('\0', '\ufffd');
    let name = plain;
    for (let number = 2; taken.has(folded(name)); number++) name = `${plain} (${number})`;
    taken.add(folded(name));
    return { name, field };
  });
}

/** SQLite ignores the case of the letters of ASCII. */
function folded(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
