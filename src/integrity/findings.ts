/** What `aws cloudtrail validate-logs` does not look at, found while chains are validated. */

import type { Chain } from './chains.ts';
import type { ObjectSource } from './objects.ts';
import { logKey, type Place, placeUri } from './places.ts';
import { displayTime } from './times.ts';
import type { JudgedDigest } from './walk.ts';

export type FindingKind =
  | 'digest-hash'
  | 'digest-signature'
  | 'continuity'
  | 'digest-format'
  | 'unlinked-digest'
  | 'listed-twice'
  | 'unlisted-log'
  | 'log-format'
  | 'not-readable'
  | 'copy';

export interface Finding {
  readonly kind: FindingKind;
  readonly uri: string;
  readonly message: string;
}

/** Names have the time of delivery in whole steps; a digest ends at any second, and the next one may list what came last. */
const EDGE_MS = 300_000;

/** A time that the digests of a chain cover. */
interface Coverage {
  readonly chain: Chain;
  readonly from: number;
  readonly to: number;
}

export class Findings {
  readonly list: Finding[] = [];
  /** Log files by URI, and the digest that lists each. */
  readonly #listed = new Map<string, string>();
  readonly #coverage: Coverage[] = [];

  add(kind: FindingKind, uri: string, message: string): void {
    this.list.push({ kind, uri, message });
  }

  /** Compares a digest with the newer one that links to it. */
  digest({ place, digest, newer }: JudgedDigest, source: ObjectSource): void {
    if (digest === undefined) return;
    const uri = placeUri(place);
    if (digest.behind > 0)
      this.add('digest-format', uri, `has ${digest.behind} bytes behind its end, which nothing signs`);
    if (digest.logs === undefined) this.add('digest-format', uri, 'has no list of log files');
    if (newer === undefined) return;
    const from = placeUri(newer.place);
    if (newer.previousHash !== undefined && newer.previousHash !== digest.sha256) {
      this.add('digest-hash', uri, `does not have the hash that ${from} tells of it`);
    }
    const signature = source.metadata(place)?.get('signature');
    if (signature !== undefined && newer.previousSignature !== null && signature !== newer.previousSignature) {
      this.add('digest-signature', uri, `does not have the signature that ${from} tells of it`);
    }
    if (newer.start !== digest.end) {
      const word = newer.start > digest.end ? 'leaves a hole' : 'overlaps';
      const times = `it ends at ${displayTime(digest.end)}, the next one starts at ${displayTime(newer.start)}`;
      this.add('continuity', uri, `${word}: ${times}`);
    }
  }

  /** Notes that a digest lists a log file. */
  listed(log: Place, digest: Place): void {
    const uri = placeUri(log);
    const earlier = this.#listed.get(uri);
    if (earlier === undefined) this.#listed.set(uri, placeUri(digest));
    else this.add('listed-twice', uri, `is listed by ${earlier} and by ${placeUri(digest)}`);
  }

  /** Notes a time that valid digests cover; log files of that time must be in one of them. */
  covered(chain: Chain, from: number, to: number): void {
    this.#coverage.push({ chain, from, to });
  }

  /**
   * Looks for log files that no digest lists.
   * @param all every chain, also those that were not validated: they may list files in the same folders
   * @param everything also those of a time, account or Region that no valid digest covers
   * @returns notes about what was not looked for
   */
  unlisted(source: ObjectSource, all: readonly Chain[], everything: boolean): string[] {
    const validated = new Set(this.#coverage.map(({ chain }) => key(chain)));
    const shared = all.filter((chain) => !validated.has(key(chain)));
    const skipped = new Set<string>();
    for (const place of source.others()) {
      if (this.#listed.has(placeUri(place))) continue;
      const log = logKey(place.key);
      if (log === undefined) continue;
      const isOf = ({ name, digests }: Chain): boolean =>
        name.account === log.account &&
        name.region === log.region &&
        digests.some(({ bucket }) => bucket === place.bucket);
      const covers = ({ chain, from, to }: Coverage): boolean =>
        isOf(chain) && log.delivered >= from && log.delivered < to - EDGE_MS;
      if (!this.#coverage.some(covers)) {
        if (everything) this.add('unlisted-log', placeUri(place), 'is not covered by any digest file that is valid');
        continue;
      }
      const other = shared.find(isOf);
      if (other === undefined)
        this.add('unlisted-log', placeUri(place), 'is not listed by any digest file that is valid');
      else skipped.add(`${other.name.trail} (${log.account}, ${log.region})`);
    }
    return [...skipped].map(
      (name) =>
        `log files that no digest lists are not told, because the trail ${name} is not validated and may list them`,
    );
  }
}

function key({ name }: Chain): string {
  return JSON.stringify([name.account, name.region, name.trail, name.homeRegion]);
}
