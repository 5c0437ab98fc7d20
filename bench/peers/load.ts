/**
 * Loads an archive into DuckDB, as someone would who knows it well: files are read, unpacked and parsed in parallel by `read_json`, in
 * one statement, with a schema, so that nothing is guessed.
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runNodeMeasured, type Usage } from '../measure/process.ts';

/**
 * - `whole`: the record as JSON, and the members that all events share as typed columns.
 * - `whole-zstd`: the same, the record compressed with zstd, which needs DuckDB's latest storage version.
 * - `typed`: the typed columns only; the rest of the record is dropped.
 */
export type DuckDbForm = 'whole' | 'whole-zstd' | 'typed';

export interface DuckDbLoad {
  readonly form: DuckDbForm;
  readonly runs: readonly (Usage & { readonly seconds: number })[];
  readonly databaseBytes: number;
}

/** A DuckDB type: its name, the members of a STRUCT, or the element of a list. */
type Type = string | { readonly [member: string]: Type } | readonly [Type];

const SESSION_ISSUER = {
  type: 'VARCHAR',
  principalId: 'VARCHAR',
  arn: 'VARCHAR',
  accountId: 'VARCHAR',
  userName: 'VARCHAR',
};

/** The members that AWS documents for an Athena table over CloudTrail, but for the free-form ones: those are in the record only. */
const COLUMNS: Readonly<Record<string, Type>> = {
  eventVersion: 'VARCHAR',
  userIdentity: {
    type: 'VARCHAR',
    principalId: 'VARCHAR',
    arn: 'VARCHAR',
    accountId: 'VARCHAR',
    invokedBy: 'VARCHAR',
    accessKeyId: 'VARCHAR',
    userName: 'VARCHAR',
    sessionContext: {
      sessionIssuer: SESSION_ISSUER,
      attributes: { creationDate: 'VARCHAR', mfaAuthenticated: 'VARCHAR' },
    },
  },
  eventTime: 'TIMESTAMP',
  eventSource: 'VARCHAR',
  eventName: 'VARCHAR',
  awsRegion: 'VARCHAR',
  sourceIPAddress: 'VARCHAR',
  userAgent: 'VARCHAR',
  errorCode: 'VARCHAR',
  errorMessage: 'VARCHAR',
  requestID: 'VARCHAR',
  eventID: 'VARCHAR',
  readOnly: 'BOOLEAN',
  resources: [{ ARN: 'VARCHAR', accountId: 'VARCHAR', type: 'VARCHAR' }],
  eventType: 'VARCHAR',
  managementEvent: 'BOOLEAN',
  recipientAccountId: 'VARCHAR',
  eventCategory: 'VARCHAR',
};

const RUN_SQL = join(import.meta.dirname, 'run-sql.js');

/** Loads `runs` times into a new file; the last one stays. */
export async function loadDuckDb(
  form: DuckDbForm,
  source: string,
  database: string,
  runs: number,
): Promise<DuckDbLoad> {
  const figures: DuckDbLoad['runs'][number][] = [];
  for (let run = 0; run < runs; run++) {
    for (const suffix of ['', '.wal']) rmSync(`${database}${suffix}`, { force: true });
    const options = form === 'whole-zstd' ? { storage_compatibility_version: 'latest' } : {};
    const args = duckDbArguments(database, loadStatement(form, source), options);
    const { seconds, peakRssBytes, cpuSeconds } = await runNodeMeasured(args);
    figures.push({ seconds, peakRssBytes, cpuSeconds });
  }
  return { form, runs: figures, databaseBytes: statSync(database).size };
}

/** What to start Node.js with, to run SQL in a process of its own. */
export function duckDbArguments(
  database: string,
  sql: string,
  options: Readonly<Record<string, string>> = { access_mode: 'READ_ONLY' },
): string[] {
  return [RUN_SQL, database, JSON.stringify(options), sql];
}

/** The statements of a load, ending with all of it in the file. */
export function loadStatement(form: DuckDbForm, source: string): string {
  const files = quote(`${source.replaceAll('\\', '/')}/**/*.json.gz`);
  const read = (type: string) =>
    `SELECT unnest(Records) AS record FROM read_json(${files}, columns = {Records: '${type}'})`;
  const whole = `SELECT unnest(json_transform(record, ${quote(JSON.stringify(COLUMNS))})), record FROM (${read('JSON[]')})`;
  const columns = Object.entries(COLUMNS).map(([name, type]) => `${name} ${sqlType(type)}`);
  const statements = {
    whole: `CREATE TABLE events AS ${whole}`,
    'whole-zstd': `CREATE TABLE events (${columns.join(', ')}, record JSON USING COMPRESSION zstd); INSERT INTO events ${whole}`,
    typed: `CREATE TABLE events AS SELECT unnest(record) FROM (${read(`${sqlType(COLUMNS)}[]`)})`,
  };
  return `${statements[form]}; CHECKPOINT`;
}

function sqlType(type: Type): string {
  if (typeof type === 'string') return type;
  if (isList(type)) return `${sqlType(type[0])}[]`;
  return `STRUCT(${Object.entries(type)
    .map(([name, member]) => `"${name}" ${sqlType(member)}`)
    .join(', ')})`;
}

function isList(type: Type): type is readonly [Type] {
  return Array.isArray(type);
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
