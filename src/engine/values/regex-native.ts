/**
 * Proves that a pattern of the simple subset takes linear time on a backtracking engine, and writes it for the native one.
 *
 * The proof: the attempts that start at different places hardly overlap, and each attempt does little more than walk forward.
 * - An attempt branches at bounded repetitions and alternatives only; their combined cost is below a constant.
 * - A repetition without bound is followed by a character it cannot take itself (`[^"]*"`), so that its end is determined; only
 *   the last one may be followed by anything, or by nothing.
 * - The pattern starts at the start of the text; or a character that no unbounded repetition takes comes before the first one
 *   (the `"` in `"name":"[^"]*"`), so that an attempt cannot run over the starts of many others; or nothing follows the
 *   only repetition, so that an attempt that reaches it succeeds.
 */
import { charSetSource, disjoint } from './char-set.ts';
import { type CharNode, type GroupNode, parseRegexSubset, type RegexNode } from './regex-subset.ts';

/** Steps of one attempt, repetitions without bound counted as one: about the size at which RE2 costs the same. */
const MAX_COST = 512;
/** The same, times the attempts that can run over one character. */
const MAX_OVERLAP_COST = 4096;

/** The native form of a pattern whose groups have no names, or undefined when RE2 has to run it. Flag: `u`. */
export function nativeSource(source: string): string | undefined {
  const tree = parseRegexSubset(source);
  return tree && isLinear(tree) ? alternativesSource(tree) : undefined;
}

function isLinear(tree: GroupNode): boolean {
  const nodes = flatten([tree]);
  const cost = sequenceCost(nodes);
  if (!cost || cost.steps > MAX_COST) return false;

  const unbounded = nodes.filter(
    (node): node is CharNode => node.kind === 'char' && node.max === Number.POSITIVE_INFINITY,
  );
  const last = unbounded.at(-1);
  if (last === undefined) return true;
  if (!unbounded.every((node) => node === last || endIsDetermined(node, nodes))) return false;

  const [first] = nodes;
  if (first?.kind === 'assertion' && first.what === 'start') return true;
  if (unbounded.length === 1 && nodes.at(-1) === last) return true;
  const [opening = last] = unbounded;
  const before = nodes.slice(0, nodes.indexOf(opening));
  const fenced = before.some((node) => isMandatory(node) && unbounded.every(({ set }) => disjoint(node.set, set)));
  return fenced && cost.steps * cost.width <= MAX_OVERLAP_COST;
}

/** Dissolves groups that neither branch nor may be left out: only their contents matter for the time. */
function flatten(nodes: readonly RegexNode[]): RegexNode[] {
  return nodes.flatMap((node) => {
    if (node.kind !== 'group' || node.optional || node.alternatives.length !== 1) return [node];
    return node.alternatives.flatMap((alternative) => flatten(alternative));
  });
}

function isMandatory(node: RegexNode | undefined): node is CharNode {
  return node?.kind === 'char' && node.min > 0;
}

function endIsDetermined(node: CharNode, nodes: readonly RegexNode[]): boolean {
  const next = nodes[nodes.indexOf(node) + 1];
  return isMandatory(next) && disjoint(node.set, next.set);
}

interface Cost {
  /** Upper bound of the characters looked at. */
  readonly steps: number;
  /** Ways to match. */
  readonly choices: number;
  /** Longest text, repetitions without bound not counted. */
  readonly width: number;
}

/** Undefined when a repetition without bound stands inside a branch. */
function sequenceCost(nodes: readonly RegexNode[], insideBranch = false): Cost | undefined {
  let [steps, choices, width] = [1, 1, 1];
  for (const node of nodes) {
    const cost = nodeCost(node, insideBranch);
    if (!cost) return undefined;
    steps += choices * cost.steps;
    choices *= cost.choices;
    width += cost.width;
  }
  return { steps, choices, width };
}

function nodeCost(node: RegexNode, insideBranch: boolean): Cost | undefined {
  if (node.kind === 'assertion') return { steps: 1, choices: 1, width: 0 };
  if (node.kind === 'char') {
    const isUnbounded = node.max === Number.POSITIVE_INFINITY;
    if (isUnbounded && insideBranch) return undefined;
    const width = isUnbounded ? Math.max(node.min, 1) : node.max;
    return { steps: width, choices: isUnbounded ? 1 : node.max - node.min + 1, width };
  }
  const branches = node.alternatives.map((alternative) => sequenceCost(flatten(alternative), true));
  let [steps, choices, width] = [0, node.optional ? 1 : 0, 0];
  for (const branch of branches) {
    if (!branch) return undefined;
    steps += branch.steps;
    choices += branch.choices;
    width = Math.max(width, branch.width);
  }
  return { steps, choices, width };
}

const ASSERTIONS = { start: '^', end: '$', word: '\\b' } as const;

function alternativesSource(group: GroupNode): string {
  return group.alternatives.map((nodes) => nodes.map(nodeSource).join('')).join('|');
}

function nodeSource(node: RegexNode): string {
  if (node.kind === 'assertion') return ASSERTIONS[node.what];
  if (node.kind === 'char') return charSetSource(node.set) + quantifierSource(node);
  const quantifier = node.optional ? (node.lazy ? '??' : '?') : '';
  return `${node.capturing ? '(' : '(?:'}${alternativesSource(node)})${quantifier}`;
}

function quantifierSource({ min, max, lazy }: CharNode): string {
  if (min === 1 && max === 1) return '';
  const upper = max === Number.POSITIVE_INFINITY ? '' : String(max);
  return `{${min},${upper}}${lazy ? '?' : ''}`;
}
