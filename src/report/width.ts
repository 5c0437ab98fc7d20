/** How many terminal cells a text takes, and cutting and padding by cells. Texts must have passed `visible` before. */

// East Asian Width W and F outside of emoji (Unicode Standard Annex 11), in ascending order.
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0xa4c6],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2fb],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]/u;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;

/** Made when the first foreign character is met: Intl takes its time. */
let segmenter: Intl.Segmenter | undefined;

function isWide(code: number): boolean {
  let low = 0;
  let high = WIDE.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = WIDE[middle];
    if (range === undefined) return false;
    if (code < range[0]) high = middle - 1;
    else if (code > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

/** Cells of one grapheme: those of its base character; an emoji sequence is two cells wide however long it is. */
function graphemeWidth(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2;
  if (ZERO_WIDTH.test(grapheme)) return 0;
  return isWide(grapheme.codePointAt(0) ?? 0) ? 2 : 1;
}

/**
 * The text in pieces that are either plain ASCII, one cell per character, or one grapheme. Segmenting costs a thousand times more than
 * counting, and most of a log is ASCII; only the character before a foreign one may belong to its grapheme.
 */
function* pieces(text: string): Generator<{ readonly piece: string; readonly width: number }> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const [run] of text.matchAll(/[\x20-\x7e]+(?=[\x20-\x7e]|$)|[\x20-\x7e]?[^\x20-\x7e]+/g)) {
    if (PRINTABLE_ASCII.test(run)) yield { piece: run, width: run.length };
    else for (const { segment } of segmenter.segment(run)) yield { piece: segment, width: graphemeWidth(segment) };
  }
}

/**
 * Terminal cells of a text.
 * @param enough counting may stop as soon as the result is known to be larger than this: keeps huge cells cheap.
 */
export function displayWidth(text: string, enough = Number.POSITIVE_INFINITY): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let total = 0;
  for (const { width } of pieces(text)) {
    total += width;
    if (total > enough) break;
  }
  return total;
}

/** The longest start of a text that fits into `width` cells. */
function start(text: string, width: number): string {
  let end = 0;
  let left = width;
  for (const { piece, width: cells } of pieces(text)) {
    if (cells > left) return text.slice(0, end) + (PRINTABLE_ASCII.test(piece) ? piece.slice(0, left) : '');
    end += piece.length;
    left -= cells;
  }
  return text;
}

/** The text cut to `width` cells; a cut text ends with `…`. */
export function cut(text: string, width: number): string {
  return displayWidth(text, width) <= width ? text : `${start(text, Math.max(0, width - 1))}…`;
}

/** The text in lines of at most `width` cells, one at least. A grapheme wider than that still gets its line. */
export function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { piece, width: cells } of pieces(text)) {
    let rest = piece;
    let left = cells;
    while (used + left > width && (used > 0 || left > width)) {
      // Only ASCII can be divided; a grapheme that does not fit begins the next line.
      const part = PRINTABLE_ASCII.test(rest) ? width - used : used > 0 ? 0 : rest.length;
      lines.push(line + rest.slice(0, part));
      left -= part === rest.length ? left : part;
      rest = rest.slice(part);
      [line, used] = ['', 0];
      if (rest === '') break;
    }
    line += rest;
    used += left;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** Fills a text with spaces to `width` cells; a wider one is returned unchanged. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - displayWidth(text, width)));
  return align === 'left' ? text + fill : fill + text;
}
