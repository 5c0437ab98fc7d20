/**
 * Finds in a bucket what of an archive must be listed, so that a day of one account costs a few requests and not a listing of all. What
 * lies in no layout that CloudTrail writes is listed as a whole.
 */

import { DAY_MS, isCloudTrailKind, REGION } from '../archive-key.ts';
import type { ObjectFilter } from '../object-filter.ts';
import { dayPrefixes } from './day-prefixes.ts';
import { findLogFolders } from './log-folders.ts';
import { orderedAhead } from './ordered-ahead.ts';
import type { ListedObject, ListPage, ListRequest } from './s3-api.ts';

/** Accounts that are looked at ahead of the one whose objects are being listed. */
const ACCOUNTS_AHEAD = 8;
const KNOWN_KINDS = new Set([
  'CloudTrail',
  'CloudTrail-Insight',
  'CloudTrail-NetworkActivity',
  'CloudTrail-Aggregated',
  'CloudTrail-Digest',
  'CloudTrail-Lake',
]);
/** A folder from `AWSLogs/` on: how far down it is in CloudTrail's layout. */
const LAYOUT = new RegExp(
  `^((?:[\\s\\S]*/)?AWSLogs/(?:o-[a-z0-9]+/)?(?:(\\d{12})/(?:([^/]+)/(?:(${REGION})/)?)?)?)([\\s\\S]*)$`,
);

/** Lists a page of the bucket at hand. */
export type ListPageOf = (request: ListRequest) => Promise<ListPage>;

/** What must be listed: a prefix, or objects that have been seen on the way. */
export type ListTask =
  | { readonly kind: 'prefix'; readonly prefix: string; readonly startAfter?: string }
  | { readonly kind: 'objects'; readonly objects: readonly ListedObject[] };

interface Layout {
  /** The prefix as far as it is part of the layout. */
  readonly base: string;
  readonly account: string | undefined;
  readonly kind: string | undefined;
  readonly region: string | undefined;
  /** What is behind it, such as `2024/05/`. */
  readonly rest: string;
}

export class Discovery {
  readonly #list: ListPageOf;
  readonly #filter: ObjectFilter;
  readonly #now: number;
  /** Things worth a line, such as folders that are left out. */
  readonly notes: string[] = [];

  /** @param now the clock, epoch milliseconds: no object is of a later day than tomorrow */
  constructor(list: ListPageOf, filter: ObjectFilter, now: number) {
    this.#list = list;
    this.#filter = filter;
    this.#now = now;
  }

  /** What must be listed below a folder, which ends with `/` or is empty for the whole bucket. */
  async *tasks(root: string): AsyncGenerator<ListTask> {
    if (layoutOf(root) !== undefined) {
      yield* this.#folder(root);
      return;
    }
    const { found, others, isCut } = await findLogFolders(root, (prefix) => this.#children(prefix));
    if (found.length === 0) {
      yield { kind: 'prefix', prefix: root };
      return;
    }
    for (const folder of found) yield* this.#folder(folder);
    if (isCut) this.#note('not all folders were looked at for AWSLogs/: name those that are missing');
    this.#leftOut(others, 'beside AWSLogs/');
  }

  async *#folder(prefix: string): AsyncGenerator<ListTask> {
    const layout = layoutOf(prefix);
    if (layout === undefined) yield { kind: 'prefix', prefix };
    else if (layout.region !== undefined) yield* this.#days(layout);
    else if (layout.rest !== '') yield { kind: 'prefix', prefix };
    else if (layout.kind !== undefined) yield* this.#kind(prefix, layout.kind);
    else if (layout.account !== undefined) yield* this.#account(prefix);
    else yield* this.#logs(prefix);
  }

