/** The text of result cells (language specification 6.2). */
import type { Cell } from '../store/types.ts';
import type { ValueType } from './functions/definition.ts';
import type { PlanExpression } from './plan.ts';
import type { CellText } from './result.ts';
import { loggedNumberText, numberText } from './values/number.ts';
import { timestampText } from './values/timestamp.ts';

/** Makes the text of a column's cells from its static type: times as times, computed numbers rounded, logged ones as they are. */
export function cellFormatter({ type, computed }: PlanExpression): (value: Cell | Uint8Array) => CellText {
  const ofNumber = type === 'timestamp' ? timestampText : computed ? numberText : loggedNumberText;
  return (value) => {
    switch (typeof value) {
      case 'string':
        return value;
      case 'number':
        return Number.isFinite(value) ? ofNumber(value) : undefined;
      case 'bigint':
        return value.toString();
      case 'object':
        return value instanceof Uint8Array ? structureText(type, value, ofNumber) : undefined;
      default:
        return undefined;
    }
  };
}

/** Maps and lists are shown as JSON; the list that `values` makes has its elements side by side (language specification 6.2). */
function structureText(type: ValueType, json: Uint8Array, ofNumber: (value: number) => string): string {
  const text = new TextDecoder().decode(json);
  if (type !== 'list') return text;
  const elements: unknown = JSON.parse(text);
  if (!Array.isArray(elements)) return text;
  return elements.map((element) => elementText(element, ofNumber)).join(', ');
}

function elementText(element: unknown, ofNumber: (value: number) => string): string {
  if (typeof element === 'boolean') return element ? '1' : '0';
  return typeof element === 'number' ? ofNumber(element) : String(element);
}
