/** The chains of digest files that there are, and which of them are asked for. */

import type { ChainName, DigestKey } from './places.ts';

/** Where digests of a chain lie. */
export interface Location {
  readonly bucket: string;
  readonly prefix: string;
  readonly organization: string;
}

/** A chain with all its digest files, standard and backfill. */
export interface Chain {
  readonly name: ChainName;
  readonly digests: readonly DigestKey[];
}

/** What is asked for; what is undefined does not matter. */
export interface Selection {
  readonly arn?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly bucket?: string | undefined;
  readonly prefix?: string | undefined;
}

/** The parts of a trail's ARN; undefined when it is none. */
export function parseTrailArn(arn: string): { account: string; trail: string; homeRegion: string } | undefined {
  // The same test as that of the AWS CLI, which takes the parts of it by position.
  if (!/^arn:.+:cloudtrail:.+:\d{12}:trail\/.+/.test(arn)) return undefined;
  const [, , , homeRegion = '', account = ''] = arn.split(':');
  return { account, homeRegion, trail: arn.slice(arn.lastIndexOf('/') + 1) };
}

/** All chains, ordered by account, Region, trail and home Region. */
export function chainsOf(digests: readonly DigestKey[]): Chain[] {
  const chains = new Map<string, { name: ChainName; digests: DigestKey[] }>();
  for (const digest of digests) {
    const { account, region, trail, homeRegion } = digest.chain;
    const text = JSON.stringify([account, region, trail, homeRegion]);
    const chain = chains.get(text) ?? { name: digest.chain, digests: [] };
    chain.digests.push(digest);
    chains.set(text, chain);
  }
  for (const chain of chains.values()) chain.digests.sort(byKey);
  return [...chains].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, chain]) => chain);
}

/** S3 lists keys in the order of their bytes. */
function byKey(a: DigestKey, b: DigestKey): number {
  return Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
}

/** The chains that are asked for, with the digests that are. */
export function selectChains(chains: readonly Chain[], selection: Selection): Chain[] {
  const { region, bucket, prefix } = selection;
  const trail = selection.arn === undefined ? undefined : parseTrailArn(selection.arn);
  const named = chains.filter(({ name }) => {
    const isTrail = trail === undefined || (name.trail === trail.trail && name.homeRegion === trail.homeRegion);
    return isTrail && (region === undefined || name.region === region);
  });
  // The trail of an organization has a chain for each account, and the account of its ARN is only the one that it belongs to.
  const ofOrganization = named.some(({ digests }) => digests.some(({ organization }) => organization !== ''));
  const account = selection.account ?? (ofOrganization ? undefined : trail?.account);
  return named
    .filter(({ name }) => account === undefined || name.account === account)
    .map(({ name, digests }) => ({
      name,
      digests: digests.filter(
        (digest) =>
          (bucket === undefined || digest.bucket === bucket) && (prefix === undefined || digest.prefix === prefix),
      ),
    }))
    .filter(({ digests }) => digests.length > 0);
}

/** The places of a chain, that of the newest digest first. */
export function locationsOf({ digests }: Chain): Location[] {
  const newest = new Map<string, { location: Location; end: number }>();
  for (const { bucket, prefix, organization, end } of digests) {
    const text = JSON.stringify([bucket, prefix, organization]);
    const known = newest.get(text);
    if (known === undefined) newest.set(text, { location: { bucket, prefix, organization }, end });
    else known.end = Math.max(known.end, end);
  }
  return [...newest.values()].sort((a, b) => b.end - a.end).map(({ location }) => location);
}

/** The digests of a series in one place. */
export function digestsAt(chain: Chain, { bucket, prefix, organization }: Location, backfill: boolean): DigestKey[] {
  return chain.digests.filter(
    (digest) =>
      digest.bucket === bucket &&
      digest.prefix === prefix &&
      digest.organization === organization &&
      digest.backfill === backfill,
  );
}
