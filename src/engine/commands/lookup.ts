/** `lookup`: columns of a lookup table for the rows that match (specification 3.17). */
import type { LookupStage, Name, NamePair } from '../../parser/ast.ts';
import { nearestNames } from '../../parser/nearest.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { asScalar, asText, unify } from '../analyze/convert.ts';
import { currentMeaning, resolveName } from '../analyze/names.ts';
import type { NewColumn, PlanExpression } from '../plan.ts';
import type { LookupTable } from '../resources.ts';
import { newColumn, replaceColumn } from './columns.ts';

export function analyzeLookup(analysis: Analysis, { table: name, matches, mode, outputs }: LookupStage): void {
  const table = findTable(analysis, name);
  checkColumns(analysis, table, [...matches, ...outputs]);
  const columns = matches.map((match) => match.name.path);
  const lookup = analysis.addLookup({ table: name.path, match: { kind: 'equal', columns } });
  const keys = matches.map((match) => keyOf(analysis, match.alias ?? match.name));
  defineOutputs(analysis, { lookup, keys, mode, outputs });
}

/** Keys are compared as texts. */
export function keyOf(analysis: Analysis, name: Name): PlanExpression {
  return asText(asScalar(resolveName(analysis, name)));
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
  for (const { name, alias } of outputs) {
    const target = (alias ?? name).path;
    const cell: PlanExpression = { kind: 'lookup', lookup, keys, column: name.path, type: 'string', computed: false };
    const before = mode === 'outputnew' ? currentMeaning(analysis, target) : undefined;
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
