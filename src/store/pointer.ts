/** Row locators as numbers (`EventStore.cell`) and as text (`@ptr`). Segments never change, so both stay valid in a file. */

import { SEGMENT_EVENTS } from './segment-builder.ts';

/** Version, check byte and locator. */
const POINTER_BYTES = 8;
const VERSION = 1;

/** The locator of a row: segments and rows in one integer. */
export function locatorOf(segment: number, row: number): number {
  return segment * SEGMENT_EVENTS + row;
}

export function segmentOf(locator: number): number {
  return Math.floor(locator / SEGMENT_EVENTS);
}

export function rowOf(locator: number): number {
  return locator % SEGMENT_EVENTS;
}

/** 11 characters of base64url. */
export function encodePointer(locator: number): string {
  const bytes = Buffer.alloc(POINTER_BYTES);
  bytes[0] = VERSION;
  bytes.writeUIntBE(locator, 2, 6);
  bytes[1] = checkOf(bytes);
  return bytes.toString('base64url');
}

/** undefined when the text is no pointer. */
export function decodePointer(text: string): number | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== POINTER_BYTES || bytes.toString('base64url') !== text) return undefined;
  if (bytes[0] !== VERSION || bytes[1] !== checkOf(bytes)) return undefined;
  return bytes.readUIntBE(2, 6);
}

/** Catches a mistyped pointer. */
function checkOf(bytes: Buffer): number {
  let check = 0x5a;
  for (const byte of bytes.subarray(2)) check = (check * 31 + byte) & 0xff;
  return check;
}
