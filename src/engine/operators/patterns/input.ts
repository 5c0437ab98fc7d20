/** What the pattern commands are fed: a text and a time. */
import type { RowValue } from '../../functions/definition.ts';
import { scalarOf } from '../../values/scalar.ts';
import { toText } from '../../values/text.ts';
import type { PatternMiner } from './miner.ts';

/** Adds a row's text and time (epoch milliseconds or null) to a miner; a null text counts for nothing. A map or list is its JSON text. */
export function addRow(
  miner: PatternMiner,
  [value = null, time = null]: readonly RowValue[],
  side: 0 | 1 = 0,
): boolean {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString() : toText(scalarOf(value));
  if (text === null) return false;
  miner.add(text, typeof time === 'number' ? time : Number.NaN, side);
  return true;
}
