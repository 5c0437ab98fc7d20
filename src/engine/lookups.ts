/** Finding the row of a lookup table that belongs to a row of the query (language specification, sections 3.17 and 3.18). */
import type { PlanLookup } from './plan.ts';
import type { LookupTable } from './resources.ts';
import { type CidrBlock, isInBlock, parseCidr, parseIp } from './values/ip.ts';

/** Addresses whose range is remembered. */
const MAX_KNOWN = 100_000;

/** The cells of a table's row by column. */
export type LookupRow = ReadonlyMap<string, string>;

export type Lookup = (keys: readonly string[]) => LookupRow | undefined;

/** Makes the function from keys to the row they match. */
export function createLookup({ match }: PlanLookup, table: LookupTable): Lookup {
  const rows = table.rows.map(
    (cells): LookupRow => new Map(table.columns.map((column, index) => [column, cells[index] ?? ''])),
  );
  return match.kind === 'equal' ? equalLookup(match.columns, rows) : cidrLookup(match.column, rows);
}

/** Keys equal the columns as texts, letter by letter; of several rows the first. */
function equalLookup(columns: readonly string[], rows: readonly LookupRow[]): Lookup {
  const byKey = new Map<string, LookupRow>();
  for (const row of rows) {
    const key = JSON.stringify(columns.map((column) => row.get(column)));
    if (!byKey.has(key)) byKey.set(key, row);
  }
  return (keys) => byKey.get(JSON.stringify(keys));
}

/** The narrowest range that holds the address; of equal ones the first row. */
function cidrLookup(column: string, rows: readonly LookupRow[]): Lookup {
  const ranges = rows.flatMap((row) => {
    const block = blockOf(row.get(column) ?? '');
    return block ? [{ block, row, size: BigInt(block.last) - BigInt(block.first) }] : [];
  });
  ranges.sort((a, b) => Number(a.size > b.size) - Number(a.size < b.size));
  const known = new Map<string, LookupRow | undefined>();
  return ([text = '']) => {
    if (known.has(text)) return known.get(text);
    const address = parseIp(text);
    const found = address === null ? undefined : ranges.find(({ block }) => isInBlock(address, block))?.row;
    if (known.size < MAX_KNOWN) known.set(text, found);
    return found;
  };
}

/** An address alone is a range of one. */
export function blockOf(text: string): CidrBlock | undefined {
  const trimmed = text.trim();
  const block = parseCidr(trimmed);
  if (block) return block;
  const address = parseIp(trimmed);
  return address === null ? undefined : { first: address, last: address };
}
