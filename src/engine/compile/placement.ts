/**
 * Where columns are computed. A `fields` or `parse` states when a column may be used, not when it must be computed: each is placed
 * just before the first stage that reads it, behind the filters and limits that thin the rows out, or nowhere if nothing reads it.
 */
import type { ExtendNode, OutputColumn, ParseNode, Pipeline, PlanExpression, PlanStage } from '../plan.ts';

/** Calls `visit` for the expression and everything in it. */
export function walkExpression(expression: PlanExpression, visit: (e: PlanExpression) => void): void {
  visit(expression);
  for (const child of childrenOf(expression)) walkExpression(child, visit);
}

function childrenOf(expression: PlanExpression): readonly PlanExpression[] {
  switch (expression.kind) {
    case 'literal':
    case 'field':
    case 'column':
    case 'constant':
      return [];
    case 'call':
    case 'aggregate':
      return expression.args;
    case 'arithmetic':
    case 'compare':
      return [expression.left, expression.right];
    case 'contains':
      return [expression.value, expression.text];
    case 'matches':
      return [expression.value];
    case 'in':
      return [expression.value, ...expression.list];
    case 'logical':
      return expression.operands;
    case 'not':
    case 'convert':
      return [expression.operand];
    case 'access':
      return [expression.object, expression.key];
    case 'inSubquery':
      return [expression.value];
    case 'inList':
      return [expression.value, expression.list];
    case 'lookup':
      return expression.keys;
  }
}

/** The expressions a stage reads. */
export function expressionsOf(stage: PlanStage): readonly PlanExpression[] {
  switch (stage.op) {
    case 'filter':
      return [stage.condition];
    case 'extend':
      return stage.columns.map((column) => column.expression);
    case 'parse':
      return [stage.source];
    case 'aggregate':
      return [
        ...stage.keys.flatMap(({ expression, identity }) => (identity ? [expression, identity] : [expression])),
        ...stage.aggregates.map((column) => column.expression),
      ];
    case 'sort':
      return stage.keys.map((key) => key.expression);
    case 'limit':
      return [];
    case 'dedup':
      return stage.keys;
    case 'unnest':
      return [stage.list];
    case 'operator':
      return stage.inputs;
  }
}

/** A stage that only adds columns. */
export type Producer = ExtendNode | ParseNode;

/** Reorders the stages of a plan as described above. */
export function placeColumns(plan: Pipeline): PlanStage[] {
  const placed: PlanStage[] = [];
  const waiting = new Map<number, Producer>();

  const produce = (expressions: readonly PlanExpression[]): void => {
    for (const expression of expressions) {
      walkExpression(expression, (node) => {
        if (node.kind === 'column') produceColumn(node.id);
      });
    }
  };
  const produceColumn = (id: number): void => {
    const producer = waiting.get(id);
    if (!producer) return;
    for (const column of producer.columns) waiting.delete(column.id);
    produce(expressionsOf(producer));
    placed.push(producer);
  };

  for (const stage of plan.stages) {
    if (stage.op === 'extend') {
      for (const column of stage.columns) waiting.set(column.id, { op: 'extend', columns: [column] });
      continue;
    }
    if (stage.op === 'parse') {
      for (const column of stage.columns) waiting.set(column.id, stage);
      continue;
    }
    // Rows that an operator adds have no values that a column could be computed of.
    if (stage.op === 'operator' && stage.rows === 'more') {
      for (const id of [...waiting.keys()]) produceColumn(id);
    }
    produce(expressionsOf(stage));
    placed.push(stage);
    if (stage.op === 'aggregate' || (stage.op === 'operator' && stage.rows === 'new')) waiting.clear();
  }
  produce(plan.output.map((column: OutputColumn) => column.expression));
  return mergeFilters(placed);
}

/** Neighbouring filters are tested in one go. */
function mergeFilters(stages: readonly PlanStage[]): PlanStage[] {
  const merged: PlanStage[] = [];
  for (const stage of stages) {
    const previous = merged.at(-1);
    const both = previous && mergeTwo(previous, stage);
    if (both) merged[merged.length - 1] = both;
    else merged.push(stage);
  }
  return merged;
}

function mergeTwo(first: PlanStage, second: PlanStage): PlanStage | undefined {
  if (first.op !== 'filter' || second.op !== 'filter' || first.countsMatches) return undefined;
  const operands = [...conjuncts(first.condition), ...conjuncts(second.condition)];
  const condition: PlanExpression = { kind: 'logical', operator: 'and', operands, type: 'boolean', computed: false };
  return { op: 'filter', condition, countsMatches: second.countsMatches };
}

function conjuncts(condition: PlanExpression): readonly PlanExpression[] {
  return condition.kind === 'logical' && condition.operator === 'and' ? condition.operands : [condition];
}

/** Whether a stage reads one of the columns. */
export function readsAny(stage: PlanStage, columns: ReadonlySet<number>): boolean {
  let found = false;
  for (const expression of expressionsOf(stage)) {
    walkExpression(expression, (node) => {
      if (node.kind === 'column' && columns.has(node.id)) found = true;
    });
  }
  return found;
}
