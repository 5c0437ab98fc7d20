/** The command line: its commands, and how it ends. */
import { Command, CommanderError } from 'commander';
import { drawDiagnostics } from '../report/diagnostics.ts';
import { stringify } from '../report/json.ts';
import { visible } from '../report/visible.ts';
import { addCheck } from './commands/check.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export.ts';
import { addExtractObject } from './commands/extract-object.ts';
import { addFields } from './commands/fields.ts';
import { addFormat } from './commands/format.ts';
import { addIngest } from './commands/ingest.ts';
import { addLookup } from './commands/lookup.ts';
import { addProvenance } from './commands/provenance.ts';
import { addQuery } from './commands/query.ts';
import { addRejects } from './commands/rejects.ts';
import { addSaved } from './commands/saved.ts';
import { addSources } from './commands/sources.ts';
import { addVerify } from './commands/verify.ts';
import { type Failure, failureOf } from './errors.ts';
import { EXIT, EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { type Io, styleFor } from './io.ts';
import type { Act } from './options.ts';
import { writeLines } from './output.ts';

/** In the order of the help. */
const COMMANDS: ReadonlyMap<string, (program: Command, act: Act) => void> = new Map([
  ['ingest', addIngest],
  ['query', addQuery],
  ['fields', addFields],
  ['sources', addSources],
  ['rejects', addRejects],
  ['provenance', addProvenance],
  ['export', addExport],
  ['extract-object', addExtractObject],
  ['verify', addVerify],
  ['explain', addExplain],
  ['check', addCheck],
  ['format', addFormat],
  ['lookup', addLookup],
  ['saved', addSaved],
]);

/**
 * The program. What a command does is handed to `act`.
 * @param name the command that is going to run: the others are left out, which takes less time. Anything else stands for all commands.
 */
export function createProgram(io: Pick<Io, 'stdout' | 'stderr' | 'version'>, act: Act, name?: string): Command {
  const program = new Command('trailql')
    .description('Runs CloudWatch Logs Insights queries over CloudTrail archives, offline.')
    .version(io.version, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text, () => {}),
      writeErr: (text) => io.stderr.write(text, () => {}),
      // Usage errors are reported where all errors are.
      outputError: () => {},
    })
    .addHelpText(
      'after',
      () => `\nExit codes:\n${EXIT_CODES.map(([code, text]) => `  ${String(code).padEnd(4)} ${text}`).join('\n')}`,
    )
    .addHelpText(
      'after',
      "\nExamples:\n  $ trailql ingest ./AWSLogs\n  $ trailql query 'stats count(*) as n by eventName | sort n desc'",
    );
  const only = COMMANDS.get(name ?? '');
  for (const add of only ? [only] : COMMANDS.values()) add(program, act);
  return program;
}

/** Runs a command line. @param argv arguments after the program's name. @returns the exit code */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const act: Act = async (work) => {
    exitCode = await work(io);
  };
  const program = createProgram(io, act, argv[0]);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    try {
      return await end(error, argv, io, program);
    } catch (second) {
      if (isGoneReader(second)) return EXIT.ok;
      throw second;
    }
  }
}

/** Reports what ended the program. @returns the exit code */
async function end(error: unknown, argv: readonly string[], io: Io, program: Command): Promise<ExitCode> {
  if (isGoneReader(error)) return EXIT.ok;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    // No command at all: commander has shown the help.
    if (error.code === 'commander.help') return EXIT.usage;
  }
  const failure = error instanceof CommanderError ? usageFailure(error, argv, program) : failureOf(error);
  if (wantsJson(argv)) {
    const { code, message, hint, query } = failure;
    const diagnostics = query === undefined ? {} : { diagnostics: query.diagnostics };
    const document = stringify({ error: { code, message, ...(hint === '' ? {} : { hint }), ...diagnostics } });
    // Standard output may be what failed; the error is told on standard error all the same.
    await writeLines(io.stdout, [document]).catch(() => {});
  }
  await writeLines(io.stderr, describe(failure, argv, io));
  if (io.env['TRAILQL_DEBUG'] && error instanceof Error) await writeLines(io.stderr, [error.stack ?? '']);
  return failure.exitCode;
}

function* describe(failure: Failure, argv: readonly string[], io: Io): Generator<string> {
  const style = styleFor(io.stderr, io, !argv.includes('--no-color'));
  const { message, hint, query } = failure;
  if (query !== undefined) {
    yield* drawDiagnostics(query.diagnostics, query.text, { style, source: query.source });
    return;
  }
  yield `${style.bold(style.red('error'))}: ${visible(message)}`;
  if (hint !== '') yield `${style.bold('hint')}: ${visible(hint)}`;
}

/** Commander's words, and where to read more. */
function usageFailure(error: CommanderError, argv: readonly string[], program: Command): Failure {
  const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const help = `See ${['trailql', ...commandPath(program, argv)].join(' ')} --help.`;
  // What a shell makes of `--from logs/*`: the first name is the option's, the others are left over.
  const leftOver = error.code === 'commander.excessArguments' && argv.some((one) => /^--from(?:=|$)/.test(one));
  const hint = leftOver ? `Repeat --from for every archive (--from A --from B), or name their folder. ${help}` : help;
  return { exitCode: EXIT.usage, code: 'usage', message, hint };
}

/** The names of the command and subcommand that the arguments begin with. */
function commandPath(parent: Command, [name, ...rest]: readonly string[]): string[] {
  const command = parent.commands.find((one) => one.name() === name);
  return command === undefined ? [] : [command.name(), ...commandPath(command, rest)];
}

/** Whether JSON is asked for, told from the bare arguments: the error may be that they cannot be parsed. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (argument, i) =>
      argument === '--json' || argument === '--format=json' || (argument === '--format' && argv[i + 1] === 'json'),
  );
}

/** The reader of a pipe has enough, as `head` does: no error. */
function isGoneReader(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
