/** Lost sessions of one design in words: how many, of what, and how large the share may be. Pure. */
import type { DesignFindings } from '../analysis/findings.js';
import { count, percent } from './figures.js';

export interface LossFigures {
  readonly lost: number;
  /** Sessions that it is counted over. */
  readonly of: number;
  readonly ofWhat: 'at risk' | 'started';
}

/** Sessions at risk at an event; where losses came without an event (a wrong routing), all that were started. */
export function lossFigures(design: DesignFindings): LossFigures {
  const { lost, atRisk, started } = design.sessions;
  return atRisk > 0 && lost <= atRisk
    ? { lost, of: atRisk, ofWhat: 'at risk' }
    : { lost, of: started, ofWhat: 'started' };
}

/** `24.6 %`; for a 0 its upper bound: `≤ 1.2 %`; `–` where neither can be said */
export function lossShare(design: DesignFindings): string {
  const { lost, of } = lossFigures(design);
  if (lost > 0) return percent(lost / of);
  return design.lostShareUpper === null ? '–' : `≤ ${percent(design.lostShareUpper)}`;
}

/** `61 of 248 sessions at risk (24.6 %)`, `none of 250 (≤ 1.2 %)` */
export function lossPhrase(design: DesignFindings): string {
  const { lost, of, ofWhat } = lossFigures(design);
  const share = lossShare(design);
  if (lost > 0) return `${count(lost)} of ${count(of)} sessions ${ofWhat} (${share}${manner(design)})`;
  if (of === 0) return 'none (no session was at risk)';
  return share === '–' ? `none of ${count(of)} ${ofWhat}` : `none of ${count(of)} ${ofWhat} (${share} at 95 %)`;
}

function manner(design: DesignFindings): string {
  const { destroyed, misrouted, gone } = design.sessions;
  if (gone > 0) return ', gone';
  if (misrouted === 0) return ', all destroyed';
  if (destroyed === 0) return ', all misrouted';
  return `, ${count(destroyed)} destroyed and ${count(misrouted)} misrouted`;
}

/** `all 248`, `61 of 248`, `none`: for titles */
export function lossBrief(design: DesignFindings): string {
  const { lost, of } = lossFigures(design);
  if (lost === 0) return 'none';
  return lost === of ? `all ${count(of)}` : `${count(lost)} of ${count(of)}`;
}
