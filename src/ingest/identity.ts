/** Hashes by which two copies of a record are recognised. */

import * as crypto from 'node:crypto';
import { FACT, type Facts } from './facts.ts';

const CONTENT_BYTES = 16;
const KEY_BYTES = 8;
const NO_KEY = new Uint8Array(KEY_BYTES);

function sha256(bytes: Uint8Array): Uint8Array {
  // The one-shot function, of Node 20.12 and later, is twice as fast for records of a kilobyte.
  if (typeof crypto.hash === 'function') return crypto.hash('sha256', bytes, 'buffer');
  return crypto.createHash('sha256').update(bytes).digest();
}

/** The JSON text without white space between its tokens. */
export function compact(bytes: Uint8Array): Uint8Array {
  const target = new Uint8Array(bytes.length);
  let length = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (inString) {
      if (byte === 0x5c) target[length++] = bytes[at++] as number;
      else if (byte === 0x22) inString = false;
      target[length++] = bytes[at] as number;
    } else if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) {
      inString = byte === 0x22;
      target[length++] = byte;
    }
  }
  return target.subarray(0, length);
}

/** 16 bytes, equal for two records whose JSON text differs in nothing but white space between tokens (`spaced`: whether there is any). */
export function contentHash(record: Uint8Array, spaced: boolean): Uint8Array {
  return sha256(spaced ? compact(record) : record).subarray(0, CONTENT_BYTES);
}

/** 8 bytes from the members that name an event: eventID, recipientAccountId, eventCategory; zeros when there is no eventID. */
export function keyHash(facts: Facts): Uint8Array {
  const named = facts.bytes(FACT.eventID);
  const id = named.length > 0 ? named : facts.bytes(FACT.eventId);
  if (id.length === 0) return NO_KEY;
  const parts = [id, facts.bytes(FACT.recipientAccountId), facts.bytes(FACT.eventCategory)];
  const text = Buffer.alloc(parts.reduce((sum, part) => sum + part.length + 1, -1));
  let at = 0;
  for (const part of parts) {
    text.set(part, at);
    at += part.length + 1;
  }
  return sha256(text).subarray(0, KEY_BYTES);
}
