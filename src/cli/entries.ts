/** What the commands about lookup tables and saved queries have in common. */
import type { Command } from 'commander';
import { nearestNames } from '../parser/nearest.ts';
import { stringify } from '../report/json.ts';
import { visible } from '../report/visible.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { writeLines } from './output.ts';

export function replaceOption(command: Command): Command {
  return command.option('--replace', 'take the place of what has this name');
}

/** The error for a name that the database does not have. */
export function noSuch(kind: string, name: string, names: readonly string[]): CliError {
  const [nearest] = nearestNames(name, names);
  const hint =
    nearest !== undefined ? `Did you mean ${nearest}?` : names.length === 0 ? `The database has no ${kind}.` : '';
  return new CliError({ exitCode: EXIT.unreadable, code: 'not-found', message: `There is no ${kind} ${name}.`, hint });
}

/** Tells what has been done: a line for people, or an object. */
export async function tell(io: Io, json: boolean | undefined, line: string, document: object): Promise<void> {
  await writeLines(io.stdout, [json ? stringify(document) : visible(line)]);
}

/** Epoch milliseconds as people read them, in UTC. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
}
