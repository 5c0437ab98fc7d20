/** Conversions between static types, made explicit in the plan (language specification, section 5). */
import type { ParameterType, ValueType } from '../functions/definition.ts';
import type { LiteralNode, PlanExpression } from '../plan.ts';
import { toNumber } from '../values/number.ts';
import { toText } from '../values/text.ts';

export function literal(value: string | number | null, type: ValueType): LiteralNode {
  return { kind: 'literal', value, type, computed: false };
}

/** True for types whose run-time values are numbers. */
export function isNumeric(type: ValueType): boolean {
  return type === 'number' || type === 'boolean' || type === 'timestamp';
}

/** True for maps and lists, which are no value to texts, numbers, times and comparisons (language specification, section 4.5). */
export function isStructure(type: ValueType): boolean {
  return type === 'structure' || type === 'list';
}

/** A value that is no map or list: those become null. */
export function asScalar(operand: PlanExpression): PlanExpression {
  if (isStructure(operand.type)) return literal(null, 'any');
  if (operand.type !== 'dynamic') return operand;
  return { kind: 'convert', to: 'scalar', operand, type: 'any', computed: operand.computed };
}

export function asText(operand: PlanExpression): PlanExpression {
  if (isStructure(operand.type)) return literal(null, 'string');
  if (operand.type === 'string') return operand;
  if (operand.kind === 'literal' && operand.type !== 'timestamp') return literal(toText(operand.value), 'string');
  return { kind: 'convert', to: 'string', operand, type: 'string', computed: false };
}

export function asNumber(operand: PlanExpression): PlanExpression {
  if (isStructure(operand.type)) return literal(null, 'number');
  if (isNumeric(operand.type)) return operand;
  if (operand.kind === 'literal') return literal(toNumber(operand.value), 'number');
  return { kind: 'convert', to: 'number', operand, type: 'number', computed: operand.computed };
}

/** As a condition: 1 or 0, never null. Predicates already are. */
export function asCondition(operand: PlanExpression): PlanExpression {
  switch (operand.kind) {
    case 'compare':
    case 'contains':
    case 'matches':
    case 'in':
    case 'inList':
    case 'inSubquery':
    case 'logical':
    case 'not':
      return operand;
    default:
      if (operand.kind === 'convert' && operand.to === 'condition') return operand;
      return { kind: 'convert', to: 'condition', operand, type: 'boolean', computed: false };
  }
}

/** Converts an argument to what the parameter takes. Periods are literals and need no conversion. */
export function asParameter(operand: PlanExpression, type: ParameterType): PlanExpression {
  switch (type) {
    case 'string':
      return asText(operand);
    case 'number':
    case 'timestamp':
      return asNumber(operand);
    case 'boolean':
      return asCondition(operand);
    case 'structure':
      return mayBeStructure(operand.type) ? operand : literal(null, 'structure');
    case 'json':
      return mayBeStructure(operand.type) ? operand : asText(operand);
    case 'any':
    case 'period':
      return operand;
  }
}

function mayBeStructure(type: ValueType): boolean {
  return isStructure(type) || type === 'dynamic';
}

/**
 * The common type of alternatives such as the branches of `if`. Where a time meets something else its display text stands for it,
 * because a value of type `any` no longer tells that it is a time. Counts and conditions become plain numbers there, since what such a
 * value has instead of one may be a JSON boolean.
 */
export function unify(operands: readonly PlanExpression[]): { operands: PlanExpression[]; type: ValueType } {
  const types = new Set(operands.filter((o) => o.kind !== 'literal' || o.value !== null).map((o) => o.type));
  const [only] = types;
  if (only === undefined) return { operands: [...operands], type: 'any' };
  if (types.size === 1) return { operands: [...operands], type: only };
  if ([...types].every((type) => type === 'number' || type === 'boolean')) {
    return { operands: [...operands], type: 'number' };
  }
  const type = [...types].some(mayBeStructure) ? 'dynamic' : 'any';
  return { operands: operands.map(asAlternative), type };
}

function asAlternative(operand: PlanExpression): PlanExpression {
  if (operand.type === 'timestamp') return asText(operand);
  if (operand.kind === 'literal' || !isNumeric(operand.type)) return operand;
  return { kind: 'convert', to: 'number', operand, type: 'number', computed: operand.computed };
}
