/** The query of a command line: as an argument, from a file or from standard input. */
import type { Command } from 'commander';
import { usageError } from './errors.ts';
import { readTextFile, readTextStream, type TextKind } from './input.ts';
import type { Io } from './io.ts';

export interface QueryText {
  readonly text: string;
  /** The file it is from, for messages. */
  readonly source: string | undefined;
}

/** Far beyond the language's 10,000 characters. */
export const QUERY_FILE: TextKind = { what: 'query', maxMegabytes: 1 };

/** Adds the argument and the option that `readQueryText` reads. */
export function queryTextArguments(command: Command): Command {
  return command
    .argument('[text]', 'the query; - reads it from standard input')
    .option('-f, --file <file>', 'read the query from a file');
}

/**
 * Reads the query.
 * @throws CliError unless exactly one of text and file is given and can be read
 */
export async function readQueryText(io: Io, text: string | undefined, file: string | undefined): Promise<QueryText> {
  if ((text === undefined) === (file === undefined)) {
    const message = text === undefined ? 'There is no query.' : 'There are two queries: a text and a file.';
    throw usageError(
      message,
      'Give the query as one argument in quotes, with --file FILE, or as - to read standard input.',
    );
  }
  if (file !== undefined) return { text: (await readTextFile(file, QUERY_FILE)).text, source: file };
  if (text !== '-') return { text: text ?? '', source: undefined };
  return { text: (await readTextStream(io.stdin, QUERY_FILE)).text, source: undefined };
}
