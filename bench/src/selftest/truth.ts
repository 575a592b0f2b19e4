/** A truth that is known beforehand, beside what the lab measured of it: one line of the self-test. Pure. */

/** `unknown`: the truth itself could not be established, for a reason that the line gives. */
export type TruthVerdict = 'ok' | 'wrong' | 'unknown';

export interface Truth {
  /** What is claimed, in words that need no context but the title of its stage. */
  readonly claim: string;
  /** As printed: `5`, `50.0 ms ± 0.5`. */
  readonly wanted: string;
  readonly measured: string;
  readonly verdict: TruthVerdict;
  /** Why it is wrong or unknown, or what it shows; null where figures say it all. */
  readonly note: string | null;
}

/** A count that is known exactly. @param measured null: the lab could not count it */
export function exactly(claim: string, wanted: number, measured: number | null, note: string | null = null): Truth {
  return {
    claim,
    wanted: whole(wanted),
    measured: measured === null ? '–' : whole(measured),
    verdict: measured === wanted ? 'ok' : 'wrong',
    note,
  };
}

/** Things by name, such as operations: the same ones, not only as many. */
export function theSame<Name extends number | string>(
  claim: string,
  wanted: readonly Name[],
  measured: readonly Name[],
): Truth {
  const [want, have] = [new Set(wanted), new Set(measured)];
  const missing = [...want].filter((id) => !have.has(id));
  const strange = [...have].filter((id) => !want.has(id));
  const differ = missing.length + strange.length > 0 || wanted.length !== measured.length;
  return {
    claim,
    wanted: whole(wanted.length),
    measured: whole(measured.length),
    verdict: differ ? 'wrong' : 'ok',
    note: differ ? `${listed('missing', missing)}; ${listed('not wanted', strange)}` : null,
  };
}

/**
 * Figures by name: how many of them agree with what is wanted.
 *
 * @param wanted null: there must be none
 */
export function agreeing(
  claim: string,
  wanted: ReadonlyMap<string, number | null>,
  measured: ReadonlyMap<string, number | null>,
): Truth {
  const names = [...new Set([...wanted.keys(), ...measured.keys()])];
  const off = names.filter((name) => wanted.get(name) !== measured.get(name));
  const said = off
    .slice(0, SHOWN)
    .map((name) => `${name} is ${wanted.get(name) ?? '–'}, not ${measured.get(name) ?? '–'}`);
  return {
    claim,
    wanted: whole(names.length),
    measured: whole(names.length - off.length),
    verdict: off.length === 0 ? 'ok' : 'wrong',
    note: off.length === 0 ? null : `${said.join('; ')}${andMore(off.length)}`,
  };
}

/** More than nothing, where the number itself is not known beforehand. */
export function atLeast(claim: string, least: number, measured: number, note: string | null = null): Truth {
  return {
    claim,
    wanted: `≥ ${whole(least)}`,
    measured: whole(measured),
    verdict: measured >= least ? 'ok' : 'wrong',
    note,
  };
}

/** The same text, such as a hash. */
export function identical(claim: string, wanted: string, measured: string): Truth {
  return { claim, wanted, measured, verdict: wanted === measured ? 'ok' : 'wrong', note: null };
}

export interface Tolerance {
  /** Of the wanted value, 0–1. */
  readonly share: number;
  /** The wider of the two counts. */
  readonly ms: number;
}

/**
 * A time that is known, within what is allowed.
 *
 * @param measuredMs null: the sample cannot carry it
 * @param doubt why it may have been longer in truth; null: it was not. It excuses nothing that is too short
 */
export function within(
  claim: string,
  wantedMs: number,
  measuredMs: number | null,
  { share, ms }: Tolerance,
  doubt: string | null = null,
): Truth {
  const allowedMs = Math.max(share * wantedMs, ms);
  const isNear = measuredMs !== null && Math.abs(measuredMs - wantedMs) <= allowedMs;
  const isUnknown = measuredMs !== null && measuredMs - wantedMs > allowedMs && doubt !== null;
  return {
    claim,
    wanted: `${fine(wantedMs)} ms ± ${fine(allowedMs)}`,
    measured: measuredMs === null ? '–' : `${fine(measuredMs)} ms`,
    verdict: isNear ? 'ok' : isUnknown ? 'unknown' : 'wrong',
    note: isUnknown ? doubt : null,
  };
}

/** A time that must stay small. */
export function atMost(claim: string, limitMs: number, measuredMs: number | null, doubt: string | null = null): Truth {
  const isSmall = measuredMs !== null && measuredMs <= limitMs;
  const isUnknown = measuredMs !== null && !isSmall && doubt !== null;
  return {
    claim,
    wanted: `≤ ${fine(limitMs)} ms`,
    measured: measuredMs === null ? '–' : `${fine(measuredMs)} ms`,
    verdict: isSmall ? 'ok' : isUnknown ? 'unknown' : 'wrong',
    note: isUnknown ? doubt : null,
  };
}

/** A truth that may not have come about as ordered: where it is not met, nobody is to blame. @param note why; null: it has */
export function excused(truth: Truth, note: string | null): Truth {
  return note === null || truth.verdict !== 'wrong' ? truth : { ...truth, verdict: 'unknown', note };
}

const whole = (value: number): string => value.toLocaleString('en-US');

/** Three digits that matter: `50.2`, `0.31`, `912`. */
function fine(ms: number): string {
  if (ms >= 100) return whole(Math.round(ms));
  return ms >= 10 ? ms.toFixed(1) : ms.toFixed(2);
}

const SHOWN = 5;

function listed(label: string, names: readonly (number | string)[]): string {
  if (names.length === 0) return `${label}: none`;
  return `${label}: ${names.slice(0, SHOWN).join(', ')}${andMore(names.length)}`;
}

const andMore = (count: number): string => (count > SHOWN ? ` and ${count - SHOWN} more` : '');
