/** Which objects of an archive are read, decided by their names alone. */

import { DAY_MS, DIGEST_KIND, factsOf, type KeyFacts, kindName } from './archive-key.ts';

const HOUR_MS = 3_600_000;
/** CloudTrail delivers nearly everything within minutes, and what was held up within a day or two. */
export const LATE_DAYS = 2;

export interface FilterOptions {
  /** Accounts of 12 digits; all when left out. So with the others. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  /** Folders such as `CloudTrail-Insight`, or `insight`. */
  readonly kinds?: readonly string[];
  /** Range of the events' times, inclusive, epoch milliseconds. */
  readonly from?: number;
  readonly to?: number;
  /** How many days after the range an event may have been delivered; default 2. */
  readonly lateDays?: number;
  /** False leaves digest files out. */
  readonly digests?: boolean;
}

export class ObjectFilter {
  readonly #accounts: ReadonlySet<string>;
  readonly #regions: ReadonlySet<string>;
  readonly #kinds: ReadonlySet<string>;
  readonly #digests: boolean;
  /** The hour in which the range begins: names have times rounded to minutes. */
  readonly from: number | undefined;
  /** The last time of delivery. */
  readonly until: number | undefined;

  constructor(options: FilterOptions = {}) {
    const { accounts = [], regions = [], kinds = [], from, to, lateDays = LATE_DAYS, digests = true } = options;
    this.#accounts = new Set(accounts);
    this.#regions = new Set(regions);
    this.#kinds = new Set(kinds.map(kindName));
    this.#digests = digests;
    this.from = from === undefined ? undefined : Math.floor(from / HOUR_MS) * HOUR_MS;
    this.until = to === undefined ? undefined : to + lateDays * DAY_MS;
  }

  /** Whether there is anything to choose by. */
  get isOpen(): boolean {
    const any = this.#accounts.size + this.#regions.size + this.#kinds.size > 0;
    return !any && this.from === undefined && this.until === undefined && this.#digests;
  }

  account(account: string): boolean {
    return this.#accounts.size === 0 || this.#accounts.has(account);
  }

  region(region: string): boolean {
    return this.#regions.size === 0 || this.#regions.has(region);
  }

  kind(folder: string): boolean {
    const kind = kindName(folder);
    return (this.#digests || kind !== DIGEST_KIND) && (this.#kinds.size === 0 || this.#kinds.has(kind));
  }

  /** Whether anything that was delivered on the day may be chosen. @param day 00:00, epoch milliseconds */
  day(day: number): boolean {
    return (this.from === undefined || day + DAY_MS > this.from) && (this.until === undefined || day <= this.until);
  }

  /** Whether the object of that key or path is read. What its name does not tell decides nothing. */
  chooses(path: string): boolean {
    return this.choosesFacts(factsOf(path));
  }

  choosesFacts(facts: KeyFacts): boolean {
    const { account, kind, region, day, time, name } = facts;
    if (account !== undefined && !this.account(account)) return false;
    if (kind !== undefined && !this.kind(kind)) return false;
    if (region !== undefined && !this.region(region)) return false;
    if (day !== undefined && !this.day(day)) return false;
    if (time !== undefined) {
      return (this.from === undefined || time >= this.from) && (this.until === undefined || time <= this.until);
    }
    // Within the first day listing begins behind the names of the hours before.
    const first = this.firstName(facts);
    return first === undefined || name > first;
  }

  /** What the names of log files begin with that were delivered on the first day of the range, from its first hour on. */
  firstName({ account, kind, region, day }: Pick<KeyFacts, 'account' | 'kind' | 'region' | 'day'>): string | undefined {
    if (this.from === undefined || account === undefined || kind === undefined || region === undefined)
      return undefined;
    const isFirstDay = day !== undefined && this.from > day && this.from < day + DAY_MS;
    if (!isFirstDay || kindName(kind) === DIGEST_KIND) return undefined;
    const stamp = new Date(this.from).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
    return `${account}_${kind}_${region}_${stamp}`;
  }
}
