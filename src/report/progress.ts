/** How far an ingest is, on one line. */
import type { Style } from './style.ts';
import { bytes, compact, duration, roughly, thousands } from './units.ts';
import { cut, displayWidth, pad } from './width.ts';

/** Counts so far; sizes in bytes. Totals are 0 while they are unknown. */
export interface ProgressFigures {
  readonly objectsDone: number;
  readonly objectsTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Known already, or left out. */
  readonly objectsSkipped?: number;
  /** Requests made again. */
  readonly retries?: number;
  readonly events: number;
  readonly elapsedMs: number;
}

/** Cells of the bar: at most, and at least if there is to be one. */
const [BAR, SHORTEST_BAR] = [20, 4];

/** Share of the work done, 0 to 1, or undefined while the total is unknown. Bytes say more than objects, whose sizes differ. */
function share(progress: ProgressFigures): number | undefined {
  const { bytesDone, bytesTotal, objectsDone, objectsTotal } = progress;
  const [done, total] = bytesTotal > 0 ? [bytesDone, bytesTotal] : [objectsDone, objectsTotal];
  return total > 0 ? Math.min(1, done / total) : undefined;
}

/** Milliseconds that the rest will take, or undefined where nothing can be said: the first moments foretell nothing. */
function timeLeft(progress: ProgressFigures): number | undefined {
  const done = share(progress);
  const known = done !== undefined && done > 0.02 && done < 1 && progress.elapsedMs > 500;
  return known ? (progress.elapsedMs / done) * (1 - done) : undefined;
}

function percentDone(progress: ProgressFigures): string {
  const done = share(progress);
  return done === undefined ? '' : `${Math.floor(done * 100)}%`;
}

/** The figures in words: with all there is, and in ever fewer cells. What people wait for is in each of them: objects, rates, time left. */
function wordings(progress: ProgressFigures): { readonly full: readonly string[]; readonly narrower: string[] } {
  const { objectsDone, objectsTotal, objectsSkipped = 0, retries = 0, bytesDone, events, elapsedMs } = progress;
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const left = timeLeft(progress);
  const objects = `${thousands(objectsDone)}${objectsTotal > 0 ? `/${thousands(objectsTotal)}` : ''}`;
  const bytesRate = `${bytes(bytesDone / seconds)}/s`;
  const eventRate = `${thousands(events / seconds)} events/s`;
  const compactRate = `${compact(events / seconds)} ev/s`;
  const exactly = left === undefined ? [] : [`${duration(left)} left`];
  const asides = [
    ...(objectsSkipped > 0 ? [`${thousands(objectsSkipped)} skipped`] : []),
    ...(retries > 0 ? [`${thousands(retries)} ${retries === 1 ? 'retry' : 'retries'}`] : []),
  ];
  const rough = left === undefined ? [] : [roughly(left)];
  const roughLeft = rough.map((time) => `${time} left`);
  return {
    full: [`${objects} objects`, `${thousands(events)} events`, eventRate, bytesRate, ...asides, ...exactly],
    narrower: [
      [`${objects} objects`, eventRate, bytesRate, ...exactly].join(' · '),
      [`${objects} obj`, compactRate, bytesRate, ...roughLeft].join(' · '),
      [objects, compactRate, bytesRate, ...roughLeft].join(' '),
      [objects, compactRate, bytesRate, ...rough].join(' '),
    ],
  };
}

/**
 * A progress bar with figures. Where there is little room the bar becomes shorter, then words are left out, then the bar.
 * @param width terminal cells; what does not fit even so is cut
 */
export function progressBar(progress: ProgressFigures, width: number, style: Style): string {
  const { full, narrower } = wordings(progress);
  const percent = percentDone(progress);
  const texts = [full.join(' · '), ...narrower];
  for (const text of texts) {
    const labelled = `${pad(percent, 4, 'right')} ${text}`;
    const cells = Math.min(BAR, width - displayWidth(labelled) - 1);
    if (cells >= SHORTEST_BAR) return `${bar(share(progress) ?? 0, cells, style)} ${labelled}`;
  }
  const bare = texts.flatMap((text) => (percent === '' ? [text] : [`${percent} ${text}`, text]));
  return bare.find((text) => displayWidth(text) <= width) ?? cut(bare.at(-1) ?? '', width);
}

function bar(done: number, cells: number, style: Style): string {
  const filled = Math.round(done * cells);
  return `${style.cyan('━'.repeat(filled))}${style.dim('━'.repeat(cells - filled))}`;
}

/** The same as a plain line, for logs. */
export function progressLine(progress: ProgressFigures): string {
  const percent = percentDone(progress);
  return `${percent === '' ? '' : `${percent} `}${wordings(progress).full.join(', ')}`;
}
