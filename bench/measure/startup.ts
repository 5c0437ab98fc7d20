/** How long one-shot commands take, set against a Node.js that does nothing. */
import { runNode } from './process.ts';
import { median } from './statistics.ts';

export interface StartupFigures {
  readonly name: string;
  /** Milliseconds of a process that does nothing, and of the command: each pair ran one after the other. */
  readonly pairs: readonly (readonly [nothing: number, command: number])[];
  readonly medianMs: number;
  /** Median of the pairs' ratios: load that slows both leaves it as it is. */
  readonly medianRatio: number;
}

export async function measureStartup(name: string, args: readonly string[], count: number): Promise<StartupFigures> {
  const milliseconds = async (run: readonly string[]) => (await runNode(run)).seconds * 1000;
  await milliseconds(args);
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < count; i++) pairs.push([await milliseconds(['-e', '0']), await milliseconds(args)]);
  return {
    name,
    pairs,
    medianMs: median(pairs.map(([, command]) => command)),
    medianRatio: median(pairs.map(([nothing, command]) => command / nothing)),
  };
}
