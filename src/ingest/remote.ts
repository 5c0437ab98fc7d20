/** What an ingest needs of an archive that lies elsewhere, such as in S3. */

import type { PublicKey } from '../store/types.ts';
import type { SourceBody, SourceNote } from './source-loader.ts';

export interface RemoteObject {
  /** `s3://bucket/key`, the key as it is. */
  readonly uri: string;
  /** Bytes as stored. */
  readonly size: number;
  /** Epoch milliseconds, whole seconds. */
  readonly modified: number;
  /** As the listing gives it. */
  readonly etag: string;
  /** The archive tier it must be restored from before it can be read. */
  readonly archived?: string;
}

/** An object as it is now, whole. */
export interface FetchedObject {
  /** What was read: another one than listed when it was replaced in between. */
  readonly object: RemoteObject;
  readonly body: SourceBody;
  /** The user metadata of a digest file, by names in lower case. */
  readonly metadata: ReadonlyMap<string, string> | undefined;
  /** Something worth a line, such as that it was replaced. */
  readonly note: string | undefined;
}

export interface RemoteArchive {
  /**
   * All objects that were asked for, in an order that does not change.
   * @throws RemoteError
   */
  objects(signal: AbortSignal): AsyncIterable<RemoteObject>;
  /**
   * Fetches an object whole, with its retries.
   * @throws RemoteError
   */
  fetch(object: RemoteObject, signal: AbortSignal): Promise<FetchedObject>;
  /** Takes note of an object that is left out because it is archived. */
  leaveOut(object: RemoteObject): void;
  /** What there is to tell when all is read. */
  notes(): readonly SourceNote[];
  /** Objects that cannot be read before they are restored from an archive tier, so far. */
  readonly archived: number;
  /** Requests that were made again so far. */
  readonly retries: number;
  /** The public keys for the digest files that were fetched; what cannot be had is in `notes`. */
  publicKeys(signal: AbortSignal): Promise<readonly PublicKey[]>;
  close(): void;
}

/** How far an error reaches. */
export type RemoteErrorScope =
  /** This object cannot be read. */
  | 'object'
  /** It cannot be read because it must be restored first. */
  | 'archived'
  /** Nothing more can be read. */
  | 'all';

/** Why a remote object or archive cannot be read, in words. */
export class RemoteError extends Error {
  readonly scope: RemoteErrorScope;
  /** A way out; empty when there is none. */
  readonly hint: string;
  /** Whether what was asked for is not there. */
  readonly missing: boolean;
  /** Whether somebody forbids it. */
  readonly denied: boolean;

  constructor(
    message: string,
    more: {
      readonly scope: RemoteErrorScope;
      readonly hint?: string;
      readonly missing?: boolean;
      readonly denied?: boolean;
    },
  ) {
    super(message);
    this.name = 'RemoteError';
    this.scope = more.scope;
    this.hint = more.hint ?? '';
    this.missing = more.missing ?? false;
    this.denied = more.denied ?? false;
  }
}
