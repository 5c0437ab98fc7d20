/** Saved queries from files: what the service exports as JSON, and folders of query texts. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { placeholdersOf } from '../engine/saved-queries.ts';
import { withLiteralDefaults } from '../engine/saved-query-defaults.ts';
import { counted } from '../report/units.ts';
import type { SavedQuery, SavedQueryParameter } from '../store/types.ts';
import { CliError, reasonOf, usageError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import { readTextFile, readTextStream, type TextKind } from './input.ts';
import type { Io } from './io.ts';
import { QUERY_FILE } from './query-text.ts';

export interface ImportedQueries {
  readonly queries: readonly SavedQuery[];
  /** Left out, with the reason. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** What else of the file is not kept, in sentences. */
  readonly notes: readonly string[];
}

/** More than 1,000 queries of 10,000 characters with 20 parameters take. */
const EXPORT_FILE: TextKind = { what: 'JSON', maxMegabytes: 64 };
const TEXT_FILE = /\.(?:cwli|txt)$/i;

/**
 * A query with all its parameters: those given, and without default those that only its text has.
 * @param given with defaults as they are written on the command line or in an export
 */
export function savedQueryOf(name: string, text: string, given: readonly SavedQueryParameter[]): SavedQuery {
  const names = new Set(given.map((parameter) => parameter.name));
  const parameters = given.map(({ name: key, defaultValue, description }) => ({
    name: key,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(description === undefined ? {} : { description }),
  }));
  const others = placeholdersOf(text).filter((placeholder) => !names.has(placeholder));
  return withLiteralDefaults({ name, text, parameters: [...parameters, ...others.map((other) => ({ name: other }))] });
}

/**
 * Reads JSON as `aws logs describe-query-definitions` prints it, from a file or (`-`) standard input; or all texts (`.cwli`, `.txt`)
 * of a folder, whose paths are their names.
 * @throws CliError
 */
export async function readSavedQueries(io: Pick<Io, 'stdin'>, path: string): Promise<ImportedQueries> {
  if (path !== '-' && (await isFolder(path))) return { queries: await readFolder(path), skipped: [], notes: [] };
  const { text } = await (path === '-' ? readTextStream(io.stdin, EXPORT_FILE) : readTextFile(path, EXPORT_FILE));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw usageError(`${path} is not JSON.`, WANTED);
  }
  return readExport(json, path);
}

const WANTED = 'Name a folder of .cwli files, or a file made with aws logs describe-query-definitions.';

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const { code, reason } = reasonOf(error);
    throw new CliError({ exitCode: EXIT.unreadable, code, message: `${path} cannot be read: ${reason}.`, hint: '' });
  }
}

async function readFolder(folder: string): Promise<SavedQuery[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => TEXT_FILE.test(entry.name) && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) {
    const message = `There is no .cwli or .txt file in ${folder}.`;
    throw new CliError({ exitCode: EXIT.unreadable, code: 'not-found', message, hint: '' });
  }
  const queries: SavedQuery[] = [];
  for (const file of files) {
    const { text } = await readTextFile(file, QUERY_FILE);
    const name = relative(folder, file).replace(TEXT_FILE, '').split(sep).join('/');
    queries.push(savedQueryOf(name, text, []));
  }
  return queries;
}

function readExport(json: unknown, path: string): ImportedQueries {
  const list = Array.isArray(json) ? json : member(json, 'queryDefinitions');
  if (!Array.isArray(list)) throw usageError(`${path} has no list queryDefinitions.`, WANTED);
  const queries: SavedQuery[] = [];
  const skipped: { name: string; reason: string }[] = [];
  let withLogGroups = 0;
  for (const [i, definition] of (list as unknown[]).entries()) {
    const place = `queryDefinitions[${i}] of ${path}`;
    const name = text(definition, 'name', place);
    const language = optionalText(definition, 'queryLanguage', place) ?? 'CWLI';
    if (language !== 'CWLI') {
      skipped.push({ name, reason: `it is written in ${language}, not in Logs Insights QL` });
      continue;
    }
    queries.push(savedQueryOf(name, text(definition, 'queryString', place), parametersOf(definition, place)));
    const logGroups = member(definition, 'logGroupNames');
    if (Array.isArray(logGroups) && logGroups.length > 0) withLogGroups++;
  }
  const notes: string[] = [];
  if (withLogGroups > 0) {
    const count = counted(withLogGroups, 'saved query', 'saved queries');
    notes.push(`the log groups of ${count} are not kept: a call reads what the query around it reads`);
  }
  if (typeof member(json, 'nextToken') === 'string') {
    notes.push('the file has a nextToken: there are more saved queries than it lists');
  }
  return { queries, skipped, notes };
}

function parametersOf(definition: unknown, place: string): SavedQueryParameter[] {
  const list = member(definition, 'parameters') ?? [];
  if (!Array.isArray(list)) throw usageError(`The parameters of ${place} are no list.`);
  return (list as unknown[]).map((parameter) => ({
    name: text(parameter, 'name', `a parameter of ${place}`),
    defaultValue: optionalText(parameter, 'defaultValue', `a parameter of ${place}`),
    description: optionalText(parameter, 'description', `a parameter of ${place}`),
  }));
}

function text(value: unknown, key: string, place: string): string {
  const found = optionalText(value, key, place);
  if (found === undefined) throw usageError(`There is no ${key} in ${place}.`, WANTED);
  return found;
}

function optionalText(value: unknown, key: string, place: string): string | undefined {
  const found = member(value, key) ?? undefined;
  if (found === undefined || typeof found === 'string') return found;
  throw usageError(`The ${key} in ${place} is no text.`, WANTED);
}

/** A member of a JSON object; undefined where there is none. */
function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
