/** The whole of `trailql verify`: finds the chains, validates one after the other, and tells what else there is to tell. */

import { type Chain, chainsOf, type Location, locationsOf, type Selection, selectChains } from './chains.ts';
import { readDigest } from './digest.ts';
import { type Finding, Findings } from './findings.ts';
import type { ObjectSource } from './objects.ts';
import { placeUri } from './places.ts';
import type { KeyRing } from './public-keys.ts';
import { type Line, newCounts, type Validation, validateChain } from './validate.ts';
import { inRange } from './walk.ts';

export interface VerifyRequest {
  readonly source: ObjectSource;
  readonly keys: KeyRing;
  readonly selection: Selection;
  /** Epoch milliseconds; without a start, from the oldest digest of each chain on. */
  readonly start: number | undefined;
  readonly end: number;
}

/** A chain in one place, about to be validated. */
export interface ChainStart {
  /** Undefined when nothing that is asked for was found. */
  readonly chain: Chain | undefined;
  readonly location: Location | undefined;
  readonly start: number;
  readonly end: number;
  /** How many chains there are in all. */
  readonly chains: number;
}

/** Who is told what happens, in its order. */
export interface VerifyListener {
  begin(chain: ChainStart): Promise<void>;
  line(line: Line): Promise<void>;
  end(chain: ChainStart, validation: Validation): Promise<void>;
}

export interface VerifyResult {
  /** Something is INVALID. */
  readonly isInvalid: boolean;
  /** Everything was found valid: nothing was unverifiable, there are no findings, and there was something to validate. */
  readonly isClean: boolean;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

const HOUR = 3_600_000;

/** Validates everything that is asked for. */
export async function verify(request: VerifyRequest, listener: VerifyListener): Promise<VerifyResult> {
  const { source, keys, selection, end } = request;
  const findings = new Findings();
  const all = chainsOf(source.digests());
  const selected = selectChains(all, selection);
  const totals = newCounts();
  const notes: string[] = [];
  if (selected.length === 0) {
    const start = { chain: undefined, location: undefined, start: request.start ?? end, end, chains: 0 };
    await listener.begin(start);
    await listener.end(start, {
      digests: newCounts(),
      backfillDigests: newCounts(),
      logs: newCounts(),
      found: undefined,
      edges: [],
    });
  }
  for (const chosen of selected) {
    // Links may lead to digests that were not chosen, such as those in an older bucket.
    const whole = all.find(({ name }) => name === chosen.name) ?? chosen;
    const visited = new Set<string>();
    const start = request.start ?? Math.min(end, oldest(chosen, source));
    const isNew = (location: Location): boolean =>
      inRange(chosen.digests, start, end).some((digest) => isAt(digest, location) && !visited.has(placeUri(digest)));
    const locations = locationsOf(chosen);
    // A place that another one led into is done; where nothing is in the range, that is told of one place.
    const anyNew = locations.some(isNew);
    for (const location of locations) {
      if (anyNew ? !isNew(location) : location !== locations[0]) continue;
      const here = {
        chain: whole,
        location,
        start,
        end,
        isOpen: request.start === undefined,
        source,
        keys,
        findings,
        visited,
      };
      const told: ChainStart = { chain: chosen, location, start, end, chains: selected.length };
      await listener.begin(told);
      const lines = validateChain(here);
      let next = lines.next();
      for (; next.done !== true; next = lines.next()) await listener.line(next.value);
      const validation = next.value;
      await listener.end(told, validation);
      for (const uri of validation.edges)
        notes.push(`the chain goes back to ${uri}, which is not here; with --start-time it must be`);
      for (const counts of [validation.digests, validation.backfillDigests, validation.logs]) {
        for (const kind of ['valid', 'consistent', 'unverified', 'unknown', 'invalid'] as const)
          totals[kind] += counts[kind];
      }
    }
  }
  const everything = request.start === undefined && Object.values(selection).every((wanted) => wanted === undefined);
  notes.push(...findings.unlisted(source, all, everything));
  for (const { uri, message } of source.oddities) findings.add('copy', uri, message);
  const isClean = totals.valid > 0 && findings.list.length === 0;
  return {
    isInvalid: totals.invalid > 0,
    isClean: isClean && totals.invalid + totals.unverified + totals.consistent + totals.unknown === 0,
    findings: findings.list,
    notes,
  };
}

/** The start of the oldest digest. */
function oldest({ digests }: Chain, source: ObjectSource): number {
  const first = digests.reduce((a, b) => (b.end < a.end ? b : a));
  const read = readDigest(source.bytes(first) ?? new Uint8Array(0));
  return read.kind === 'digest' ? read.digest.start : first.end - HOUR;
}

function isAt(digest: Location, { bucket, prefix, organization }: Location): boolean {
  return digest.bucket === bucket && digest.prefix === prefix && digest.organization === organization;
}
