/** Sessions that live on although they should not, in words. Pure. */
import type { DesignFindings } from './findings.js';

const WORDS = {
  revived: 'were found after their log-out was acknowledged',
  overstayed: 'were found after their time was over',
  doubled: 'were held under two keys: the one from before the sign-in still opens them',
} as const;

/** One phrase for each kind that occurred: `12 sessions were found after their time was over`. */
export function afterlifeWords({ sessions }: Pick<DesignFindings, 'sessions'>): string[] {
  return (Object.keys(WORDS) as (keyof typeof WORDS)[])
    .filter((kind) => (sessions[kind] ?? 0) > 0)
    .map((kind) => `${sessions[kind]} sessions ${WORDS[kind]}`);
}
