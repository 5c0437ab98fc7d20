/** The result of `verify` as one JSON document. */
import { displayTime } from '../integrity/times.ts';
import type { Line, Validation } from '../integrity/validate.ts';
import type { ChainStart, VerifyListener, VerifyResult } from '../integrity/verify.ts';
import { stringify } from '../report/json.ts';
import { verdictWords } from './verify-text.ts';

interface ChainDocument {
  readonly trail: string | null;
  readonly homeRegion: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly bucket: string | null;
  readonly prefix: string | null;
  readonly organization: string | null;
  readonly requested: { readonly start: string; readonly end: string };
  readonly found: { readonly start: string; readonly end: string } | null;
  readonly digests: Validation['digests'];
  readonly backfillDigests: Validation['digests'];
  readonly logs: Validation['digests'];
  /** Digest files that the oldest ones link to and that are not here. */
  readonly edges: readonly string[];
  readonly lines: readonly object[];
}

export class VerifyJson implements VerifyListener {
  readonly #verbose: boolean;
  readonly #chains: ChainDocument[] = [];
  #lines: object[] = [];

  constructor(verbose: boolean) {
    this.#verbose = verbose;
  }

  async begin(): Promise<void> {
    this.#lines = [];
  }

  async line(line: Line): Promise<void> {
    if (line.type === 'gap') {
      const { type, backfill, from, to } = line;
      this.#lines.push({ type, backfill, from: displayTime(from), to: displayTime(to) });
      return;
    }
    const { kind } = line.verdict;
    if (!this.#verbose && (kind === 'valid' || kind === 'consistent')) return;
    const { type, uri } = line;
    const backfill = line.type === 'digest' ? { backfill: line.backfill } : {};
    this.#lines.push({ type, ...backfill, uri, verdict: kind, words: verdictWords(line) });
  }

  async end({ chain, location, start, end }: ChainStart, validation: Validation): Promise<void> {
    const { found, edges, ...counts } = validation;
    const range = (times: { start: number; end: number }) => ({
      start: displayTime(times.start),
      end: displayTime(times.end),
    });
    const { trail = null, homeRegion = null, account = null, region = null } = chain?.name ?? {};
    const { bucket = null, prefix = null, organization = null } = location ?? {};
    const requested = range({ start, end });
    this.#chains.push({
      ...{ trail, homeRegion, account, region, bucket, prefix, organization, requested },
      found: found === undefined ? null : range(found),
      ...counts,
      edges,
      lines: this.#lines,
    });
  }

  /** @param notes how objects were found, and what was not looked for */
  document(
    { isInvalid, isClean, findings }: VerifyResult,
    notes: readonly string[],
    signaturesChecked: boolean,
  ): string {
    return stringify({ isInvalid, isClean, signaturesChecked, chains: this.#chains, findings, notes });
  }
}
