/** `lookup`: columns of a lookup table for the rows that match (specification 3.17). */
import type { LookupStage, Name, NamePair } from '../../parser/ast.ts';
import { nearestNames } from '../../parser/nearest.ts';
import { type Analysis, messageRange } from '../analyze/analysis.ts';
import { asText, unify } from '../analyze/convert.ts';
import { currentMeaning, resolveName } from '../analyze/names.ts';
import type { NewColumn, PlanExpression } from '../plan.ts';
import type { LookupTable } from '../resources.ts';
import { isPointer, newColumn, replaceColumn } from './columns.ts';
import { asKey } from './scalars.ts';

export function analyzeLookup(analysis: Analysis, { table: name, matches, mode, outputs }: LookupStage): void {
  const table = findTable(analysis, name);
  checkColumns(analysis, table, [...matches, ...outputs]);
  const columns = matches.map((match) => match.name.path);
  const lookup = analysis.addLookup({ table: name.path, match: { kind: 'equal', columns } });
  const keys = matches.map((match) => keyOf(analysis, match.alias ?? match.name, 'lookup'));
  defineOutputs(analysis, { lookup, keys, mode, outputs });
}

/** Keys are compared as texts. */
export function keyOf(analysis: Analysis, name: Name, command: string): PlanExpression {
  return asText(asKey(analysis, resolveName(analysis, name), name.span, command));
}

/** The table of a name; undefined without resources, and for a table that does not exist, which is reported. */
export function findTable(analysis: Analysis, { path, span }: Name): LookupTable | undefined {
  const { resources } = analysis;
  const table = resources?.lookupTable(path);
  if (!resources || table) return table;
  const known = resources.lookupTableNames();
  const [nearest] = nearestNames(path, known);
  const hint = nearest ? `Did you mean ${nearest}?` : known.length > 0 ? `There are ${known.join(', ')}.` : NONE;
  analysis.report('unknown-resource', span, `ResourceNotFoundException: there is no lookup table ${path}`, hint);
  return undefined;
}

const NONE = 'This database has no lookup tables: add one with trailql lookup add.';

export function checkColumns(analysis: Analysis, table: LookupTable | undefined, columns: readonly NamePair[]): void {
  for (const { name } of columns) {
    if (!table || table.columns.includes(name.path)) continue;
    const message = `the lookup table ${table.name} has no column ${name.path}`;
    analysis.reject('unknown-resource', name.span, message, `Its columns are ${table.columns.join(', ')}.`);
  }
}

interface Outputs {
  readonly lookup: number;
  readonly keys: readonly PlanExpression[];
  readonly mode: 'output' | 'outputnew';
  readonly outputs: readonly NamePair[];
}

/** `output` takes the place of a field, `outputnew` only where the row has no value yet. */
export function defineOutputs(analysis: Analysis, { lookup, keys, mode, outputs }: Outputs): void {
  const columns: NewColumn[] = [];
  const sources = new Map<string, string>();
  for (const { name, alias, span } of outputs) {
    const written = alias ?? name;
    const target = written.path;
    const source = sources.get(target);
    if (isPointer(analysis, target) || (source !== undefined && source !== name.path)) {
      const message = `Ephemeral field is already defined: ${target} ${messageRange(span)}`;
      analysis.report('redefined-name', span, message, 'Give the column another name with as.');
      continue;
    }
    sources.set(target, name.path);
    if (source !== undefined) continue;
    const cell: PlanExpression = { kind: 'lookup', lookup, keys, column: name.path, type: 'string', computed: false };
    const before = mode === 'outputnew' ? currentMeaning(analysis, written) : undefined;
    const expression = before ? firstPresent(before, cell) : cell;
    const column = newColumn(analysis, target, expression.type, expression.computed);
    columns.push({ ...column, expression });
    replaceColumn(analysis, column);
  }
  analysis.stages.push({ op: 'extend', columns });
}

function firstPresent(before: PlanExpression, cell: PlanExpression): PlanExpression {
  const { operands, type } = unify([before, cell]);
  return { kind: 'call', function: 'coalesce', args: operands, type, computed: before.computed };
}
