/** Finding the row of a lookup table that belongs to a row of the query (language specification, sections 3.17 and 3.18). */
import type { PlanLookup } from './plan.ts';
import type { LookupTable } from './resources.ts';
import { type CidrBlock, type IpAddress, parseCidr, parseIp } from './values/ip.ts';

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

/** The rows whose ranges have one length, by the first address of the range. */
interface RangesOfLength {
  readonly length: bigint;
  readonly rows: Map<bigint, LookupRow>;
}

/** The narrowest range that holds the address; of equal ones the first row. */
function cidrLookup(column: string, rows: readonly LookupRow[]): Lookup {
  const families = { number: rangesByLength(column, rows, 'number'), bigint: rangesByLength(column, rows, 'bigint') };
  const find = (address: IpAddress): LookupRow | undefined => {
    const ranges = typeof address === 'number' ? families.number : families.bigint;
    const place = BigInt(address);
    for (const { length, rows: byFirst } of ranges) {
      // A range begins at a multiple of its length.
      const row = byFirst.get(place - (place % length));
      if (row) return row;
    }
    return undefined;
  };
  const known = new Map<string, LookupRow | undefined>();
  return ([text = '']) => {
    if (known.has(text)) return known.get(text);
    const address = parseIp(text);
    const found = address === null ? undefined : find(address);
    if (known.size < MAX_KNOWN) known.set(text, found);
    return found;
  };
}

/** The ranges of one family of addresses, shortest first. */
function rangesByLength(column: string, rows: readonly LookupRow[], family: 'number' | 'bigint'): RangesOfLength[] {
  const byLength = new Map<bigint, Map<bigint, LookupRow>>();
  for (const row of rows) {
    const block = blockOf(row.get(column) ?? '');
    if (!block || typeof block.first !== family) continue;
    const first = BigInt(block.first);
    const length = BigInt(block.last) - first + 1n;
    const byFirst = byLength.get(length) ?? new Map<bigint, LookupRow>();
    byLength.set(length, byFirst);
    if (!byFirst.has(first)) byFirst.set(first, row);
  }
  return [...byLength]
    .map(([length, byFirst]) => ({ length, rows: byFirst }))
    .sort((a, b) => Number(a.length > b.length) - Number(a.length < b.length));
}

/** An address alone is a range of one. */
export function blockOf(text: string): CidrBlock | undefined {
  const trimmed = text.trim();
  const block = parseCidr(trimmed);
  if (block) return block;
  const address = parseIp(trimmed);
  return address === null ? undefined : { first: address, last: address };
}
