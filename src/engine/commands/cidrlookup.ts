/** `cidrlookup`: columns of a lookup table for the address range that holds an address (specification 3.18). */
import type { CidrlookupStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { blockOf } from '../lookups.ts';
import type { LookupTable } from '../resources.ts';
import { checkColumns, defineOutputs, findTable, keyOf } from './lookup.ts';

export function analyzeCidrlookup(analysis: Analysis, stage: CidrlookupStage): void {
  const { table: name, match, mode, outputs } = stage;
  const table = findTable(analysis, name);
  const { alias } = match;
  const column = alias ? [{ kind: 'namePair', name: alias, alias: undefined, span: alias.span } as const] : [];
  checkColumns(analysis, table, [...column, ...outputs]);
  const ranges = alias?.path ?? (table && rangeColumn(table));
  if (table && ranges === undefined) {
    const message = `the lookup table ${table.name} has no column of address ranges`;
    analysis.reject('unknown-resource', name.span, message, 'One of its columns must hold ranges such as 10.0.0.0/8.');
  }
  const lookup = analysis.addLookup({ table: name.path, match: { kind: 'cidr', column: ranges ?? '' } });
  defineOutputs(analysis, { lookup, keys: [keyOf(analysis, match.name, 'cidrlookup')], mode, outputs });
}

/** The first column that holds nothing but address ranges, or else nothing but addresses; cells may be empty. */
function rangeColumn({ columns, rows }: LookupTable): string | undefined {
  const cells = columns.map((_, index) => rows.flatMap((row) => row[index]?.trim() || []));
  const holdsBlocks = cells.map((column) => column.length > 0 && column.every((cell) => blockOf(cell)));
  const ranges = cells.findIndex((column, index) => holdsBlocks[index] && column.some((cell) => cell.includes('/')));
  return columns[ranges >= 0 ? ranges : holdsBlocks.indexOf(true)];
}
