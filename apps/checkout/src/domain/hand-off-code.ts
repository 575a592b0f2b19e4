/** The short code that a phone shows and a laptop claims. */

/** No letters or digits that people confuse: 0 and O, 1 and I. 32 signs, so that five random bits choose one. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
export const CODE_LENGTH = 6;

/** How long a code can be claimed, milliseconds. */
export const CODE_TTL_MS = 600_000;

/** @param bytes at least {@link CODE_LENGTH} random bytes */
export function codeFrom(bytes: Uint8Array): string {
  let code = '';
  for (const byte of bytes.subarray(0, CODE_LENGTH)) code += ALPHABET[byte & 31];
  return code;
}

/** A code as a person types it, in the form that it was given out. */
export const normaliseCode = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