  /** `AWSLogs/`, or the folder of an organization in it. */
  async *#logs(prefix: string): AsyncGenerator<ListTask> {
    const { folders, objects } = await this.#children(prefix);
    yield { kind: 'objects', objects };
    const accounts: string[] = [];
    const others: string[] = [];
    for (const folder of folders) {
      const name = folder.slice(prefix.length, -1);
      if (/^\d{12}$/.test(name)) accounts.push(folder);
      else if (/^o-[a-z0-9]+$/.test(name) || name === 'AWSLogs') yield* this.#folder(folder);
      else others.push(folder);
    }
    const wanted = accounts.filter((folder) => this.#filter.account(folder.slice(prefix.length, -1)));
    const tasks = orderedAhead(eachOf(wanted), ACCOUNTS_AHEAD, (folder) => collect(this.#account(folder)));
    for await (const ofAccount of tasks) yield* ofAccount;
    this.#leftOut(others, `in ${prefix}, which are no accounts`);
  }

  async *#account(prefix: string): AsyncGenerator<ListTask> {
    const { folders, objects } = await this.#children(prefix);
    yield { kind: 'objects', objects };
    for (const folder of folders) {
      const kind = folder.slice(prefix.length, -1);
      // Other services write here too.
      if (!isCloudTrailKind(kind) || !this.#filter.kind(kind)) continue;
      if (!KNOWN_KINDS.has(kind)) this.#note(`${folder} is of a kind that is not known here: its content decides`);
      yield* this.#kind(folder, kind);
    }
  }

  async *#kind(prefix: string, kind: string): AsyncGenerator<ListTask> {
    if (!isCloudTrailKind(kind)) {
      yield { kind: 'prefix', prefix };
      return;
    }
    const { folders, objects } = await this.#children(prefix);
    yield { kind: 'objects', objects };
    for (const folder of folders) {
      const layout = layoutOf(folder);
      if (layout?.region === undefined) yield { kind: 'prefix', prefix: folder };
      else if (this.#filter.region(layout.region)) yield* this.#days(layout);
    }
  }

  /** The folder of a Region or something in it: with a range only its days. */
  async *#days(layout: Layout): AsyncGenerator<ListTask> {
    const { base, rest } = layout;
    const { until = this.#now + DAY_MS } = this.#filter;
    const from = this.#filter.from ?? (this.#filter.until === undefined ? undefined : await this.#firstYear(base));
    if (from === undefined) {
      if (this.#filter.until === undefined) yield { kind: 'prefix', prefix: base + rest };
      return;
    }
    for (const days of dayPrefixes(from, until)) {
      // The prefix that was asked for may be longer or shorter.
      if (!days.startsWith(rest) && !rest.startsWith(days)) continue;
      const prefix = base + (days.startsWith(rest) ? days : rest);
      const startAfter = this.#startAfter(layout, prefix, from);
      yield { kind: 'prefix', prefix, ...(startAfter === undefined ? {} : { startAfter }) };
    }
  }

  /** Where to begin in the prefix that has the first time of the range. */
  #startAfter({ base, account, kind, region }: Layout, prefix: string, from: number): string | undefined {
    const folder = `${base}${new Date(from).toISOString().slice(0, 10).replaceAll('-', '/')}/`;
    if (!folder.startsWith(prefix) || this.#filter.from === undefined) return undefined;
    const day = Math.floor(from / DAY_MS) * DAY_MS;
    const start = folder + (this.#filter.firstName({ account, kind, region, day }) ?? '');
    return start === prefix ? undefined : start;
  }

  /** The beginning of the first year that has a folder. */
  async #firstYear(prefix: string): Promise<number | undefined> {
    const { folders } = await this.#children(prefix);
    const years = folders.map((folder) => folder.slice(prefix.length, -1)).filter((name) => /^\d{4}$/.test(name));
    return years.length === 0 ? undefined : Math.min(...years.map((year) => Date.UTC(Number(year), 0, 1)));
  }

  async #children(prefix: string): Promise<{ readonly folders: string[]; readonly objects: ListedObject[] }> {
    const folders: string[] = [];
    const objects: ListedObject[] = [];
    let token: string | undefined;
    do {
      const page = await this.#list({ prefix, folders: true, ...(token === undefined ? {} : { token }) });
      folders.push(...page.folders);
      objects.push(...page.objects);
      token = page.token;
    } while (token !== undefined);
    return { folders, objects };
  }

  #leftOut(folders: readonly string[], where: string): void {
    if (folders.length === 0) return;
    const names = folders.slice(0, 5).join(', ');
    const more = folders.length > 5 ? ` and ${folders.length - 5} more` : '';
    this.#note(`folders ${where} are left out: ${names}${more}. Name a folder to read it`);
  }

  #note(message: string): void {
    this.notes.push(message);
  }
}

function layoutOf(prefix: string): Layout | undefined {
  const match = LAYOUT.exec(prefix);
  if (match === null) return undefined;
  const [, base = '', account, kind, region, rest = ''] = match;
  return { base, account, kind, region, rest };
}

async function* eachOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
