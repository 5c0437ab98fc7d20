/** How far an ingest is, on one line. */
import type { Style } from './style.ts';
import { bytes, duration, thousands } from './units.ts';
import { cut, pad } from './width.ts';

/** Counts so far; sizes in bytes. Totals are 0 while they are unknown. */
export interface ProgressFigures {
  readonly objectsDone: number;
  readonly objectsTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly events: number;
  readonly elapsedMs: number;
}

const BAR = 20;

/** Share of the work done, 0 to 1, or undefined while the total is unknown. Bytes say more than objects, whose sizes differ. */
function share(progress: ProgressFigures): number | undefined {
  const { bytesDone, bytesTotal, objectsDone, objectsTotal } = progress;
  const [done, total] = bytesTotal > 0 ? [bytesDone, bytesTotal] : [objectsDone, objectsTotal];
  return total > 0 ? Math.min(1, done / total) : undefined;
}

function figures(progress: ProgressFigures): string[] {
  const { objectsDone, objectsTotal, bytesDone, events, elapsedMs } = progress;
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const done = share(progress);
  return [
    `${thousands(objectsDone)}${objectsTotal > 0 ? `/${thousands(objectsTotal)}` : ''} objects`,
    `${thousands(events)} events`,
    `${thousands(events / seconds)} events/s`,
    `${bytes(bytesDone / seconds)}/s`,
    // The first moments foretell nothing.
    ...(done !== undefined && done > 0.02 && done < 1 && elapsedMs > 500
      ? [`${duration((elapsedMs / done) * (1 - done))} left`]
      : []),
  ];
}

/** A progress bar with figures. @param width terminal cells; what does not fit is cut */
export function progressBar(progress: ProgressFigures, width: number, style: Style): string {
  const done = share(progress);
  const filled = Math.round((done ?? 0) * BAR);
  const text = cut(figures(progress).join(' · '), Math.max(0, width - BAR - 7));
  const percent = pad(done === undefined ? '' : `${Math.floor(done * 100)}%`, 4, 'right');
  return `${style.cyan('━'.repeat(filled))}${style.dim('━'.repeat(BAR - filled))} ${percent} ${text}`;
}

/** The same as a plain line, for logs. */
export function progressLine(progress: ProgressFigures): string {
  const done = share(progress);
  return `${done === undefined ? '' : `${Math.floor(done * 100)}% `}${figures(progress).join(', ')}`;
}
