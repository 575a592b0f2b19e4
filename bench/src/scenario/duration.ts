/** Durations as people write them: a number and a unit, `6 s`, `500 ms`, `15 min`. */
const UNITS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const;

/** For schemas and editors; the same language as {@link parseDuration}. */
export const DURATION_PATTERN = '^\\d+(\\.\\d+)? ?(ms|s|min|h)$';

/** @returns whole milliseconds; null when the text is no duration or is finer than a millisecond */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?) ?(ms|s|min|h)$/.exec(text.trim());
  if (match === null) return null;
  const ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  // 0.55 * 1000 is not exactly 550.
  const whole = Math.round(ms);
  return Math.abs(ms - whole) < 1e-6 && Number.isSafeInteger(whole) ? whole : null;
}

/** The shortest exact way to write it: `500 ms`, `6 s`, `15 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 120_000 || ms % 60_000 !== 0) return `${ms / 1000} s`;
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${ms / 60_000} min`;
}
