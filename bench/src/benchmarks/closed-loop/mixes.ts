/** Mixes of requests that a signed-in person sends. Pure. */

/** Reads, and a tenth or half of writes among them. */
export const MIXES = ['read-only', 'read-heavy', 'write-heavy'] as const;
export type Mix = (typeof MIXES)[number];
export const MIX_WORDS: Readonly<Record<Mix, string>> = {
  'read-only': 'reads only',
  'read-heavy': '90 % reads, 10 % writes',
  'write-heavy': '50 % reads, 50 % writes',
};
