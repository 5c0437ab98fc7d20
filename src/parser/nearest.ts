/** The names that a misspelt one may have meant. */

/** Longer names are not compared letter by letter. */
const MAX_LENGTH = 100;

/**
 * The candidates nearest to a name, best first: those that differ in case only, those that end in it as a path segment, then those
 * within a few typing errors.
 */
export function nearestNames(name: string, candidates: Iterable<string>, most = 3): string[] {
  const wanted = name.toLowerCase();
  const allowed = Math.min(3, Math.floor(wanted.length / 3));
  const scored: { candidate: string; score: number }[] = [];
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    const score = lower === wanted ? 0 : lower.endsWith(`.${wanted}`) ? 0.5 : typingErrors(wanted, lower, allowed);
    if (score <= allowed || score < 1) scored.push({ candidate, score });
  }
  scored.sort(
    (a, b) => a.score - b.score || a.candidate.length - b.candidate.length || (a.candidate < b.candidate ? -1 : 1),
  );
  return scored.slice(0, most).map(({ candidate }) => candidate);
}

/** Letters inserted, left out, replaced or swapped with their neighbour between two words; Infinity when more than `most`. */
function typingErrors(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most || a.length > MAX_LENGTH || b.length > MAX_LENGTH)
    return Number.POSITIVE_INFINITY;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const removed = (previous[j] ?? 0) + 1;
      const inserted = (current[j - 1] ?? 0) + 1;
      let errors = Math.min(replaced, removed, inserted);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        errors = Math.min(errors, (beforePrevious[j - 2] ?? errors) + 1);
      current.push(errors);
    }
    beforePrevious = previous;
    previous = current;
  }
  const errors = previous[b.length] ?? 0;
  return errors <= most ? errors : Number.POSITIVE_INFINITY;
}
