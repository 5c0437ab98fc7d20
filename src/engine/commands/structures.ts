/** Maps and lists out of what holds them: structures as they are, and texts that are JSON. */
import { asText, isStructure } from '../analyze/convert.ts';
import type { PlanExpression } from '../plan.ts';

/** The structure in a value; null where the value is neither one nor the JSON text of one. */
export function parsedJson(value: PlanExpression): PlanExpression {
  if (isStructure(value.type)) return value;
  const parsed = parsedText(asText(value));
  if (value.type !== 'dynamic') return parsed;
  // A member may be a structure already, which has no text.
  return { kind: 'call', function: 'coalesce', args: [parsed, value], type: 'dynamic', computed: false };
}

export function parsedText(text: PlanExpression): PlanExpression {
  return { kind: 'call', function: 'jsonParse', args: [text], type: 'structure', computed: false };
}
