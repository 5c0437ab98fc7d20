/** `display`: the columns of the result; only the last one counts (specification 3.2). */
import type { DisplayStage } from '../../parser/ast.ts';
import type { Analysis } from '../analyze/analysis.ts';
import { defineItems } from './items.ts';

export function analyzeDisplay(analysis: Analysis, stage: DisplayStage): void {
  defineItems(analysis, stage.items, analysis.shown.startDisplay());
}
