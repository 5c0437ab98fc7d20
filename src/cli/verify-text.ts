/** The result of `verify` as `aws cloudtrail validate-logs` prints it, line by line on the same streams, and what it does not tell behind that. */
import { displayTime } from '../integrity/times.ts';
import type { Counts, Line, Validation } from '../integrity/validate.ts';
import type { ChainStart, VerifyListener, VerifyResult } from '../integrity/verify.ts';
import { visible } from '../report/visible.ts';
import type { Io } from './io.ts';
import { writeLines } from './output.ts';

/** Findings of a kind that are told one by one without `--verbose`. */
const TOLD_FINDINGS = 20;

export interface TextOptions {
  readonly verbose: boolean;
  readonly arn: string | undefined;
  /** Whether there are public keys. */
  readonly hasKeys: boolean;
}

/** The words for verdicts that the AWS CLI does not have. */
const CONSISTENT = 'hash-consistent, signatures not checked';
const UNVERIFIED = 'not verifiable (metadata missing)';
const UNVERIFIED_LOG = 'matches a digest file that is not verifiable';

export function verdictWords(line: Exclude<Line, { readonly type: 'gap' }>): string {
  const { verdict } = line;
  if (verdict.kind === 'invalid') return `INVALID: ${verdict.reason}`;
  if (verdict.kind === 'unknown') return `not verifiable (${verdict.reason})`;
  if (verdict.kind === 'consistent') return CONSISTENT;
  if (verdict.kind === 'unverified') return line.type === 'log' ? UNVERIFIED_LOG : UNVERIFIED;
  return 'valid';
}

export class VerifyText implements VerifyListener {
  readonly #io: Io;
  readonly #options: TextOptions;
  /** Whether the last line had an empty one after it, which the AWS CLI keeps track of over both streams. */
  #isSpaced = true;

  constructor(io: Io, options: TextOptions) {
    this.#io = io;
    this.#options = options;
  }

  async begin({ chain, location, start, end, chains }: ChainStart): Promise<void> {
    const { arn } = this.#options;
    this.#isSpaced = true;
    const times = `between ${displayTime(start)} and ${displayTime(end)}`;
    if (chain !== undefined && location !== undefined && (chains > 1 || arn === undefined)) {
      const { trail, homeRegion, account, region } = chain.name;
      const where = [location.prefix, 'AWSLogs', location.organization].filter((part) => part !== '').join('/');
      await this.#out(
        `Chain of trail ${trail} (home Region ${homeRegion}), account ${account}, Region ${region}, in s3://${location.bucket}/${where}`,
      );
    }
    await this.#out(`Validating log files for trail ${arn ?? chain?.name.trail ?? ''} ${times}\n`);
  }

  async line(line: Line): Promise<void> {
    const mark = line.type !== 'log' && line.backfill ? '(backfill) ' : '';
    if (line.type === 'gap') {
      const times = `between ${displayTime(line.from)} and ${displayTime(line.to)}`;
      return this.#status(`${mark}No log files were delivered by CloudTrail ${times}`, true);
    }
    const what = line.type === 'log' ? 'Log file' : 'Digest file';
    const { kind } = line.verdict;
    const isProblem = kind === 'invalid' || kind === 'unknown' || (kind === 'unverified' && line.type === 'digest');
    await this.#status(`${mark}${what}\t${visible(line.uri)}\t${visible(verdictWords(line))}`, isProblem);
  }

  async #status(text: string, isProblem: boolean): Promise<void> {
    if (isProblem) {
      await writeLines(this.#io.stderr, [`${this.#isSpaced ? '' : '\n'}${text}\n`]);
      this.#isSpaced = true;
    } else if (this.#options.verbose) {
      this.#isSpaced = false;
      await this.#out(text);
    }
  }

  async end({ start, end }: ChainStart, validation: Validation): Promise<void> {
    const { digests, backfillDigests, logs, found } = validation;
    if (!this.#isSpaced) await this.#out('');
    await this.#out(`Results requested for ${displayTime(start)} to ${displayTime(end)}`);
    if (total(digests) + total(backfillDigests) === 0) return this.#out('No digests found');
    await this.#out(
      found === undefined
        ? 'No valid digests found in range'
        : `Results found for ${displayTime(found.start)} to ${displayTime(found.end)}:`,
    );
    for (const [counts, name] of [
      [digests, 'digest'],
      [backfillDigests, 'backfill digest'],
      [logs, 'log'],
    ] as const) {
      const text = this.#ratio(counts, name);
      if (text !== '') await writeLines(this.#io.stdout, [`\n${text}`], '');
    }
    await this.#out('');
  }

  #ratio(counts: Counts, name: string): string {
    const all = total(counts);
    if (all === 0) return '';
    const part = (count: number, words: string) => `${count}/${all} ${name} files ${words}`;
    const first = this.#options.hasKeys ? part(counts.valid, 'valid') : part(counts.consistent, CONSISTENT);
    const others = [
      [counts.invalid, 'INVALID'],
      [counts.unverified, name === 'log' ? 'match a digest file that is not verifiable' : UNVERIFIED],
      [counts.unknown, 'not verifiable'],
    ] as const;
    return [first, ...others.flatMap(([count, words]) => (count > 0 ? [part(count, words)] : []))].join(', ');
  }

  /** What the AWS CLI does not tell, apart from what it does. */
  async finish({ findings }: VerifyResult): Promise<void> {
    if (!this.#options.hasKeys) {
      await this.#out(
        '\nWithout public keys (--keys) no signature was checked: matching hashes rule out accidents, not somebody who changed logs and digests alike.',
      );
    }
    if (findings.length === 0) return;
    await this.#out('\nNot checked by aws cloudtrail validate-logs:');
    const kinds = new Map(findings.map(({ kind }) => [kind, findings.filter((one) => one.kind === kind)]));
    for (const [, list] of kinds) {
      const told = this.#options.verbose ? list : list.slice(0, TOLD_FINDINGS);
      for (const { uri, message } of told) await this.#out(`${visible(uri)}\t${visible(message)}`);
      if (told.length < list.length) await this.#out(`and ${list.length - told.length} more like these (--verbose)`);
    }
  }

  #out(line: string): Promise<void> {
    return writeLines(this.#io.stdout, [line]);
  }
}

function total({ valid, consistent, unverified, unknown, invalid }: Counts): number {
  return valid + consistent + unverified + unknown + invalid;
}
