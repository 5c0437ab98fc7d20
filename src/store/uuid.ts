/** UUIDs in the canonical form, lower-case hexadecimal in groups of 8-4-4-4-12: as text, and packed into 16 bytes. */

export const UUID_TEXT = 36;
export const UUID_BYTES = 16;
const DASH = 0x2d;

/** The texts that can be packed. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Value of a lower-case hexadecimal digit; 16 for any other byte. */
const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : 16;
});

/** Where the two digits of each byte of a UUID are in its text. */
const DIGITS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/**
 * Packs a text of 36 bytes.
 * @returns whether it is a UUID; if not, what has been written to `target` means nothing
 */
export function packUuid(text: Uint8Array, start: number, target: Uint8Array, at: number): boolean {
  if (text[start + 8] !== DASH || text[start + 13] !== DASH) return false;
  if (text[start + 18] !== DASH || text[start + 23] !== DASH) return false;
  let wrong = 0;
  for (let byte = 0; byte < UUID_BYTES; byte++) {
    const digit = start + (DIGITS[byte] as number);
    const high = HEX[text[digit] as number] as number;
    const low = HEX[text[digit + 1] as number] as number;
    wrong |= high | low;
    target[at + byte] = (high << 4) | low;
  }
  return wrong < 16;
}

/** The 16 bytes of a UUID; undefined for any other text. */
export function packedUuid(text: string): Buffer | undefined {
  return UUID.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex') : undefined;
}

export function uuidText(bytes: Buffer, start: number): string {
  const hex = bytes.toString('hex', start, start + UUID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
