/** Public keys of CloudTrail: saved answers of ListPublicKeys in all their forms, and RSA keys made of them. */

import { createPublicKey, type KeyObject } from 'node:crypto';
import type { PublicKey } from '../store/types.ts';

/** Keys by fingerprint. A fingerprint is an opaque label, which no two keys share. */
export class KeyRing {
  readonly #keys = new Map<string, string>();

  add({ fingerprint, value }: Pick<PublicKey, 'fingerprint' | 'value'>): void {
    this.#keys.set(fingerprint, value);
  }

  get size(): number {
    return this.#keys.size;
  }

  has(fingerprint: string): boolean {
    return this.#keys.has(fingerprint);
  }

  /** The key of a fingerprint; undefined when its value is no RSA key. */
  load(fingerprint: string): KeyObject | undefined {
    return rsaKey(this.#keys.get(fingerprint) ?? '');
  }
}

/** PKCS #1, as the service gives them, or SubjectPublicKeyInfo, as one sample of its guide has it. */
export function rsaKey(value: string): KeyObject | undefined {
  const der = Buffer.from(value, 'base64');
  for (const type of ['pkcs1', 'spki'] as const) {
    try {
      const key = createPublicKey({ key: der, format: 'der', type });
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // The other form may fit.
    }
  }
  return undefined;
}

/**
 * Reads saved answers of ListPublicKeys: one JSON object, or several one after another as pages of a loop are written.
 * @param region the Region that was asked; the answer does not tell it
 * @throws Error with a reason that continues "the file …: "
 */
export function readPublicKeys(text: string, region: string): PublicKey[] {
  const documents = parseDocuments(text);
  return documents.flatMap((document) => {
    const list = Array.isArray(document) ? document : member(document, 'publickeylist');
    if (!Array.isArray(list)) throw new Error('it has no PublicKeyList, as aws cloudtrail list-public-keys prints it');
    return (list as unknown[]).map((entry) => publicKey(entry, region));
  });
}

function parseDocuments(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    // Objects one after another, each of which begins a line.
  }
  if (text.trim() === '') throw new Error('it is not JSON');
  try {
    return text
      .split(/^(?=\{)/m)
      .filter((part) => part.trim() !== '')
      .map((part) => JSON.parse(part) as unknown);
  } catch {
    throw new Error('it is not JSON');
  }
}

function publicKey(entry: unknown, region: string): PublicKey {
  const fingerprint = member(entry, 'fingerprint');
  const value = member(entry, 'value');
  if (typeof fingerprint !== 'string' || typeof value !== 'string') {
    throw new Error('a key in it has no Fingerprint and Value');
  }
  const validFrom = time(member(entry, 'validitystarttime'));
  return { region, fingerprint, value, validFrom, validUntil: time(member(entry, 'validityendtime')) };
}

/** ISO 8601, or epoch seconds as a number or a text. */
function time(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value * 1000 : null;
  if (typeof value !== 'string') return null;
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

/** A member of an object, whatever the case of its name. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1];
}
