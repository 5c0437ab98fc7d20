/** Rows of the tables that prove where objects come from: `kept_object`, `object_metadata` and `public_key`. */

import { rowChecksum, storedText } from './checksums.ts';
import { corrupt } from './errors.ts';
import { frame, unframe } from './frame.ts';
import type { KeptObject, PublicKey } from './types.ts';

/** The columns of the table `kept_object`. */
export type KeptObjectRow = readonly [source: number, bytes: Uint8Array, checksum: number];

/** The columns of the table `object_metadata`. */
export type ObjectMetadataRow = readonly [uri: string, metadata: string, checksum: number];

type KeyFacts = readonly [
  region: string,
  fingerprint: string,
  value: string,
  validFrom: number | null,
  validUntil: number | null,
];

/** The columns of the table `public_key`. */
export type PublicKeyRow = readonly [...KeyFacts, checksum: number];

export function keptObjectRow({ source, bytes }: KeptObject): KeptObjectRow {
  // What is compressed once does not become smaller.
  const facts = [source, frame(bytes, !(bytes[0] === 0x1f && bytes[1] === 0x8b))] as const;
  return [...facts, rowChecksum(facts)];
}

/** @throws StoreError `corrupt` */
export function storedKeptObject([source, bytes, checksum]: KeptObjectRow): Uint8Array {
  const what = `the kept object of source ${source}`;
  if (rowChecksum([source, bytes]) !== checksum) throw corrupt(`${what}: the row does not match its checksum`);
  return unframe(bytes, what);
}

/** Keys become lower case. */
export function objectMetadataRow(uri: string, metadata: ReadonlyMap<string, string>): ObjectMetadataRow {
  // A pair list, because an object would lose a key `__proto__`.
  const pairs = [...metadata].map(([key, value]) => `${JSON.stringify(key.toLowerCase())}:${JSON.stringify(value)}`);
  const facts = [storedText(uri), storedText(`{${pairs.join(',')}}`)] as const;
  return [...facts, rowChecksum(facts)];
}

/** @throws StoreError `corrupt` */
export function storedObjectMetadata([uri, metadata, checksum]: ObjectMetadataRow): Map<string, string> {
  if (rowChecksum([uri, metadata]) !== checksum) {
    throw corrupt(`the metadata of ${uri}: the row does not match its checksum`);
  }
  return new Map(Object.entries(JSON.parse(metadata) as Record<string, string>));
}

export function publicKeyRow({ region, fingerprint, value, validFrom, validUntil }: PublicKey): PublicKeyRow {
  const facts: KeyFacts = [storedText(region), storedText(fingerprint), storedText(value), validFrom, validUntil];
  return [...facts, rowChecksum(facts)];
}

/** @throws StoreError `corrupt` */
export function storedPublicKey(row: PublicKeyRow): PublicKey {
  const [region, fingerprint, value, validFrom, validUntil, checksum] = row;
  if (rowChecksum([region, fingerprint, value, validFrom, validUntil]) !== checksum) {
    throw corrupt(`the public key ${fingerprint} of ${region}: the row does not match its checksum`);
  }
  return { region, fingerprint, value, validFrom, validUntil };
}
