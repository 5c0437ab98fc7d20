/** Where commands may stand (language specification, section 3.0.4). */
import type { Stage } from '../../parser/ast.ts';
import { unexpectedSymbol } from '../../parser/diagnostics.ts';
import type { Analysis } from './analysis.ts';

/** Reports a command that stands where it may not. Returns whether it can be analyzed all the same. */
export function checkOrder(analysis: Analysis, stage: Stage): boolean {
  const { before } = analysis;
  if (before.some(({ kind }) => kind === 'estimate')) {
    unexpected(analysis, stage, 'estimate is the last command: nothing may follow it.');
    return false;
  }
  if (stage.kind !== 'limit' && before.some(({ kind }) => kind === 'dedup')) {
    unexpected(analysis, stage, 'Only limit may follow dedup: put sort, filter and fields before it.');
  }
  const rule = RULES[stage.kind]?.(analysis, stage);
  if (rule === undefined) return true;
  const { reason, hint } = rule;
  if (rule.wholeMessage) analysis.report('stage-order', stage.keyword, reason, hint);
  else analysis.reject('stage-order', stage.keyword, reason, hint);
  return false;
}

function unexpected(analysis: Analysis, { keyword }: Stage, hint: string): void {
  analysis.diagnostics.push(unexpectedSymbol(analysis.text, analysis.source(keyword), keyword, hint));
}

interface Violation {
  readonly reason: string;
  readonly hint: string;
  /** The reason is the service's own message. */
  readonly wholeMessage?: true;
}

type Rule = (analysis: Analysis, stage: Stage) => Violation | undefined;

const RULES: { readonly [Kind in Stage['kind']]?: Rule } = {
  source: ({ before }) =>
    before.some(({ kind }) => kind !== 'source')
      ? { reason: 'SOURCE must be the first command', hint: 'Move it to the beginning.' }
      : undefined,
  diff: (analysis) =>
    analysis.before.at(-1)?.kind === 'pattern'
      ? secondComparison(analysis)
      : {
          reason: 'Diff compilation Failed : Diff operation has to be used after Pattern',
          hint: 'Write pattern @message | diff.',
          wholeMessage: true,
        },
  logcompare: (analysis) => secondComparison(analysis),
  anomaly: ({ before }) =>
    before.at(-1)?.kind === 'pattern'
      ? undefined
      : { reason: 'anomaly must come directly after pattern', hint: 'Write pattern @message | anomaly.' },
  join: ({ before, nested }) => {
    if (nested) return { reason: 'a query in parentheses cannot have a join', hint: 'Join in the outer query.' };
    return before.some(({ kind }) => kind === 'join')
      ? { reason: 'a query has at most one join', hint: 'Look up small tables with lookup.' }
      : undefined;
  },
  fillmissing: ({ scope }) =>
    [...scope.names.values()].filter(({ bin }) => bin).length === 1
      ? undefined
      : {
          reason: 'fillmissing must come after stats … by bin(…)',
          hint: 'Group by one bin: stats count(*) by bin(1h).',
        },
};

/** What has been compared with another time range cannot be moved to one more. */
function secondComparison({ before }: Analysis): Violation | undefined {
  const first = before.find(({ kind }) => kind === 'diff' || kind === 'logcompare');
  return (
    first && {
      reason: `${first.kind} before it compares two time ranges already`,
      hint: 'Compare with one range in each query.',
    }
  );
}
