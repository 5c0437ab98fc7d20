/** What ingest reads at most: input is hostile, and each bound has a name by which it can be changed. */

/** Bounds on what is read. Sizes are bytes. */
export interface IngestLimits {
  /** A longer record is a reject; default 64 MiB. */
  readonly maxRecordBytes: number;
  /** An object, or an entry of an archive, is read no further when a layer of compression has delivered this; default 1 GiB. */
  readonly maxInflatedBytes: number;
  /** An archive is read no further when its entries come to so many times its own size, and to `maxInflatedBytes`; default 200. */
  readonly maxRatio: number;
  /** Layers of compression, of archives, and of text within text around an event; default 8. */
  readonly maxLayers: number;
  /** Entries of an archive, those in archives inside it included; default 1,000,000. */
  readonly maxEntries: number;
  /** Nesting levels of a record; default 1000. */
  readonly maxDepth: number;
  /** Members and elements of a record, each of which may become a field; default 262,144. */
  readonly maxMembers: number;
  /** Length of a field path; default 65,536. */
  readonly maxPathBytes: number;
  /** Length of a number as it is written; default 4096. */
  readonly maxNumberBytes: number;
  /** Different field paths known at a time; when there are more, the segment ends early. Default 100,000. */
  readonly maxSegmentPaths: number;
}

export const DEFAULT_LIMITS: IngestLimits = {
  // Far above any CloudTrail record; a bound for the window that must hold a whole one.
  maxRecordBytes: 64 << 20,
  // CloudTrail's own files inflate to 50 MB at most.
  maxInflatedBytes: 2 ** 30,
  // JSON of CloudTrail compresses to a tenth or a twentieth; twice compressed to less.
  maxRatio: 200,
  maxLayers: 8,
  maxEntries: 1_000_000,
  // CloudTrail's own stay below 20; the bound keeps paths short enough to be column names.
  maxDepth: 1000,
  // A record of 256 KB, CloudTrail's limit, cannot hold more.
  maxMembers: 262_144,
  // Hostile keys must not multiply with depth.
  maxPathBytes: 65_536,
  maxNumberBytes: 4096,
  // A busy trail has some thousands. Each takes about a kilobyte in every worker.
  maxSegmentPaths: 100_000,
};

/** The given limits, and the defaults of those left out. */
export function limitsOf(given: Partial<IngestLimits>): IngestLimits {
  const limits = { ...DEFAULT_LIMITS };
  for (const name of Object.keys(DEFAULT_LIMITS) as (keyof IngestLimits)[]) limits[name] = given[name] ?? limits[name];
  return limits;
}

/** Words for a message: the setting that was hit, as the command line calls it. */
export function setting(name: keyof IngestLimits): string {
  return `(--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)})`;
}
