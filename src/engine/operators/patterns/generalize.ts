/** Which differences between templates of one shape are variable tokens, and which make them different patterns. */
import { type Slot, type Template, united } from './template.ts';
import { commonType, type TokenType } from './token-type.ts';

/** Texts with fewer equal slots than this share say different things. */
const LEAST_SIMILARITY = 0.5;
/**
 * So many different words make a place of a template variable. Words of letters only are mostly vocabulary, and two or three of them
 * different statements (`opened`, `closed`); names, hosts, regions and paths contain other characters.
 */
const VARIABLE_FROM = { vocabulary: 4, names: 2 } as const;

/** Texts are compared with so many gatherings, the first ones: those after them are all alone. */
const MAX_GATHERINGS = 256;

const VOCABULARY = /^(?:[A-Za-z][A-Za-z _]*|[a-z0-9.-]{1,80}\.amazonaws\.com)$/;
/** How bad it is, always told apart. */
const LEVEL = /^(?:fatal|critical|error|warn|warning|notice|info|debug|trace)$/i;

/** In order of first appearance. */
type Group = [Template, ...Template[]];

/**
 * Unites templates of equal separators. First they are gathered by the similarity of the text in them: each joins the group that has most of
 * its words in common with it, at least half (as the Drain algorithm does). `words` are the positions of the words; where there are none, as in a JSON
 * object without messages in words, all templates are one group.
 *
 * Within such a group, differences are ignored at places where enough different words stand, or where one template has a variable token
 * without a known type; of typed tokens, the type is ignored. Templates without other differences are one. It keeps the words that all of
 * them have, and has variable tokens at the other places, with the type they have in common.
 */
export function generalize(templates: readonly Template[], words: readonly number[]): readonly Template[] {
  const [first, ...rest] = templates;
  if (!first) return [];
  const gathered = gather([first, ...rest], words);
  return gathered.flatMap((group) => (group.length === 1 ? group : unite(group)));
}

function unite(group: readonly Template[]): readonly Template[] {
  const slots = group[0]?.slots ?? [];
  const labels = slots.map((_, i) => labeller(group.map((template) => template.slots[i] ?? '')));
  const byLabel = new Map<string, Group>();
  for (const template of group) {
    const key = JSON.stringify(template.slots.map((slot, i) => labels[i]?.(slot)));
    const same = byLabel.get(key);
    if (same) same.push(template);
    else byLabel.set(key, [template]);
  }
  return [...byLabel.values()].map(united);
}

/** What tells the slots of one place apart: slots with the same label become one. */
function labeller(slots: readonly Slot[]): (slot: Slot) => string | TokenType[] {
  const words = new Set<string>();
  let type: TokenType | undefined;
  for (const slot of slots) {
    if (typeof slot === 'string') words.add(slot);
    else type = type === undefined ? slot.type : commonType(type, slot.type);
  }
  if (type === 'Token' || isVariable(words)) return () => ['Token'];
  return (slot) => (typeof slot === 'string' ? slot : [type ?? 'Token']);
}

function isVariable(words: ReadonlySet<string>): boolean {
  if (words.size < VARIABLE_FROM.names) return false;
  let vocabulary = true;
  for (const word of words) {
    if (LEVEL.test(word)) return false;
    vocabulary &&= VOCABULARY.test(word);
  }
  return words.size >= (vocabulary ? VARIABLE_FROM.vocabulary : VARIABLE_FROM.names);
}

/** A group with the marks of the words that all its templates share; undefined where they differ. */
interface Gathering {
  readonly templates: Group;
  readonly common: (string | undefined)[];
}

function gather(templates: Group, words: readonly number[]): readonly Group[] {
  const gatherings: Gathering[] = [];
  const alone: Group[] = [];
  for (const template of templates) {
    const marks = words.map((i) => mark(template.slots[i] ?? ''));
    let best: Gathering | undefined;
    let bestEqual = LEAST_SIMILARITY * marks.length;
    for (const gathering of gatherings) {
      const equal = agreeing(gathering.common, marks, bestEqual);
      if (equal > bestEqual || (equal === bestEqual && !best)) {
        best = gathering;
        bestEqual = equal;
      }
    }
    if (best) {
      best.templates.push(template);
      for (const [i, common] of best.common.entries()) if (common !== marks[i]) best.common[i] = undefined;
    } else if (gatherings.length < MAX_GATHERINGS) {
      gatherings.push({ templates: [template], common: marks });
    } else {
      alone.push([template]);
    }
  }
  return [...gatherings.map((gathering) => gathering.templates), ...alone];
}

/** How many places agree; looks no further when it will be fewer than `least`. */
function agreeing(common: readonly (string | undefined)[], marks: readonly string[], least: number): number {
  let equal = marks.length;
  for (const [i, word] of marks.entries()) {
    if (common[i] !== word && --equal < least) return equal;
  }
  return equal;
}

/** Slots with the same mark are equal: a word, or the type of a token after a character that no word has. */
function mark(slot: Slot): string {
  return typeof slot === 'string' ? slot : ` ${slot.type}`;
}
