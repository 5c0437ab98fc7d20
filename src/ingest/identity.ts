/** Hashes by which two copies of a record are recognised. */

import * as crypto from 'node:crypto';
import { FACT, type Facts } from './facts.ts';

const CONTENT_BYTES = 16;
const KEY_BYTES = 8;
const NO_KEY = new Uint8Array(KEY_BYTES);

/** The content hash that was taken last; a new array for each would be one more thing to collect. */
const content = new Uint8Array(CONTENT_BYTES);

function sha256(bytes: Uint8Array): Uint8Array {
  // The one-shot function, of Node 20.12 and later, is twice as fast for records of a kilobyte, and faster into text than into a buffer.
  if (typeof crypto.hash === 'function') {
    const text = crypto.hash('sha256', bytes, 'binary');
    for (let at = 0; at < CONTENT_BYTES; at++) content[at] = text.charCodeAt(at);
  } else {
    crypto.createHash('sha256').update(bytes).digest().copy(content, 0, 0, CONTENT_BYTES);
  }
  return content;
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

/**
 * 16 bytes, equal for two records whose JSON text differs in nothing but white space between tokens (`spaced`: whether there is any).
 * Valid until the next call.
 */
export function contentHash(record: Uint8Array, spaced: boolean): Uint8Array {
  return sha256(spaced ? compact(record) : record);
}

/** The key that was taken last, and the text that it is taken of. */
const key = new Uint8Array(KEY_BYTES);
const keyView = new DataView(key.buffer);
let text = new Uint8Array(256);
let textView = new DataView(text.buffer);

/**
 * 8 bytes from the members that name an event: eventID, recipientAccountId, eventCategory; zeros when there is no eventID. Not a
 * cryptographic hash: it finds records to tell a person of, and decides nothing. Valid until the next call.
 */
export function keyHash(facts: Facts): Uint8Array {
  const id = facts.size(FACT.eventID) > 0 ? FACT.eventID : FACT.eventId;
  if (facts.size(id) === 0) return NO_KEY;
  const length = facts.size(id) + facts.size(FACT.recipientAccountId) + facts.size(FACT.eventCategory) + 2;
  const padded = Math.ceil(length / 4) * 4;
  if (padded > text.length) {
    text = new Uint8Array(padded * 2);
    textView = new DataView(text.buffer);
  }
  let end = facts.copy(id, text, 0);
  text[end++] = 0;
  end = facts.copy(FACT.recipientAccountId, text, end);
  text[end++] = 0;
  end = facts.copy(FACT.eventCategory, text, end);
  text.fill(0, end, padded);
  let high = length;
  let low = ~length;
  for (let at = 0; at < padded; at += 4) {
    const word = textView.getInt32(at, true);
    high = mix(high, word, 0xcc9e2d51, 0x1b873593);
    low = mix(low, word, 0x85ebca77, 0xc2b2ae3d);
  }
  keyView.setInt32(0, finish(high ^ low), true);
  // Never all zero: that is a record without an eventID.
  keyView.setInt32(4, finish(low) | 1, true);
  return key;
}

/** A step of MurmurHash3. */
function mix(hash: number, word: number, first: number, second: number): number {
  const product = Math.imul(word, first);
  const mixed = hash ^ Math.imul((product << 15) | (product >>> 17), second);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return whole ^ (whole >>> 16);
}
