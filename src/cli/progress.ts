/** Shows the progress of an ingest on standard error: a bar that is redrawn on a terminal, now and then a line otherwise. */
import { type ProgressFigures, progressBar, progressLine } from '../report/progress.ts';
import type { Style } from '../report/style.ts';
import { type Io, isInteractive } from './io.ts';

const REDRAW_MS = 100;
const LINE_MS = 5000;
const ERASE_LINE = '\r\x1b[K';

export interface ProgressReporter {
  readonly report: (progress: ProgressFigures) => void;
  /** Removes the bar. */
  readonly end: () => void;
}

export function createProgressReporter(io: Io, style: Style): ProgressReporter {
  const output = io.stderr;
  const bar = isInteractive(output, io);
  const interval = bar ? REDRAW_MS : LINE_MS;
  let next = bar ? 0 : LINE_MS;
  let drawn = false;
  const write = (text: string) => output.write(text, () => {});
  return {
    report: (progress) => {
      if (progress.elapsedMs < next) return;
      next = progress.elapsedMs + interval;
      drawn = true;
      // One cell less than the terminal has: a full last column would wrap.
      write(
        bar ? ERASE_LINE + progressBar(progress, (output.columns ?? 80) - 1, style) : `${progressLine(progress)}\n`,
      );
    },
    end: () => {
      if (bar && drawn) write(ERASE_LINE);
    },
  };
}
