/** A public key of CloudTrail, as ListPublicKeys tells it. */
export interface PublicKeyRecord {
  readonly region: string;
  readonly fingerprint: string;
  /** Base64, as given. */
  readonly value: string;
  /** Epoch milliseconds. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
}
